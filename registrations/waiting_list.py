"""The waiting list: one queue per event, in the order of the tickets drawn under the event's lock."""

import uuid
from collections import Counter, deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from catalogue.actors import Actor, by_system
from catalogue.rules import RuleError
from events import registration_window
from events.models import Event, EventChange, SeatPool
from events.registration_window import RegistrationState
from registrations import booking, contacts, notices, refusals, terms
from registrations.booking import Seats
from registrations.models import Registration, RegistrationChange, RegistrationTerms

WAITING_LIST = by_system("waiting_list")
State = Registration.State
# Of those who were not given a seat that somebody behind them was.
MOST_EXPLAINED = 100
# States that have a ticket: who waits for an approval has drawn theirs too.
_TICKETED = (State.WAITLISTED, State.AWAITING_APPROVAL)

_REFUSALS: dict[RegistrationState, type[RuleError]] = {
    RegistrationState.NOT_YET: refusals.RegistrationNotOpenError,
    RegistrationState.CANCELLED: refusals.EventCancelledError,
    RegistrationState.FULL: refusals.WaitingListFullError,
}


def refuse_unless_open(
    event: Event,
    pools: Sequence[SeatPool],
    now: datetime,
    *,
    pool_ids: Sequence[int] = (),
    admitted: Collection[int] = (),
) -> None:
    """Raise the refusal that says why nobody who would take these pools (none: any) can register for the event now."""
    status = registration_window.status(event, pools, now, admitted=admitted)
    if not status.is_open:
        raise _REFUSALS.get(status.state, refusals.RegistrationClosedError)
    # A seat in another pool keeps registration open, but not the waiting list.
    is_queue_full = event.waiting_list_limit is not None and event.waiting >= event.waiting_list_limit
    wanted = booking.wanted_pools(pools, pool_ids)
    if is_queue_full and Seats(event, pools).find(wanted, admitted, now) is None:
        raise refusals.WaitingListFullError


def join(seats: Seats, registration: Registration) -> None:
    """Draw the next ticket of the queue for an unsaved registration.

    Raises RegistrationClosedError once the training has begun: its queue no longer moves.
    """
    if seats.event.has_begun(registration.created_at):
        raise refusals.RegistrationClosedError
    seats.wait(registration)


def place(registration: Registration) -> int | None:
    """The place in the queue, from 1; None for one who does not wait."""
    if registration.state != State.WAITLISTED:
        return None
    ahead = Registration.objects.filter(
        event_id=registration.event_id, state=State.WAITLISTED, queue_number__lte=registration.queue_number
    )
    return ahead.count()


# --- Passing seats on ------------------------------------------------------------------------------------------------
Because = RegistrationChange | EventChange | None


def promote(
    seats: Seats, *, now: datetime, because: Because | Sequence[RegistrationChange] = None
) -> list[Registration]:
    """Give, or offer, every free seat of a locked, published event to the first who would take it, until it begins.

    `because` is the change that freed them, or are the changes; the history of each move says why its seat went where
    it went. Who waits in a group that wants seats together is passed over as long as there are not enough.
    """
    event = seats.event
    if not event.waiting or event.state != Event.State.PUBLISHED or event.starts_at is None or event.has_begun(now):
        return []
    passing = _Passing(seats, now)
    while passing.is_any_left and (rows := passing.next_in_queue()):
        passing.give(rows)
    if passing.given:
        _confirm_or_offer(seats, passing, because)
    return passing.given


