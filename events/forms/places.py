"""A place that is not in the calendar yet, as a part of a session's row: a new venue, or a room of a known one."""

import dataclasses
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.place_keeping import VenueDraft
from events.forms import fields
from events.forms.typed import Row, Typed
from events.queries.offers import Offers

PREFIX = "venue"
# What somebody writes; the rest is chosen.
WRITTEN = ("name_fi", "name_sv", "street_address", "postal_code", "municipality", "room", "seats")


class PlaceForm(forms.Form):
    """`row` is the number of the session's row in which it is open; none while it is not."""

    row = forms.IntegerField(required=False, widget=forms.HiddenInput)
    venue = forms.TypedChoiceField(label=_("Venue"), required=False, coerce=int, empty_value=None)
    name_fi = fields.Line(label=_("Name in Finnish"), required=False, max_length=200)
    name_sv = fields.Line(label=_("Name in Swedish"), required=False, max_length=200)
    street_address = fields.Line(label=_("Street address"), required=False, max_length=200)
    postal_code = fields.Line(label=_("Postal code"), required=False, max_length=10)
    municipality = fields.Line(
        label=_("Municipality"), required=False, max_length=80, widget=forms.TextInput({"list": "towns"})
    )
    region = forms.TypedChoiceField(label=_("Region"), required=False, coerce=int, empty_value=None)
    accessibility_fi = forms.CharField(
        label=_("Accessibility, in Finnish"), required=False, max_length=2_000, widget=forms.Textarea({"rows": 2})
    )
    accessibility_sv = forms.CharField(
        label=_("Accessibility, in Swedish"), required=False, max_length=2_000, widget=forms.Textarea({"rows": 2})
    )
    room = fields.Line(label=_("Room"), required=False, max_length=100)
    seats = forms.IntegerField(label=_("Seats in the room"), required=False, min_value=1, max_value=100_000)

    def __init__(self, *args: Any, offers: Offers, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "prefix": PREFIX})
        for language in ("fi", "sv"):
            for name in ("name", "accessibility"):
                self.fields[f"{name}_{language}"].widget.attrs["lang"] = language
        # Asked for when they are looked at: most pages show no such part.
        self._choose("venue", lambda: [("", _("A new venue")), *((str(pk), name) for pk, name in offers.venues)])
        regions = [(str(term.id), str(term.name(offers.language))) for term in offers.vocabularies.regions]
        self._choose("region", [("", _("That of the municipality")), *regions])

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def row_number(self) -> int | None:
        text = str(self["row"].value() if self["row"].value() is not None else "")
        return fields.number_of(text)

    def clean(self) -> None:
        values = self.cleaned_data
        needed = ["room"] if values.get("venue") else ["municipality"]
        for name in needed:
            if not values.get(name) and name not in self.errors:
                self.add_error(name, forms.ValidationError(self.fields["row"].error_messages["required"]))
        if not values.get("venue") and not (values.get("name_fi") or values.get("name_sv")):
            self.add_error("name_fi", _("Give the venue a name in Finnish or Swedish."))

    def draft(self) -> VenueDraft:
        """The new venue of a form that has passed."""
        values = self.cleaned_data
        return VenueDraft(
            names={language: values[f"name_{language}"] for language in ("fi", "sv")},
            municipality=values["municipality"],
            street_address=values["street_address"],
            postal_code=values["postal_code"],
            region_id=values["region"],
            accessibility={language: values[f"accessibility_{language}"] for language in ("fi", "sv")},
        )


def opened(shown: Typed, number: int, offers: Offers) -> Typed:
    """The part opened in a row; it begins with what stands there as the place."""
    if not 0 <= number < len(shown.sessions):
        return shown
    label = str(shown.sessions[number].get("place") or "")
    known = offers.place(label) if label else None
    if known is not None:
        begun: dict[str, Any] = {"venue": str(known.venue_id)}
    else:
        name, _comma, town = label.partition(",")
        begun = {f"name_{'sv' if offers.language == 'sv' else 'fi'}": name.strip(), "municipality": town.strip()}
    return dataclasses.replace(shown, place={"row": str(number), **begun})


def closed(shown: Typed) -> Typed:
    return dataclasses.replace(shown, place={})


def taken(shown: Typed, number: int, label: str) -> Typed:
    """The part closed, with a place in its row."""
    rows = tuple({**row, "place": label} if at == number else row for at, row in enumerate(shown.sessions))
    return dataclasses.replace(shown, sessions=rows, place={})


def is_written(shown: Typed) -> bool:
    """Whether the part is open with something in it."""
    return "row" in shown.place and any(str(shown.place.get(name) or "").strip() for name in WRITTEN)


def followed(before: Typed, after: Typed) -> Typed:
    """The part in the row that it was in, when another has gone from above it."""
    number = fields.number_of(str(before.place.get("row") or ""))
    if number is None or number >= len(before.sessions):
        return after
    row = before.sessions[number]
    at = next((at for at, each in enumerate(after.sessions) if each is row), min(number, len(after.sessions) - 1))
    return dataclasses.replace(after, place={**after.place, "row": str(at)}) if at >= 0 else closed(after)


def with_values(shown: Typed, values: Row) -> Typed:
    """The part with these values in it."""
    return dataclasses.replace(shown, place=values)
