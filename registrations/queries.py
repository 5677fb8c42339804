"""Reads for a person's own page, in a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime

from events.models import Event, SeatPool, Session
from registrations import waiting_list
from registrations.models import Registration


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnRegistration:
    """What one's own page shows; `somebody_waits` tells whether a cancelled seat goes to somebody at once."""

    registration: Registration
    event: Event
    sessions: list[Session]
    place: int | None
    waiting_behind: int
    may_cancel: bool

    @property
    def somebody_waits(self) -> bool:
        return self.waiting_behind > 0


def own_registration(registration: Registration, *, now: datetime) -> OwnRegistration:
    """Answer the page's content for a registration that its link has opened."""
    event = registration.event
    return OwnRegistration(
        registration=registration,
        event=event,
        sessions=list(event.sessions.select_related("venue", "room").order_by("starts_at", "id")),
        place=waiting_list.place(registration),
        waiting_behind=_waiting_for(registration),
        may_cancel=registration.is_active and (event.starts_at is None or event.starts_at > now),
    )


def _waiting_for(registration: Registration) -> int:
    if registration.state not in Registration.HOLDS_SEAT or registration.pool_id is None:
        return 0
    return SeatPool.objects.values_list("waiting", flat=True).get(pk=registration.pool_id)