@dataclass(slots=True)
class _Passing:
    """Seats handed out along the queue, in memory."""

    seats: Seats
    now: datetime
    given: list[Registration] = field(default_factory=list)
    # There are never more seats than before: whoever was tried in vain is not tried again.
    passed_over: set[uuid.UUID] = field(default_factory=set)
    # Groups for which there were not enough seats together.
    too_large: set[uuid.UUID] = field(default_factory=set)

    @property
    def is_any_left(self) -> bool:
        return any(pool.waiting and pool.free != 0 for pool in self.seats.pools)

    def next_in_queue(self) -> list[Registration]:
        """As many of those who would take what is free as there are seats, in the order of the queue."""
        free = [pool for pool in self.seats.pools if pool.waiting and pool.free != 0]
        takers = Q(wanted_pools__overlap=[pool.pk for pool in free if not pool.is_reserved(self.now)])
        for pool in free:
            if pool.is_reserved(self.now):
                # Who belongs to those for whom seats are kept need not want them.
                takers |= Q(wanted_pools__contains=[pool.pk], admitted_pools__contains=[pool.pk])
        waiting = Registration.objects.waiting().filter(takers, event=self.seats.event)
        waiting = waiting.exclude(pk__in=[*self.passed_over, *(row.pk for row in self.given)])
        if self.too_large:
            waiting = waiting.exclude(group__in=self.too_large)
        numbers = [pool.free for pool in free]
        limit = None if None in numbers else sum(filter(None, numbers))
        return list(waiting.select_related("group", "person").select_for_update(no_key=True, of=("self",))[:limit])

    def give(self, rows: Sequence[Registration]) -> None:
        """Give seats to these, one after the other; who waits together gets them together."""
        for row in rows:
            if row in self.given or row.group_id in self.too_large:
                continue
            together = self._together(row)
            if self._give_all(together):
                continue
            self.passed_over.add(row.pk)
            if row.group_id is not None and len(together) > 1:
                self.too_large.add(row.group_id)

    def _together(self, row: Registration) -> list[Registration]:
        if row.group is None or not row.group.waits_together:
            return [row]
        waiting = Registration.objects.waiting().filter(group=row.group_id)
        return list(waiting.select_related("person").select_for_update(no_key=True, of=("self",)))

    def _give_all(self, rows: Sequence[Registration]) -> bool:
        """Give seats to all of these, or to none."""
        placed: list[Registration] = []
        for row in rows:
            self.seats.leave_queue(row)
            if not self.seats.place(row, self.now):
                self.seats.wait_again(row)
                for other in placed:
                    self.seats.take_from(other)
                    self.seats.wait_again(other)
                return False
            placed.append(row)
        self.given += placed
        return True


def _confirm_or_offer(seats: Seats, passing: _Passing, because: Because | Sequence[RegistrationChange]) -> None:
    """Write who got a seat, and tell them: that it is theirs, or until when it is held for them."""
    settled = terms.of(seats.event.pk)
    held_until = offer_deadline(seats.event, settled, passing.now)
    unverified_until = terms.hold_until(settled, seats.event, seats.pools, passing.now)
    passed_over = _passed_over(seats, passing)
    freed_by = _Freed(because)
    known = contacts.known_of(row.group for row in passing.given if row.is_unnamed)
    changed = []
    for row in passing.given:
        is_asked = held_until is not None and not row.is_unnamed
        row.offer_expires_at = held_until if is_asked else None
        row.verify_by = None if contacts.is_known(row, known) else unverified_until
        changed.append(
            (
                row,
                booking.build_change(
                    row,
                    State.OFFERED if is_asked else State.CONFIRMED,
                    by=WAITING_LIST,
                    action="offer" if is_asked else "promote",
                    details=explain(row, freed_by.next_of(row), passed_over, passing.now),
                    now=passing.now,
                ),
            )
        )
    seats.save()
    booking.save_all(changed)
    for kind, state in (("promoted", State.CONFIRMED), ("offered", State.OFFERED)):
        notices.send(kind, [pair for pair in changed if pair[0].state == state], now=passing.now)


def offer_deadline(event: Event, settled: RegistrationTerms, now: datetime) -> datetime | None:
    """Until when a seat that becomes free now is held for whoever it is offered to; None: they get it unasked.

    In the last hours nobody is asked any more, and no offer lasts past half of them.
    """
    if event.waiting_list_mode != Event.WaitingListMode.OFFER or event.starts_at is None:
        return None
    last_hours = timedelta(hours=settled.confirms_last_hours)
    if event.starts_at - now <= last_hours:
        return None
    return min(now + timedelta(hours=settled.offer_hours), event.starts_at - last_hours / 2)


class _Freed:
    """Of several changes that freed seats at once, which of them freed each that is given: one of the same pool."""

    def __init__(self, because: Because | Sequence[RegistrationChange]) -> None:
        changes = because if isinstance(because, Sequence) else ()
        self.because = changes[-1] if changes else None if isinstance(because, Sequence) else because
        self.left: dict[int | None, deque[RegistrationChange]] = {}
        for change in changes:
            if change.from_state in Registration.HOLDS_SEAT:
                self.left.setdefault(_freed_pool(change), deque()).append(change)

    def next_of(self, row: Registration) -> Because:
        """Below a ceiling a seat in another pool may have made room."""
        left = self.left.get(row.pool_id) or next(filter(None, self.left.values()), None)
        return left.popleft() if left else self.because


