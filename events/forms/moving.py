"""Where a training is moved to, and what is asked before it is."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.drafting import SessionDraft
from events.forms.fields import DateField, Line, TimeField
from events.models import Event

LONGEST_REASON = 500


class PlaceForm(forms.Form):
    """The day, and unless the session lasts all day the hour, at which the session that is held shall start."""

    day = DateField(label=_("New day"))
    time = TimeField(label=_("It starts at"))

    def __init__(self, data: Any = None, *, session: SessionDraft) -> None:
        local = timezone.localtime(session.starts_at)
        super().__init__(_filled(data, local), initial={"day": local.date(), "time": local.time()})
        if session.all_day:
            del self.fields["time"]

    @property
    def chosen_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        return day

    @property
    def chosen_time(self) -> dt.time | None:
        return self.cleaned_data.get("time")


class SavingForm(forms.Form):
    """A reason is asked for what the public knows of: its participants are told."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    reason = Line(
        label=_("Reason"),
        help_text=_("Participants are told the reason with the new time."),
        max_length=LONGEST_REASON,
    )

    def __init__(self, data: Any = None, *, event: Event) -> None:
        super().__init__(data)
        self.fields["reason"].required = event.is_public

    @property
    def said_reason(self) -> str:
        """What stands in the form so far."""
        return str(self["reason"].value() or "").strip()[:LONGEST_REASON]


def _filled(data: Any, local: dt.datetime) -> Any:
    """What is dropped on a day keeps its hour: an address need not say it."""
    if data is None or "time" in data:
        return data
    data = data.copy()
    data["time"] = f"{local:%H:%M}"
    return data
