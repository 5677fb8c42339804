"""Two trainings become one: everybody with an active registration for the one goes over to the other.

A registration stays the same row, so that its link, its reference and its history go on. Who had a seat gets one as
long as there are any; who does not, waits at the end of the queue, and everybody is told. Who has a seat in a training
of another day, another town or another half of the day is asked whether they still come, as after a big change.
"""

from datetime import datetime

from catalogue.actors import Actor
from events import locks
from events.models import Event, EventChange
from registrations import admission, booking, notices, reconfirming, waiting_list
from registrations.booking import Seats
from registrations.models import GroupBooking, Registration, RegistrationChange

State = Registration.State


def move_registrations(*, event: Event, into: Event, change: EventChange) -> None:
    """Take everybody of the locked `event` over to the locked `into`, those with a seat first, each by seniority."""
    # Of both, in the order of their ids; both events are locked.
    pools = {each.pk: locks.lock_pools(each) for each in sorted((event, into), key=lambda each: each.pk)}
    old, new = (Seats(each, pools[each.pk]) for each in (event, into))
    active = Registration.objects.active().filter(event=event).order_by("created_at", "pk")
    rows = sorted(active.select_for_update(no_key=True), key=_seniority)
    present = Registration.objects.active().filter(event=into, person__isnull=False)
    registered = set(present.values_list("person_id", flat=True))
    GroupBooking.objects.filter(event=event).update(event=into)
    by = Actor.of(change)
    merging = _Merging(old, new, by, change.at, asks_again=reconfirming.is_far(event, into, now=change.at))
    for row in rows:
        merging.move(row, is_double=row.person_id in registered)
    old.save()
    new.save()
    notices.send("merged", merging.moved, now=change.at)
    notices.send("merged_double", merging.doubled, now=change.at)
    # Who was registered for both has left a seat or a place that somebody in front may want.
    waiting_list.promote(new, now=change.at, because=change)


def _seniority(registration: Registration) -> tuple[bool, int]:
    """Those with a seat as they came, then the queue in its order."""
    return registration.state not in Registration.HOLDS_SEAT, registration.queue_number or 0


class _Merging:
    """Moves one after the other, and remembers whom to tell."""

    def __init__(self, old: Seats, new: Seats, by: Actor, now: datetime, *, asks_again: bool) -> None:
        self.old, self.new, self.by, self.now, self.asks_again = old, new, by, now, asks_again
        self.moved: list[tuple[Registration, RegistrationChange]] = []
        self.doubled: list[tuple[Registration, RegistrationChange]] = []

    def move(self, registration: Registration, *, is_double: bool) -> None:
        wanted = self._wanted(registration)
        self.old.give_back(registration)
        if is_double:
            self.doubled.append((registration, self._change(registration, State.CANCELLED)))
            return
        held, was_offered = registration.state in Registration.HOLDS_SEAT, registration.state == State.OFFERED
        from_event = registration.event_id
        registration.event, registration.pool = self.new.event, None
        registration.wanted_pools, registration.queue_number = wanted, None
        columns = {"municipality": registration.municipality, "language": registration.language}
        registration.admitted_pools = admission.admitted_pools(self.new.pools, columns)
        state = self._place(registration, held=held, was_offered=was_offered)
        if self.asks_again and held and state == State.CONFIRMED and not registration.is_unnamed:
            registration.asked_again_at, registration.reconfirmed_at = self.now, None
        self.moved.append((registration, self._change(registration, state, from_event=str(from_event))))

    def _place(self, registration: Registration, *, held: bool, was_offered: bool) -> str:
        """Give a seat or the next ticket of the queue; answer the state it is in then."""
        if registration.state == State.AWAITING_APPROVAL:
            return State.AWAITING_APPROVAL
        waits_behind = not held and self.new.event.waiting > 0
        if waits_behind or not self.new.place(registration, self.now):
            self.new.wait(registration)
            return State.WAITLISTED
        return State.OFFERED if was_offered else State.CONFIRMED

    def _wanted(self, registration: Registration) -> list[int]:
        """The pools of the same kind as those that were meant, else any."""
        meant = {pool.delivery for pool in self.old.pools if pool.pk in registration.meant_pools}
        alike = [pool.pk for pool in self.new.pools if pool.delivery in meant]
        return alike or [pool.pk for pool in self.new.pools]

    def _change(self, registration: Registration, to_state: str, **details: str) -> RegistrationChange:
        change = booking.build_change(registration, to_state, by=self.by, action="merge", now=self.now)
        change.details = details
        registration.save()
        change.save(force_insert=True)
        return change
