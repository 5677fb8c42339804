"""Booking: the only place that gives and takes back seats.

Every write locks the event, then its pools and their common ceiling, then the registration. The database refuses what
slips through: neither a pool nor a ceiling is oversold, nobody has two active registrations for one event, no ticket
of the queue is given twice.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from catalogue import statements
from catalogue.actors import Actor
from catalogue.rules import RuleError
from catalogue.statements import Revised
from events import locks
from events.models import Event, SeatCeiling, SeatPool
from registrations import refusals
from registrations.models import Registration, RegistrationChange

State = Registration.State


@dataclass(slots=True)
class Seats:
    """The seats and the queue of a locked event as they stand: counted here, written by `save`.

    A registration holds a seat by its `pool`, or waits by its `queue_number` and `wanted_pools`; both are set here.
    """

    event: Event
    pools: Sequence[SeatPool]
    _touched: dict[int, SeatPool] = field(default_factory=dict)
    _columns_of_event: set[str] = field(default_factory=set)

    @property
    def ceiling(self) -> SeatCeiling | None:
        return self.event.seat_ceiling

    def find(self, wanted: Sequence[int], admitted: Collection[int], now: datetime) -> SeatPool | None:
        """Answer the pool whose seat a person would get; None when all that are wanted are full.

        Seats kept for the person come before those that are for everybody, else the best of the wanted.
        """
        order = {pool_id: rank for rank, pool_id in enumerate(wanted)}
        takable = [pool for pool in self.open_pools(admitted, now) if pool.pk in order and pool.free != 0]
        return min(takable, key=lambda pool: (not pool.is_reserved(now), order[pool.pk]), default=None)

    def open_pools(self, admitted: Collection[int], now: datetime) -> list[SeatPool]:
        """The pools for everybody, and those kept for some to whom the person belongs."""
        return [pool for pool in self.pools if pool.pk in admitted or not pool.is_reserved(now)]

    def take(self, registration: Registration, pool: SeatPool) -> None:
        """Give a registration a seat that `find` has found."""
        registration.pool = pool
        self._count_taken(pool, +1)

    def overbook(self, registration: Registration, pool: SeatPool) -> None:
        """Give a registration a seat whether there is one or not: for those who have the right, with a reason."""
        for row in self._limits(pool):
            if row.capacity is not None and row.taken >= row.capacity + row.overbooked:
                row.overbooked += 1
        self.take(registration, pool)

    def place(self, registration: Registration, now: datetime) -> bool:
        """Give a registration a seat if there is one for it; answer whether it has got it."""
        pool = self.find(registration.wanted_pools, registration.admitted_pools, now)
        if pool is not None:
            self.take(registration, pool)
        return pool is not None

    def wait(self, registration: Registration) -> None:
        """Draw the next ticket of the queue for a registration."""
        registration.pool = None
        registration.queue_number = self.draw_ticket()
        self._count_waiting(registration, +1)

    def draw_ticket(self) -> int:
        self.event.queue_counter += 1
        self._columns_of_event.add("queue_counter")
        return self.event.queue_counter

    def leave_queue(self, registration: Registration) -> None:
        self._count_waiting(registration, -1)

    def wait_again(self, registration: Registration) -> None:
        """Put back into the queue, at its old place, one that has just left it."""
        registration.pool = None
        self._count_waiting(registration, +1)

    def take_from(self, registration: Registration) -> None:
        """Take back a seat that has just been given."""
        self._count_taken(self.pool(registration.pool_id), -1)

    def give_back(self, registration: Registration) -> None:
        """Take back the seat, or the place in the queue, that a registration holds."""
        if registration.state in Registration.HOLDS_SEAT:
            self.take_from(registration)
        elif registration.state == State.WAITLISTED:
            self.leave_queue(registration)

    def can_move(self, registration: Registration, pool: SeatPool, now: datetime) -> bool:
        """Whether somebody who has a seat may have one in another pool: under the ceiling they count already."""
        has_room = pool.capacity is None or pool.taken < pool.capacity
        return has_room and pool in self.open_pools(registration.admitted_pools, now)

    def change_pool(self, registration: Registration, pool: SeatPool) -> None:
        """Let a registration that has a seat have one in another pool: together they are as many as before."""
        self._count(self.pool(registration.pool_id), -1)
        self._count(pool, +1)
        registration.pool = pool

    def hand_over(self, registration: Registration, other: Registration) -> None:
        """Let another take the very seat that a registration holds: nothing is counted, so nobody comes between."""
        other.pool = self.pool(registration.pool_id)

    def pool(self, pool_id: int | None) -> SeatPool:
        return next(pool for pool in self.pools if pool.pk == pool_id)

    def save(self) -> None:
        """Write what has been counted."""
        if counted := self.counted():
            statements.write(*counted)

    def counted(self) -> list[Revised]:
        """What is to be written of what has been counted; whoever asks for it writes it."""
        counted = [Revised(pool, ("taken", "overbooked", "waiting")) for _pk, pool in sorted(self._touched.items())]
        if self.ceiling is not None and self._touched:
            counted.append(Revised(self.ceiling, ("taken", "overbooked")))
        if self._columns_of_event:
            counted.append(Revised(self.event, tuple(sorted(self._columns_of_event))))
        self._touched.clear()
        self._columns_of_event.clear()
        return counted

    def _limits(self, pool: SeatPool) -> list[SeatPool | SeatCeiling]:
        """Where a seat of this pool counts."""
        return [pool] if self.ceiling is None else [pool, self.ceiling]

    def _count_taken(self, pool: SeatPool, step: int) -> None:
        for limit in self._limits(pool):
            self._count(limit, step)

    def _count(self, limit: SeatPool | SeatCeiling, step: int) -> None:
        limit.taken += step
        # What was overbooked shrinks as people leave, until there are no more than there is room for.
        limit.overbooked = min(limit.overbooked, max(0, limit.taken - (limit.capacity or 0)))
        if isinstance(limit, SeatPool):
            self._touched[limit.pk] = limit

    def _count_waiting(self, registration: Registration, step: int) -> None:
        self.event.waiting += step
        self._columns_of_event.add("waiting")
        for pool in self.pools:
            if pool.pk in registration.wanted_pools:
                pool.waiting += step
                self._touched[pool.pk] = pool


def lock_seats(event_id: uuid.UUID) -> Seats:
    """Lock an event, its pools and their ceiling; raises Event.DoesNotExist."""
    event = locks.lock_event(event_id)
    return Seats(event, locks.lock_pools(event))


def lock_registration(registration_id: uuid.UUID) -> tuple[Registration, Seats]:
    """Lock event, pools and registration in that order; raises Registration.DoesNotExist.

    While we wait for the event its people may go over to another. Then its lock is let go with the savepoint, before
    that of the other is asked for: whoever locks two events does so in the order of their ids.
    """
    while True:
        with suppress(_GoneOverError), transaction.atomic():
            return _locked(registration_id)


class _GoneOverError(Exception):
    pass


def _locked(registration_id: uuid.UUID) -> tuple[Registration, Seats]:
    seats = lock_seats(Registration.objects.values_list("event_id", flat=True).get(pk=registration_id))
    registration = Registration.objects.select_for_update(no_key=True).get(pk=registration_id)
    if registration.event_id != seats.event.pk:
        raise _GoneOverError
    registration.event = seats.event
    return registration, seats


def lock_registrations(
    event_id: uuid.UUID, registration_ids: Collection[uuid.UUID]
) -> tuple[list[Registration], Seats]:
    """Lock an event with its pools, and those of these registrations that are its own; raises Event.DoesNotExist."""
    seats = lock_seats(event_id)
    own = Registration.objects.filter(event=seats.event, pk__in=registration_ids).order_by("pk")
    rows = list(own.select_related("person", "group").select_for_update(no_key=True, of=("self",)))
    for row in rows:
        row.event = seats.event
    return rows, seats


def refuse_unless_coming(event: Event, now: datetime) -> None:
    """Raise EventCancelledError or TrainingBegunError where nobody's seat is to change any more."""
    if event.state == Event.State.CANCELLED:
        raise refusals.EventCancelledError
    if event.has_begun(now):
        raise refusals.TrainingBegunError


