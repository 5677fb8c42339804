"""Two trainings become one: everybody with an active registration for the one goes over to the other.

A registration stays the same row, so that its link, its reference and its history go on. Who had a seat gets one as
long as there are any; who does not, waits at the end of the queue, and everybody is told.
"""

from collections.abc import Sequence
from datetime import datetime

from catalogue.actors import Actor
from events.models import Event, EventChange, SeatPool
from registrations import booking, notices, waiting_list
from registrations.models import Registration, RegistrationChange

State = Registration.State


def move_registrations(*, event: Event, into: Event, change: EventChange) -> None:
    """Take everybody of the locked `event` over to the locked `into`, those with a seat first, each by seniority."""
    pools = _lock_pools(event, into)
    old, new = ([pool for pool in pools if pool.event_id == each.pk] for each in (event, into))
    new.sort(key=lambda pool: pool.position)
    active = Registration.objects.active().filter(event=event).order_by("created_at", "pk")
    rows = sorted(active.select_for_update(no_key=True), key=_seniority)
    registered = set(Registration.objects.active().filter(event=into).values_list("person_id", flat=True))
    merging = _Merging(into, old, new, Actor(change.actor_kind, change.actor_user_id, change.actor_label), change.at)
    for row in rows:
        merging.move(row, is_double=row.person_id in registered)
    notices.send("merged", merging.moved, now=change.at)
    notices.send("merged_double", merging.doubled, now=change.at)
    # Who was registered for both has left a seat or a place that somebody in front may want.
    waiting_list.promote(event=into, pools=new, now=change.at)


def _seniority(registration: Registration) -> tuple[bool, int]:
    """Those with a seat as they came, then the queue in its order."""
    return registration.state not in Registration.HOLDS_SEAT, registration.queue_number or 0


def _lock_pools(event: Event, into: Event) -> list[SeatPool]:
    """Those of both, by id; both events are locked."""
    found = SeatPool.objects.select_for_update(no_key=True).filter(event__in=[event, into]).order_by("id")
    return list(found)


class _Merging:
    """Moves one after the other, and remembers whom to tell."""

    def __init__(self, into: Event, old: Sequence[SeatPool], new: Sequence[SeatPool], by: Actor, now: datetime) -> None:
        self.into, self.old, self.new, self.by, self.now = into, old, new, by, now
        self.moved: list[tuple[Registration, RegistrationChange]] = []
        self.doubled: list[tuple[Registration, RegistrationChange]] = []

    def move(self, registration: Registration, *, is_double: bool) -> None:
        wanted = self._wanted(registration)
        booking.give_back(registration, self.old)
        if is_double:
            self.doubled.append((registration, self._change(registration, State.CANCELLED)))
            return
        held, was_offered = registration.state in Registration.HOLDS_SEAT, registration.state == State.OFFERED
        from_event = registration.event_id
        registration.event, registration.pool = self.into, None
        registration.wanted_pools, registration.queue_number = wanted, None
        state = self._place(registration, held=held, was_offered=was_offered)
        self.moved.append((registration, self._change(registration, state, from_event=str(from_event))))

    def _place(self, registration: Registration, *, held: bool, was_offered: bool) -> str:
        """Give a seat or the next ticket of the queue; answer the state it is in then."""
        if registration.state == State.AWAITING_APPROVAL:
            return State.AWAITING_APPROVAL
        waits_behind = not held and any(pool.waiting for pool in self.new)
        registration.pool = None if waits_behind else booking.take_seat(self.new, registration.wanted_pools)
        if registration.pool is None:
            registration.offer_expires_at = None
            waiting_list.enqueue(self.into, self.new, registration)
            return State.WAITLISTED
        return State.OFFERED if was_offered else State.CONFIRMED

    def _wanted(self, registration: Registration) -> list[int]:
        """The pools of the same kind as those that were meant, else any."""
        meant = {pool.delivery for pool in self.old if pool.pk in registration.meant_pools}
        alike = [pool.pk for pool in self.new if pool.delivery in meant]
        return alike or [pool.pk for pool in self.new]

    def _change(self, registration: Registration, to_state: str, **details: str) -> RegistrationChange:
        change = booking.build_change(registration, to_state, by=self.by, action="merge", now=self.now)
        change.details = details
        registration.save()
        change.save(force_insert=True)
        return change
