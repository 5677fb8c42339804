"""The other rows of the form: kinds of seats, lines of the programme, and the repeat pattern of sessions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events import repeating
from events.forms import fields

MOST_SEATS = 100_000


class PoolForm(forms.Form):
    PREFIX = "pools"

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    capacity = forms.IntegerField(
        label=_("Seats"), required=False, min_value=0, max_value=MOST_SEATS, help_text=_("Empty: as many as come.")
    )
    delivery = forms.ChoiceField(
        label=_("How they take part"),
        required=False,
        choices=[("", _("Either way")), ("onsite", _("On site")), ("online", _("Online"))],
    )
    name_fi = fields.Line(label=_("Name in Finnish"), required=False, max_length=100)
    name_sv = fields.Line(label=_("Name in Swedish"), required=False, max_length=100)
    name_en = fields.Line(label=_("Name in English"), required=False, max_length=100)

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "prefix": f"{self.PREFIX}-{number}"})
        self.number = number


class AgendaForm(forms.Form):
    PREFIX = "agenda"

    at = fields.TimeField(label=_("Time"), required=False)
    title_fi = fields.Line(label=_("What happens, in Finnish"), required=False, max_length=300)
    title_sv = fields.Line(label=_("What happens, in Swedish"), required=False, max_length=300)
    title_en = fields.Line(label=_("What happens, in English"), required=False, max_length=300)

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "prefix": f"{self.PREFIX}-{number}"})
        self.number = number

    @property
    def titles(self) -> dict[str, str]:
        """By language, those that are there."""
        found = {language: self.cleaned_data.get(f"title_{language}", "") for language in ("fi", "sv", "en")}
        return {language: title for language, title in found.items() if title}


class PatternForm(forms.Form):
    """A repeat pattern: sessions of one training at the same local hours."""

    PREFIX = "pattern"

    frequency = forms.ChoiceField(label=_("Repeats"), choices=repeating.Frequency.choices, required=False)
    interval = forms.IntegerField(
        label=_("Interval in weeks or months"), required=False, min_value=1, max_value=12, initial=1
    )
    first_on = fields.DateField(label=_("First date"), required=False)
    starts = fields.TimeField(label=_("Starts"), required=False)
    ends = fields.TimeField(label=_("Ends"), required=False)
    count = forms.IntegerField(label=_("How many times"), required=False, min_value=1, max_value=repeating.MOST)
    until_on = fields.DateField(label=_("Or until"), required=False)
    skip_public = forms.BooleanField(label=_("Skip public holidays"), required=False, initial=True)
    skip_school = forms.BooleanField(label=_("Skip school holidays"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "prefix": self.PREFIX})

    def clean(self) -> None:
        for name in ("first_on", "starts", "ends"):
            if name not in self.errors and self.cleaned_data.get(name) is None:
                self.add_error(name, _("This field is required."))
        values = self.cleaned_data
        if values.get("starts") and values.get("ends") and values["ends"] <= values["starts"]:
            self.add_error("ends", _("A session must end after it starts."))
        if not values.get("count") and not values.get("until_on") and not {"count", "until_on"} & set(self.errors):
            self.add_error("count", _("Say how many times or until when."))

    def pattern(self) -> repeating.Pattern:
        """The pattern of a form that has passed."""
        values = self.cleaned_data
        return repeating.Pattern(
            frequency=repeating.Frequency(values["frequency"] or repeating.Frequency.WEEKLY),
            interval=values["interval"] or 1,
            first_on=values["first_on"],
            starts=values["starts"],
            ends=values["ends"],
            count=values["count"],
            until_on=values["until_on"],
        )


def pools_of(data: Any, rows: Sequence[Mapping[str, Any]]) -> list[PoolForm]:
    if data is not None:
        return [PoolForm(data, number=number) for number in fields.row_numbers(data, PoolForm.PREFIX)[:10]]
    return [PoolForm(initial=row, number=number) for number, row in enumerate(rows)]


def agenda_of(data: Any, rows: Sequence[Mapping[str, Any]]) -> list[AgendaForm]:
    if data is not None:
        return [AgendaForm(data, number=number) for number in fields.row_numbers(data, AgendaForm.PREFIX)[:60]]
    return [AgendaForm(initial=row, number=number) for number, row in enumerate(rows)]
