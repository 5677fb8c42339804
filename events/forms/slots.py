"""The form of the search for free slots: when it may be, how long and how often; the rest comes from the training."""

import dataclasses
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events import dates
from events.forms import fields
from events.slots import asking
from events.slots.asking import SlotQuery

PREFIX = "slots"
DAYS_OF_A_WEEK = range(1, 8)


class SlotForm(forms.Form):
    """Inside the editor's form too: its names have a prefix, and what is not sent is as the training has it."""

    earliest = fields.DateField(label=_("Not before"))
    latest = fields.DateField(label=_("Not after"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=asking.SHORTEST, max_value=asking.LONGEST)
    sessions = forms.IntegerField(label=_("Sessions, one a week"), min_value=1, max_value=asking.MOST_SESSIONS)
    from_hour = forms.IntegerField(label=_("From the hour"), min_value=0, max_value=asking.MIDNIGHT - 1)
    to_hour = forms.IntegerField(label=_("To the hour"), min_value=1, max_value=asking.MIDNIGHT)
    weekdays = forms.TypedMultipleChoiceField(label=_("Weekdays"), coerce=int, widget=forms.CheckboxSelectMultiple)

    ASKED = ("earliest", "latest", "minutes", "sessions", "from_hour", "to_hour", "weekdays")

    def __init__(self, data: Any = None, *, query: SlotQuery, language: str) -> None:
        """`query` is what is asked for a training as it stands."""
        is_asked = data is not None and f"{PREFIX}-earliest" in data
        initial = {name: getattr(query, name) for name in self.ASKED} | {"weekdays": sorted(query.weekdays)}
        super().__init__(data if is_asked else None, prefix=PREFIX, initial=initial)
        self._query = query
        weekdays = self.fields["weekdays"]
        assert isinstance(weekdays, forms.ChoiceField)
        weekdays.choices = [(number, dates.weekday_name(number, language)) for number in DAYS_OF_A_WEEK]

    def query(self) -> SlotQuery:
        """What is asked: as it was written when that is valid, else as the training has it."""
        if not self.is_bound or not self.is_valid():
            return self._query
        return dataclasses.replace(self._query, **self.cleaned_data)
