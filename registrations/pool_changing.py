"""Taking the seat one has in another pool, while there is room."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalogue.actors import PARTICIPANT, Actor
from registrations import booking, notices, refusals, waiting_list
from registrations.models import Registration


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
    NoSeatHeldError, TrainingBegunError, NoSuchSeatsError, and NoSeatError when there is none (any more).
    """
    now = now or timezone.now()
    registration, seats = booking.lock_registration(registration_id)
    if not registration.is_active:
        raise refusals.RegistrationEndedError
    if registration.state != Registration.State.CONFIRMED:
        raise refusals.NoSeatHeldError
    if seats.event.has_begun(now):
        raise refusals.TrainingBegunError
    pool = next((pool for pool in seats.pools if pool.pk == pool_id), None)
    if pool is None:
        raise refusals.NoSuchSeatsError
    if pool.pk == registration.pool_id:
        return registration
    if not seats.can_move(registration, pool, now):
        raise refusals.NoSeatError
    details = {"pool": {"from": registration.pool_id, "to": pool.pk}}
    seats.change_pool(registration, pool)
    registration.wanted_pools = [pool.pk]
    seats.save()
    change = booking.change_state(
        registration, registration.state, by=by, action="change_pool", reason=reason, details=details, now=now
    )
    notices.send("pool_changed", [(registration, change)], now=now)
    waiting_list.promote(seats, now=now, because=change)
    return registration
