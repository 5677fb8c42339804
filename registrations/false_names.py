"""Registrations in false names: cancelled without writing to addresses that are somebody else's, or nobody's."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalogue import outbox
from catalogue.actors import Actor
from registrations import booking, cancelling
from registrations.booking import Seats, Written
from registrations.models import Registration


def is_told(registration: Registration) -> bool:
    """Whether its address is known to be its person's."""
    return registration.person is not None and registration.person.email_verified_at is not None


@transaction.atomic
def cancel_false_name(
    *, by: Actor, registration_id: uuid.UUID, reason: str, now: datetime | None = None
) -> Registration:
    """Cancel it, and withdraw every message to an address that nobody has confirmed. Raises as cancelling does."""
    registration, seats = booking.lock_registration(registration_id)
    cancel_false_names(seats, [registration], by=by, reason=reason, now=now or timezone.now()).raise_refusal()
    return registration


def cancel_false_names(
    seats: Seats, registrations: Sequence[Registration], *, by: Actor, reason: str, now: datetime
) -> Written:
    """Do the same to these of a locked training."""
    written = cancelling.cancel_all(seats, registrations, by=by, reason=reason, now=now)
    untold = [registration.pk for registration, _change in written.changes if not is_told(registration)]
    outbox.withdraw_messages(registration_ids=untold)
    return written
