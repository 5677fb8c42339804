"""Rows by the names that programs call them: venues, rooms, trainers, series, sessions by UID."""

import uuid
from dataclasses import dataclass

from django.db.models import Q

from catalogue.models import Room, Trainer, Venue
from events.models import Event, EventSeries, Session


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is named."""

    venues: frozenset[str] = frozenset()
    trainers: frozenset[str] = frozenset()
    series: str = ""
    event_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """Ids by name; rooms by venue and name."""

    venues: dict[str, list[tuple[int, str]]]
    rooms: dict[tuple[int, str], int]
    trainers: dict[str, int]
    series: dict[str, int]
    events: dict[str, uuid.UUID]
    sessions: dict[str, int]

    def venue(self, name: str, municipality: str) -> int | None:
        """The one venue of that name; of several, the one in the municipality."""
        found = [venue_id for venue_id, town in self.venues.get(name, ()) if not municipality or town == municipality]
        return found[0] if len(set(found)) == 1 else None


def named_in(spoken: Spoken, *, event_id: uuid.UUID | None) -> Names:
    """Answer the rows that are spoken of, and the sessions of the event: a query for each kind that is named."""
    venues = _venues(spoken.venues) if spoken.venues else {}
    ids = {venue_id for found in venues.values() for venue_id, _town in found}
    rooms = Room.objects.filter(venue_id__in=ids).values_list("venue_id", "name", "pk") if ids else []
    trainers = Trainer.objects.filter(name__in=spoken.trainers).order_by("-pk") if spoken.trainers else []
    series = EventSeries.objects.filter(slug=spoken.series).values_list("slug", "pk") if spoken.series else []
    events = Event.objects.public().filter(pk=spoken.event_id) if spoken.event_id else []
    sessions = Session.objects.filter(event_id=event_id).values_list("uid", "pk") if event_id else []
    return Names(
        venues=venues,
        rooms={(venue_id, name): room_id for venue_id, name, room_id in rooms},
        trainers={trainer.name: trainer.pk for trainer in trainers},
        series=dict(series),
        events={str(event.pk): event.pk for event in events},
        sessions=dict(sessions),
    )


def _venues(wanted: frozenset[str]) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {}
    rows = Venue.objects.filter(Q(name_fi__in=wanted) | Q(name_sv__in=wanted) | Q(name_en__in=wanted))
    for venue in rows:
        for name in {venue.name_fi, venue.name_sv, venue.name_en} & wanted:
            found.setdefault(name, []).append((venue.pk, venue.municipality))
    return found
