"""A session as a row of the form: when, where, who gives it, and how far a change of it reaches."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from events import dates, scheduling
from events.forms import fields
from events.queries.offers import Offers, Place

PREFIX = "sessions"
MOST = 60
SCOPES = [("this", _("This session only")), ("following", _("This and the following")), ("all", _("All sessions"))]
# What a change of one row can carry over to others; the date goes as so many days.
CARRIED = ("starts", "ends", "all_day", "place", "is_online", "join_url", "trainers")
COMPARED = ("on", "last_on", *CARRIED)


class SessionForm(forms.Form):
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # What stood in the row when it was last shown, so that a change can be carried over to other rows.
    before = forms.CharField(required=False, widget=forms.HiddenInput)
    on = fields.DateField(label=_("Date"), required=False)
    starts = fields.TimeField(label=_("Starts"), required=False)
    ends = fields.TimeField(label=_("Ends"), required=False)
    last_on = fields.DateField(label=_("Last day, if it is another"), required=False)
    all_day = forms.BooleanField(label=_("All day"), required=False)
    title_fi = fields.Line(label=_("Title of the session in Finnish"), required=False, max_length=250)
    title_sv = fields.Line(label=_("Title of the session in Swedish"), required=False, max_length=250)
    title_en = fields.Line(label=_("Title of the session in English"), required=False, max_length=250)
    place = fields.Line(
        label=_("Venue and room"),
        required=False,
        max_length=400,
        widget=forms.TextInput({"list": "places", "placeholder": " "}),
    )
    # Asked where a training is hybrid: one held online is so in every session, one on site in none.
    is_online = forms.BooleanField(label=_("Also online"), required=False, initial=True)
    join_url = forms.URLField(label=_("Join link"), required=False, max_length=500, assume_scheme="https")
    trainers = fields.NamesField(
        label=_("Trainers"),
        required=False,
        widget=fields.NamesInput({"list": "trainers", "title": _("Name of a trainer")}),
    )
    is_cancelled = forms.BooleanField(label=_("Cancelled"), required=False)
    scope = forms.ChoiceField(label=_("Changes apply to"), choices=SCOPES, required=False, initial="this")

    def __init__(self, *args: Any, offers: Offers, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "prefix": f"{PREFIX}-{number}"})
        self.offers = offers
        self.number = number
        for name in ("on", "starts", "ends", "last_on", "place", "all_day", "trainers"):
            self.fields[name].widget.attrs["data-live"] = ""

    @property
    def is_new(self) -> bool:
        return not self["id"].value()

    @property
    def is_struck(self) -> bool:
        return bool(self["is_cancelled"].value())

    @cached_property
    def is_blank(self) -> bool:
        """A new row in which nothing but what was filled in for the person stands."""
        written = ("on", "starts", "ends", "title_fi", "title_sv", "title_en")
        return not self.cleaned_data.get("id") and not any(self[name].value() for name in written)

    @property
    def span(self) -> tuple[dt.datetime, dt.datetime] | None:
        """Begin and end, when both are there and in order."""
        found: tuple[dt.datetime, dt.datetime] | None = self.cleaned_data.get("span")
        return found

    @property
    def chosen_place(self) -> Place | None:
        found: Place | None = self.cleaned_data.get("place")
        return found

    def clean_place(self) -> Place | None:
        label = self.cleaned_data["place"]
        if not label:
            return None
        place = self.offers.place(label)
        if place is None:
            raise ValidationError(_("This place is not in the calendar yet. Choose one of those offered, or add it."))
        return place

    def clean(self) -> None:
        if self.is_blank:
            return
        values = self.cleaned_data
        wanted = ["on"] if values.get("all_day") else ["on", "starts", "ends"]
        missing = [name for name in wanted if values.get(name) is None and name not in self.errors]
        for name in missing:
            self.add_error(name, ValidationError(self.fields["on"].error_messages["required"], code="required"))
        if not missing and not any(name in self.errors for name in (*wanted, "last_on")):
            self._clean_span(values)

    def _clean_span(self, values: dict[str, Any]) -> None:
        first, last = values["on"], values.get("last_on") or values["on"]
        try:
            if values["all_day"]:
                span = (dates.midnight(first), dates.midnight(last + dt.timedelta(days=1)))
            else:
                span = (fields.aware(first, values["starts"]), fields.aware(last, values["ends"]))
        except ValidationError as error:
            self.add_error("starts", error)
            return
        if span[1] <= span[0]:
            self.add_error("ends", scheduling.SessionTimesError.text)
        elif span[1] - span[0] > scheduling.LONGEST_SESSION:
            self.add_error("last_on", scheduling.SessionLengthError.text)
        else:
            values["span"] = span


def snapshot(row: Mapping[str, Any]) -> str:
    """What stands in a row, as the hidden field `before` holds it."""
    return json.dumps({name: row[name] for name in COMPARED if row.get(name)}, ensure_ascii=False)


def read_snapshot(text: str) -> Mapping[str, Any]:
    """What stood in a row; nothing when somebody has meddled with it."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def forms_of(data: Any, rows: Sequence[Mapping[str, Any]], *, offers: Offers) -> list[SessionForm]:
    """A form for each posted row, or for each row to show."""
    if data is not None:
        numbers = fields.row_numbers(data, PREFIX)[:MOST]
        return [SessionForm(data, offers=offers, number=number) for number in numbers]
    return [
        SessionForm(initial={**row, "before": row.get("before") or snapshot(row)}, offers=offers, number=number)
        for number, row in enumerate(rows)
    ]