def wanted_pools(pools: Sequence[SeatPool], pool_ids: Sequence[int]) -> list[int]:
    """Answer the ids of the pools a person would take, best first: those asked for that there are, else any.

    Whoever asks for seats of a kind would take those of that kind, too, that are kept for some.
    """
    chosen = [pool_id for pool_id in pool_ids if any(pool.pk == pool_id for pool in pools)]
    if not chosen:
        return [pool.pk for pool in pools]
    # Seats that may be taken either way are of every kind.
    kinds = {"", *(pool.delivery for pool in pools if pool.pk in chosen)}
    kept = [pool.pk for pool in pools if pool.reserved_until and pool.delivery in kinds and pool.pk not in chosen]
    return [*chosen, *kept]


def change_state(
    registration: Registration,
    to_state: str,
    *,
    by: Actor,
    action: str,
    reason: str = "",
    details: dict[str, Any] | None = None,
    now: datetime,
) -> RegistrationChange:
    """Save a locked registration in its new state, with its history row."""
    change = build_change(registration, to_state, by=by, action=action, reason=reason, details=details, now=now)
    registration.save()
    change.save(force_insert=True)
    return change


def build_change(
    registration: Registration,
    to_state: str,
    *,
    by: Actor,
    action: str,
    reason: str = "",
    details: dict[str, Any] | None = None,
    now: datetime,
) -> RegistrationChange:
    """Bring a registration to its new state and answer the history row, both unsaved."""
    from_state, registration.state = registration.state, to_state
    if to_state != State.OFFERED:
        registration.offer_expires_at = None
    if to_state not in Registration.HOLDS_SEAT:
        registration.verify_by = None
    registration.updated_at = now
    registration.revision += 1
    return statements.unsaved(
        RegistrationChange,
        registration=registration,
        at=now,
        action=action,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        details=details or {},
        **by.columns(),
    )


