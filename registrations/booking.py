"""Booking: the only place that gives and takes back seats.

Every write locks the event, then its pools, then the registration. The database refuses what slips through: a pool is
never oversold, nobody has two active registrations for one event, no ticket of the queue is given twice.
"""

import uuid
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from catalogue import statements
from catalogue.actors import Actor
from events import locks
from events.models import Event, SeatPool
from registrations.models import Registration, RegistrationChange

State = Registration.State


def lock_registration(registration_id: uuid.UUID) -> tuple[Registration, Event, list[SeatPool]]:
    """Lock event, pools and registration in that order; raises Registration.DoesNotExist.

    While we wait for the event its people may go over to another. Then its lock is let go with the savepoint, before
    that of the other is asked for: whoever locks two events does so in the order of their ids.
    """
    while True:
        with suppress(_GoneOverError), transaction.atomic():
            return _locked(registration_id)


class _GoneOverError(Exception):
    pass


def _locked(registration_id: uuid.UUID) -> tuple[Registration, Event, list[SeatPool]]:
    event = locks.lock_event(Registration.objects.values_list("event_id", flat=True).get(pk=registration_id))
    pools = locks.lock_pools(event)
    registration = Registration.objects.select_for_update(no_key=True).get(pk=registration_id)
    if registration.event_id != event.pk:
        raise _GoneOverError
    registration.event = event
    return registration, event, pools


def take_seat(pools: Sequence[SeatPool], wanted: Collection[int]) -> SeatPool | None:
    """Take a seat in the first locked pool that is wanted and has one; None when all are full."""
    pool = find_seat(pools, wanted)
    if pool is not None:
        pool.taken += 1
        statements.update(pool, "taken")
    return pool


def wanted_pools(pools: Sequence[SeatPool], pool_ids: Sequence[int]) -> list[int]:
    """Answer the ids of the pools a person would take, best first: those asked for that there are, else any."""
    offered = [pool.pk for pool in pools]
    return [pool_id for pool_id in pool_ids if pool_id in offered] or offered


def find_seat(pools: Sequence[SeatPool], wanted: Collection[int]) -> SeatPool | None:
    """Answer the first wanted pool with a free seat, without taking it."""
    order = {pool_id: rank for rank, pool_id in enumerate(wanted)}
    for pool in sorted((pool for pool in pools if pool.pk in order), key=lambda pool: order[pool.pk]):
        if pool.free is None or pool.free > 0:
            return pool
    return None


def pass_seats(waiting: Sequence[Registration], pools: Sequence[SeatPool]) -> list[Registration]:
    """Give seats to locked registrations in the order given, and answer those that got one; counters are saved once."""
    passed = []
    for registration in waiting:
        pool = find_seat(pools, registration.wanted_pools)
        if pool is None:
            continue
        registration.pool = pool
        pool.taken += 1
        for wanted in pools:
            wanted.waiting -= wanted.pk in registration.wanted_pools
        passed.append(registration)
    SeatPool.objects.bulk_update(pools, ["taken", "waiting"])
    return passed


def give_back(registration: Registration, pools: Sequence[SeatPool]) -> None:
    """Give back the seat, or the place in the queue, that a locked registration holds."""
    if registration.state in Registration.HOLDS_SEAT:
        pool = next(pool for pool in pools if pool.pk == registration.pool_id)
        pool.taken -= 1
        pool.overbooked = max(0, pool.overbooked - 1)
        statements.update(pool, "taken", "overbooked")
    elif registration.state == State.WAITLISTED:
        count_waiting(registration, pools, -1)


def count_waiting(registration: Registration, pools: Sequence[SeatPool], step: int) -> None:
    """Count one more or one less waiting for each pool that the registration would take."""
    for pool in pools:
        if pool.pk in registration.wanted_pools:
            pool.waiting += step
            statements.update(pool, "waiting")


def change_state(
    registration: Registration, to_state: str, *, by: Actor, action: str, reason: str = "", now: datetime
) -> RegistrationChange:
    """Save a locked registration in its new state, with its history row."""
    change = build_change(registration, to_state, by=by, action=action, reason=reason, now=now)
    registration.save()
    change.save(force_insert=True)
    return change


def build_change(
    registration: Registration, to_state: str, *, by: Actor, action: str, reason: str = "", now: datetime
) -> RegistrationChange:
    """Bring a registration to its new state and answer the history row, both unsaved."""
    from_state, registration.state = registration.state, to_state
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
        **by.columns(),
    )
