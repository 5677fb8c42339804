"""Writing places: venues and rooms that are named for the first time, each with its history row, and none twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue import advisory_locks, texts, towns
from catalogue.actors import Actor
from catalogue.advisory_locks import Work
from catalogue.models import PlaceChange, Region, Room, Venue
from catalogue.rules import RuleError


class NamelessVenueError(RuleError):
    code = "venue_without_name"
    status = 422
    text = _("Give the venue a name in Finnish or Swedish.")


class NamelessTownError(RuleError):
    code = "venue_without_municipality"
    status = 422
    text = _("Say in which municipality the venue is.")


class NamelessRoomError(RuleError):
    code = "room_without_name"
    status = 422
    text = _("Give the room a name.")


class VenueExistsError(RuleError):
    """`venue_id` is the one that is there."""

    code = "venue_exists"
    text = _("There is a venue of this name in this municipality already.")

    def __init__(self, venue_id: int) -> None:
        super().__init__(field="name_fi")
        self.venue_id = venue_id


class RoomExistsError(RuleError):
    """`room_id` is the one that is there."""

    code = "room_exists"
    text = _("The venue has a room of this name already.")

    def __init__(self, room_id: int) -> None:
        super().__init__(field="room")
        self.room_id = room_id


@dataclass(frozen=True, kw_only=True, slots=True)
class VenueDraft:
    """Without a region it is that of the municipality, where the town is known."""

    names: Mapping[str, str]
    municipality: str
    street_address: str = ""
    postal_code: str = ""
    region_id: int | None = None
    accessibility: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def add_venue(*, by: Actor, venue: VenueDraft, now: datetime | None = None) -> Venue:
    """Add a venue. Raises NamelessVenueError, NamelessTownError and VenueExistsError.

    The same name is the same whatever its case, spaces and hyphens, in whichever language it stands.
    """
    if not any(venue.names.values()):
        raise NamelessVenueError(field="name_fi")
    if not venue.municipality:
        raise NamelessTownError(field="municipality")
    # Two who add the same venue at once do so one after the other.
    advisory_locks.take(Work.PLACES)
    town = towns.find(venue.municipality)
    municipality = town.name_fi if town else venue.municipality
    if (present := _same(venue.names.values(), municipality)) is not None:
        raise VenueExistsError(present)
    region = Region.objects.filter(code=town.region).first() if town else None
    made = Venue.objects.create(
        municipality=municipality,
        street_address=venue.street_address,
        postal_code=venue.postal_code,
        region_id=venue.region_id or (region.pk if region else None),
        **texts.columns("name", dict(venue.names)),
        **texts.columns("accessibility", dict(venue.accessibility)),
    )
    _record("add_venue", made.pk, None, by, now)
    return made


@transaction.atomic
def add_room(*, by: Actor, venue_id: int, name: str, seats: int | None = None, now: datetime | None = None) -> Room:
    """Add a room to a venue. Raises NamelessRoomError and RoomExistsError."""
    if not name:
        raise NamelessRoomError(field="room")
    venue = Venue.objects.select_for_update(no_key=True).get(pk=venue_id)
    for present in venue.rooms.all():
        if _key(present.name) == _key(name):
            raise RoomExistsError(present.pk)
    room = Room.objects.create(venue=venue, name=name, seats=seats)
    _record("add_room", venue.pk, room.pk, by, now)
    return room


def _same(names: Iterable[str], municipality: str) -> int | None:
    """The id of the venue that has one of these names there."""
    wanted = {_key(name) for name in names if name}
    rows = Venue.objects.order_by("pk").values_list("pk", "municipality", "name_fi", "name_sv", "name_en")
    for pk, where, *present in rows:
        is_there = _key(towns.name_in(where, "fi")) == _key(municipality)
        if is_there and wanted & {_key(name) for name in present if name}:
            return int(pk)
    return None


def _key(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _record(action: str, venue_id: int, room_id: int | None, by: Actor, now: datetime | None) -> None:
    PlaceChange.objects.create(
        venue_id=venue_id, room_id=room_id, action=action, at=now or timezone.now(), **by.columns()
    )