def _freed_pool(change: RegistrationChange) -> int | None:
    return change.details["pool"]["from"] if change.action == "change_pool" else change.registration.pool_id


@dataclass(frozen=True, slots=True)
class Ahead:
    """One who still waits, though somebody behind them may get a seat."""

    queue_number: int | None
    wanted: Collection[int]
    admitted: Collection[int]


def _passed_over(seats: Seats, passing: _Passing) -> list[Ahead]:
    last = max(row.queue_number or 0 for row in passing.given)
    ahead = Registration.objects.waiting().filter(event=seats.event, queue_number__lt=last)
    ahead = ahead.exclude(pk__in=[row.pk for row in passing.given])
    columns = ("queue_number", "wanted_pools", "admitted_pools")
    return [Ahead(*row) for row in ahead.values_list(*columns)[:MOST_EXPLAINED]]


def explain(row: Registration, because: Because, waiting: Sequence[Ahead], now: datetime) -> dict[str, Any]:
    """Why the seat went to this one: its pool by position, what freed it, and how many ahead could not take it."""
    assert row.pool is not None
    details: dict[str, Any] = {"pool": row.pool.position}
    if because is not None:
        details["freed_by"] = {"action": because.action}
        if isinstance(because, RegistrationChange):
            details["freed_by"]["reference"] = because.registration.reference
    reasons = Counter(_reason(each, row, now) for each in waiting if (each.queue_number or 0) < (row.queue_number or 0))
    if reasons:
        details["passed_over"] = dict(reasons)
    return details


def _reason(ahead: Ahead, row: Registration, now: datetime) -> str:
    if row.pool_id not in ahead.wanted:
        return "other_seats"
    assert row.pool is not None
    is_kept = row.pool.is_reserved(now) and row.pool_id not in ahead.admitted
    return "kept_for_others" if is_kept else "together"


# --- What the clock and people do with the queue ---------------------------------------------------------------------
def pass_on_freed_seats() -> int:
    """Give seats that are free while somebody waits for them, event by event; answers how many were given."""
    stuck = SeatPool.objects.with_free_seats().filter(
        waiting__gt=0, event__state=Event.State.PUBLISHED, event__starts_at__gt=timezone.now()
    )
    return sum(_pass_on(event_id) for event_id in set(stuck.values_list("event_id", flat=True)))


@transaction.atomic
def _pass_on(event_id: uuid.UUID) -> int:
    return len(promote(booking.lock_seats(event_id), now=timezone.now()))


@transaction.atomic
def reorder(*, by: Actor, registration_id: uuid.UUID, to_place: int, reason: str, now: datetime | None = None) -> None:
    """Move somebody to another place of the queue (from 1), with a reason; everybody draws a new ticket.

    Raises ReasonMissingError and NotWaitingError.
    """
    if not reason.strip():
        raise refusals.ReasonMissingError(field="reason")
    now = now or timezone.now()
    registration, seats = booking.lock_registration(registration_id)
    if registration.state != State.WAITLISTED:
        raise refusals.NotWaitingError
    tickets = Registration.objects.filter(event=seats.event, state__in=_TICKETED, queue_number__isnull=False)
    rows = list(tickets.order_by("queue_number").select_for_update(no_key=True))
    queue = [row for row in rows if row.state == State.WAITLISTED]
    before = queue.index(registration) + 1
    after = min(max(to_place, 1), len(queue))
    if before == after:
        return
    moved = queue.pop(before - 1)
    rows.remove(moved)
    # Those who still wait for an approval keep their places among the others.
    rows.insert(rows.index(queue[after - 1]) if after <= len(queue) else len(rows), moved)
    for row in rows:
        row.queue_number = seats.draw_ticket()
    moved.event = seats.event
    details = {"place": {"from": before, "to": after}}
    change = booking.build_change(
        moved, State.WAITLISTED, by=by, action="reorder", reason=reason.strip(), details=details, now=now
    )
    seats.save()
    Registration.objects.bulk_update(rows, ["queue_number", "updated_at", "revision"])
    change.save(force_insert=True)
    promote(seats, now=now, because=change)