@dataclass(frozen=True, slots=True)
class Written:
    """What became of registrations that were to change together: their history rows, and why some are as they were."""

    changes: list[tuple[Registration, RegistrationChange]]
    refused: list[tuple[Registration, RuleError]]

    def raise_refusal(self) -> None:
        """Where it was one: raise why it could not be changed."""
        for _registration, refusal in self.refused:
            raise refusal


def change_all(
    seats: Seats,
    registrations: Iterable[Registration],
    change: Callable[[Registration], RegistrationChange | None],
) -> Written:
    """Change these of a locked event one after the other, and write all of it, with what was counted, at once.

    `change` answers the history row, None where nothing changes, and raises before it has touched anything.
    """
    written = Written([], [])
    for registration in registrations:
        try:
            made = change(registration)
        except RuleError as refusal:
            written.refused.append((registration, refusal))
            continue
        if made is not None:
            written.changes.append((registration, made))
    seats.save()
    if written.changes:
        save_all(written.changes)
    return written


def save_all(changed: Iterable[tuple[Registration, RegistrationChange]]) -> None:
    """Save many registrations that have changed, each with its history row, in two statements."""
    rows, changes = zip(*changed, strict=True)
    statements.update_all(rows, *CHANGING)
    RegistrationChange.objects.bulk_create(changes)


# The columns that a change of state may change.
CHANGING = (
    "state",
    "pool",
    "wanted_pools",
    "admitted_pools",
    "queue_number",
    "offer_expires_at",
    "verify_by",
    "updated_at",
    "revision",
)
