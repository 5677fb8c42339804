"""Registrations in false names: cancelled without writing to addresses that are somebody else's, or nobody's."""

import uuid
from datetime import datetime

from django.db import transaction

from catalogue import outbox
from catalogue.actors import Actor
from registrations import cancelling
from registrations.models import Registration


def is_told(registration: Registration) -> bool:
    """Whether its address is known to be its person's."""
    return registration.person is not None and registration.person.email_verified_at is not None


@transaction.atomic
def cancel_false_name(
    *, by: Actor, registration_id: uuid.UUID, reason: str, now: datetime | None = None
) -> Registration:
    """Cancel it, and withdraw every message to an address that nobody has confirmed. Raises as cancelling does."""
    registration = cancelling.cancel_registration(by=by, registration_id=registration_id, reason=reason, now=now)
    if not is_told(registration):
        outbox.withdraw_messages(registration_id=registration_id)
    return registration
