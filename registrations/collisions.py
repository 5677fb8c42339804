"""Which other trainings of a person lie at the same time: a warning to that person alone, never a block."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from catalogue import texts
from catalogue.texts import Text
from events.descriptions import EventDescription
from events.models import Event, Session
from registrations.models import Registration


@dataclass(frozen=True, slots=True)
class Collision:
    """Another active registration of the same person; `starts_at` and `ends_at` are of the session that collides."""

    registration: Registration
    title: Text
    starts_at: datetime
    ends_at: datetime
    all_day: bool


def do_meet(one: EventDescription, other: EventDescription) -> bool:
    """Whether two trainings that are held have sessions still to come at the same time."""
    if one.id == other.id or {one.state, other.state} != {Event.State.PUBLISHED}:
        return False
    held = [[each for each in event.sessions if not (each.is_cancelled or each.is_over)] for event in (one, other)]
    return any(
        first.starts_at < second.ends_at and second.starts_at < first.ends_at for first in held[0] for second in held[1]
    )


def of(registration: Registration, *, now: datetime, language: str) -> list[Collision]:
    """The person's other active registrations with sessions still to come that intersect with this one's, by time.

    At most two queries. Only for the owner of the address: nobody else learns what somebody is registered for.
    """
    if registration.person_id is None or not registration.is_active:
        return []
    active = Registration.objects.active().filter(person=registration.person_id)
    others = {other.event_id: other for other in active.exclude(event=registration.event_id)}
    if not others:
        return []
    scheduled = Session.objects.filter(state=Session.State.SCHEDULED, ends_at__gt=now)
    own = scheduled.filter(
        event=registration.event_id, starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at")
    )
    meeting = scheduled.filter(Exists(own), event__in=list(others), event__state=Event.State.PUBLISHED)
    first: dict[uuid.UUID, Session] = {}
    for session in meeting.select_related("event").order_by("starts_at", "pk"):
        first.setdefault(session.event_id, session)
    return [
        Collision(
            registration=others[event_id],
            title=texts.pick(session.event, "title", language),
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            all_day=session.all_day,
        )
        for event_id, session in first.items()
    ]
