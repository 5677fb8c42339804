"""Who has a room, a venue's free rooms instead: what the editor says beside the place of a session."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalogue import texts
from catalogue.texts import Text
from catalogue.viewers import Viewer
from events.models import Event, Session
from events.queries.offers import Place

HOLDING = (Event.State.DRAFT, Event.State.PLANNED, Event.State.PUBLISHED)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Booking:
    """A session that has the room; of a training the viewer may not see it is known only that there is one."""

    room_id: int
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    event_id: uuid.UUID
    title: Text
    organiser: Text
    state: str


@dataclass(frozen=True, slots=True)
class Availability:
    taken_by: tuple[Booking, ...]
    free_rooms: tuple[Place, ...]


def availability(
    wanted: Mapping[int, tuple[Place, Span]],
    *,
    places: Sequence[Place],
    viewer: Viewer,
    exclude: uuid.UUID | None,
    language: str,
) -> dict[int, Availability]:
    """Whether each wanted room is free at its time, by the caller's own numbers; one query for all of them."""
    asked = {number: want for number, want in wanted.items() if want[0].room_id is not None}
    if not asked:
        return {}
    venue_ids = {place.venue_id for place, _span in asked.values()}
    rooms = [place for place in places if place.venue_id in venue_ids and place.room_id is not None]
    spans = [span for _place, span in asked.values()]
    booked = _bookings([place.room_id for place in rooms if place.room_id], spans, viewer, exclude, language)
    return {number: _of_one(place, span, rooms, booked) for number, (place, span) in asked.items()}


def _of_one(wanted: Place, span: Span, rooms: Sequence[Place], booked: Sequence[Booking]) -> Availability:
    here = [each for each in booked if each.starts_at < span[1] and span[0] < each.ends_at]
    taken = {each.room_id for each in here}
    free = [place for place in rooms if place.venue_id == wanted.venue_id and place.room_id not in taken]
    return Availability(
        taken_by=tuple(each for each in here if each.room_id == wanted.room_id),
        free_rooms=tuple(free) if wanted.room_id in taken else (),
    )


def _bookings(
    room_ids: Sequence[int], spans: Sequence[Span], viewer: Viewer, exclude: uuid.UUID | None, language: str
) -> list[Booking]:
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    sessions = Session.objects.filter(
        room__in=room_ids,
        state=Session.State.SCHEDULED,
        starts_at__lt=last,
        ends_at__gt=first,
        event__in=Event.objects.visible_to(viewer).filter(state__in=HOLDING),
    )
    if exclude:
        sessions = sessions.exclude(event=exclude)
    return [
        Booking(
            room_id=session.room_id or 0,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            all_day=session.all_day,
            event_id=session.event_id,
            title=texts.pick(session.event, "title", language),
            organiser=texts.pick(session.event.lead, "name", language),
            state=session.event.state,
        )
        for session in sessions.select_related("event__lead").order_by("starts_at")
    ]
