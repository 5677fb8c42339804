"""A group as its contact sees it: everybody's state, in a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime

from catalogue.vocabularies import Vocabularies
from events import descriptions
from events.descriptions import EventDescription
from events.models import Event
from events.queries import describing
from registrations.models import GroupBooking, Registration

State = Registration.State


@dataclass(frozen=True, slots=True)
class Member:
    """One of the group; `number` counts from 1, `place` is that on the waiting list."""

    number: int
    registration: Registration
    place: int | None
    part: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnGroup:
    group: GroupBooking
    event: EventDescription
    members: list[Member]
    may_change: bool

    @property
    def active(self) -> list[Member]:
        return [member for member in self.members if member.registration.is_active]

    @property
    def counts(self) -> dict[str, int]:
        """How many have a seat, wait, await approval, and have no name."""
        states = [member.registration.state for member in self.active]
        return {
            "seated": sum(state in Registration.HOLDS_SEAT for state in states),
            "waiting": states.count(State.WAITLISTED),
            "awaiting": states.count(State.AWAITING_APPROVAL),
            "unnamed": sum(member.registration.is_unnamed for member in self.active),
        }


def own_group(group: GroupBooking, *, now: datetime, language: str, vocabularies: Vocabularies) -> OwnGroup:
    """Answer the page's content for a group that its link has opened."""
    event = describing.described(Event.objects.filter(pk=group.event_id)).get()
    # Who went over to another training with the group's event is with it there.
    rows = Registration.objects.filter(group=group, event=event).select_related("pool")
    queue = list(Registration.objects.waiting().filter(event=event).values_list("pk", flat=True))
    places = {registration_id: place for place, registration_id in enumerate(queue, start=1)}
    pools = event.pools.all()
    members = [
        Member(number, row, places.get(row.pk), descriptions.taking_part(pools, row.meant_pools, language))
        for number, row in enumerate(sorted(rows, key=lambda row: _order(row, places.get(row.pk))), start=1)
    ]
    return OwnGroup(
        group=group,
        event=descriptions.describe(event, language=language, vocabularies=vocabularies, now=now),
        members=members,
        may_change=not event.has_begun(now),
    )


def _order(row: Registration, place: int | None) -> tuple[bool, int, bool, str, str, str]:
    """Seats before places in the queue, names before seats without one, those that have ended last."""
    return not row.is_active, place or 0, row.is_unnamed, row.last_name, row.first_name, row.reference
