"""Fields of the workspace's forms: one line of text, local dates and times, several names."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue import lines
from events.filter_values import YEARS

DATE_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]
TIME_FORMATS = ["%H:%M", "%H.%M", "%H:%M:%S", "%H"]
END_OF_THE_DAY = dt.time(23, 59)
LONGEST_NUMBER = 18


class Line(forms.CharField):
    def to_python(self, value: Any) -> str:
        return lines.tidy(super().to_python(value) or "")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format=DATE_FORMATS[0])


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format=TIME_FORMATS[0])


class DateField(forms.DateField):
    """A day that people plan for: with the ends of time nobody can reckon, and PostgreSQL's years reach further."""

    widget = DateInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=DATE_FORMATS, **kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        day: dt.date | None = super().to_python(value)
        if day and not YEARS.start < day.year < YEARS.stop - 1:
            raise ValidationError(_("Choose a day of this century."))
        return day


class TimeField(forms.TimeField):
    widget = TimeInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=TIME_FORMATS, **kwargs)


class MomentInput(forms.MultiWidget):
    """A day and a time beside each other, each with its own name for those who do not see them."""

    template_name = "workspace/forms/moment.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        widgets = [
            DateInput({"aria-label": gettext_lazy("Date")}),
            TimeInput({"aria-label": gettext_lazy("Time")}),
        ]
        super().__init__(widgets, attrs)

    def decompress(self, value: Any) -> list[Any]:
        local = dt_local(value) if value else None
        return [local.date(), local.time()] if local else [None, None]


class MomentField(forms.MultiValueField):
    """A local date and time as an aware moment; a day without a time begins or ends with the day."""

    widget = MomentInput

    def __init__(self, *, time_unless_given: dt.time = dt.time(), **kwargs: Any) -> None:
        self.time_unless_given = time_unless_given
        fields = (DateField(), TimeField(required=False))
        super().__init__(fields=fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> dt.datetime | None:
        if not data_list or not data_list[0]:
            return None
        return aware(data_list[0], data_list[1] or self.time_unless_given)


class NamesInput(forms.TextInput):
    """As many lines as there are names, and an empty one for the next."""

    template_name = "workspace/forms/names.html"

    def format_value(self, value: Any) -> Any:
        return [*(value or ()), ""]

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> list[str]:
        if hasattr(data, "getlist"):
            return [line for line in data.getlist(name) if line.strip()]
        found: list[str] = data.get(name) or []
        return found

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_


class NamesField(forms.Field):
    widget = NamesInput
    LONGEST = 200
    MOST = 20

    def clean(self, value: Any) -> list[str]:
        names = [tidy for line in value or () if (tidy := lines.tidy(line))]
        if len(names) > self.MOST:
            raise ValidationError(_("At most %(count)s can be named.") % {"count": self.MOST})
        if any(len(name) > self.LONGEST for name in names):
            raise ValidationError(_("A name can have at most %(count)s characters.") % {"count": self.LONGEST})
        return list(dict.fromkeys(names))


def aware(day: dt.date, time: dt.time) -> dt.datetime:
    """The local time as a moment; raises ValidationError for the hour that the clock skips in spring."""
    found: dt.datetime = forms.utils.from_current_timezone(dt.datetime.combine(day, time))
    return found


def dt_local(value: dt.datetime) -> dt.datetime:
    local: dt.datetime = forms.utils.to_current_timezone(value)
    return local


def number_of(text: str) -> int | None:
    """The number that a button or a hidden field names; None for none, and for more than any row or id has."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def row_numbers(data: Mapping[str, Any], prefix: str) -> list[int]:
    """The numbers of the rows that a posted form has under this prefix, in their order."""
    pattern = re.compile(rf"{prefix}-(\d{{1,3}})-\w+")
    return sorted({int(found[1]) for key in data if (found := pattern.fullmatch(key))})
