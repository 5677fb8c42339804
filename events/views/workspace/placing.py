"""Places that are added from the editor: a part of the form that opens in a session's row, and what its buttons do."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from catalogue import place_keeping
from catalogue.actors import Actor
from catalogue.place_keeping import RoomExistsError, VenueExistsError
from catalogue.rules import RuleError
from events.forms import actions, fields, places
from events.forms.places import PlaceForm
from events.forms.typed import Typed
from events.queries.offers import Offers, Place

PREFIX = "place-"


@dataclass(frozen=True, slots=True)
class Placing:
    """What stands in the form after a button of the part, and what is said of it.

    `form` is the part where it is open; `existing` a place that is there already; `said` and `row` what was done.
    """

    shown: Typed
    form: PlaceForm | None = None
    existing: Place | None = None
    said: str = ""
    row: int | None = None

    @property
    def is_refused(self) -> bool:
        return self.form is not None and self.form.is_bound and bool(self.form.errors)


def act(action: str, shown: Typed, *, offers: Offers, by: Actor) -> Placing:
    """`place-new:<row>` opens the part, `place-add` adds what is written, `place-take:<venue>` takes a known venue."""
    name, _colon, written = action.removeprefix(PREFIX).partition(":")
    number = fields.number_of(written)
    if name == "new" and number is not None:
        found = open_in(places.opened(shown, number, offers), offers)
        if found.form:
            found.form.fields["venue"].widget.attrs["autofocus"] = True
        return found
    if name == "add":
        return add(shown, offers=offers, by=by)
    if name == "take" and number is not None:
        return _take(shown, number, offers=offers, by=by)
    return Placing(places.closed(shown))


def open_in(shown: Typed, offers: Offers) -> Placing:
    """The part as it stands, without a word of blame."""
    is_open = "row" in shown.place
    return Placing(shown, form=PlaceForm(initial=dict(shown.place), offers=offers) if is_open else None)


def add(shown: Typed, *, offers: Offers, by: Actor) -> Placing:
    """Add the venue, the room or both; the row has the new place then."""
    form = PlaceForm(actions.posted(shown), offers=offers)
    number = form.row_number
    if number is None or number >= len(shown.sessions):
        return Placing(places.closed(shown))
    if not form.is_valid():
        return Placing(shown, form=form)
    try:
        with transaction.atomic():
            venue_id, room_id, is_new = _write(form, by)
    except VenueExistsError as error:
        form.add_error(error.field, str(error))
        existing = next((place for place in offers.places if place.venue_id == error.venue_id), None)
        return Placing(shown, form=form, existing=existing)
    except RuleError as error:
        form.add_error(error.field or None, str(error))
        return Placing(shown, form=form)
    label = Offers(offers.vocabularies, offers.language).place_label(venue_id, room_id)
    words = _("%(place)s is in the calendar now, for everybody.") if is_new else _("%(place)s was there already.")
    return Placing(places.taken(shown, number, label), said=words % {"place": label}, row=number)


def _write(form: PlaceForm, by: Actor) -> tuple[int, int | None, bool]:
    """Ids of the venue and the room, and whether something has been added."""
    values = form.cleaned_data
    venue_id: int | None = values["venue"]
    is_new = venue_id is None
    if venue_id is None:
        venue_id = place_keeping.add_venue(by=by, venue=form.draft()).pk
    if not values["room"]:
        return venue_id, None, is_new
    try:
        room = place_keeping.add_room(by=by, venue_id=venue_id, name=values["room"], seats=values["seats"])
    except RoomExistsError as error:
        return venue_id, error.room_id, is_new
    return venue_id, room.pk, True


def _take(shown: Typed, venue_id: int, *, offers: Offers, by: Actor) -> Placing:
    """The known venue instead of a new one: with the room that is written, or by itself."""
    number = fields.number_of(str(shown.place.get("row") or ""))
    label = offers.place_label(venue_id, None)
    if not label or number is None:
        return open_in(shown, offers)
    place = {name: shown.place[name] for name in ("row", "room", "seats") if name in shown.place}
    if place.get("room"):
        return add(places.with_values(shown, {**place, "venue": str(venue_id)}), offers=offers, by=by)
    said = _("%(place)s was there already.") % {"place": label}
    return Placing(places.taken(shown, number, label), said=said, row=number)
