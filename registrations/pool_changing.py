"""Taking the seat one has in another pool, while there is room."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalogue.actors import PARTICIPANT, Actor
from registrations import booking, notices, refusals, waiting_list
from registrations.booking import Seats, Written
from registrations.models import Registration, RegistrationChange


@transaction.atomic
def change_pool(
    *,
    by: Actor = PARTICIPANT,
    registration_id: uuid.UUID,
    pool_id: int,
    reason: str = "",
    now: datetime | None = None,
) -> Registration:
    """Let a person who has a seat have one of another kind; the freed one passes on in the same transaction.

    Nobody overtakes those who wait for it: a seat that is free is one nobody waits for. Raises RegistrationEndedError,
    NoSeatHeldError, EventCancelledError, TrainingBegunError, NoSuchSeatsError, and NoSeatError when there is none (any
    more).
    """
    registration, seats = booking.lock_registration(registration_id)
    now = now or timezone.now()
    change_all(seats, [registration], pool_id=pool_id, by=by, reason=reason, now=now).raise_refusal()
    return registration


def change_all(
    seats: Seats, registrations: Sequence[Registration], *, pool_id: int, by: Actor, reason: str = "", now: datetime
) -> Written:
    """Let these of a locked training have seats of another kind, as far as there are; the freed ones pass on after."""
    pool = next((pool for pool in seats.pools if pool.pk == pool_id), None)

    def change(registration: Registration) -> RegistrationChange | None:
        _refuse_impossible(registration, seats, now)
        if pool is None:
            raise refusals.NoSuchSeatsError
        if pool.pk == registration.pool_id:
            return None
        if not seats.can_move(registration, pool, now):
            raise refusals.NoSeatError
        details = {"pool": {"from": registration.pool_id, "to": pool.pk}}
        seats.change_pool(registration, pool)
        registration.wanted_pools = [pool.pk]
        return booking.build_change(
            registration, registration.state, by=by, action="change_pool", reason=reason, details=details, now=now
        )

    written = booking.change_all(seats, registrations, change)
    notices.send("pool_changed", written.changes, now=now)
    if written.changes:
        waiting_list.promote(seats, now=now, because=[made for _registration, made in written.changes])
    return written


def _refuse_impossible(registration: Registration, seats: Seats, now: datetime) -> None:
    if not registration.is_active:
        raise refusals.RegistrationEndedError
    if registration.state != Registration.State.CONFIRMED:
        raise refusals.NoSeatHeldError
    booking.refuse_unless_coming(seats.event, now)
