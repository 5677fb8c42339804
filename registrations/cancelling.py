"""Giving up one's own registration."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalogue.actors import PARTICIPANT, Actor
from registrations import booking, deadlines, notices, refusals, terms, waiting_list
from registrations.models import Registration

# Whoever cancels somebody else's, by hand or through the API.
STAFF = frozenset({"user", "token"})


@transaction.atomic
def cancel_registration(
    *, by: Actor = PARTICIPANT, registration_id: uuid.UUID, reason: str = "", now: datetime | None = None
) -> Registration:
    """Give up a seat or a place in the queue; a freed seat passes on in the same transaction.

    A seat given up after the training's deadline is marked so in the history. Raises RegistrationEndedError when there
    is nothing left to cancel, TrainingBegunError once it has begun, and LateCancellingError to a participant where the
    organiser wants to hear of it after the deadline.
    """
    now = now or timezone.now()
    registration, seats = booking.lock_registration(registration_id)
    if not registration.is_active:
        raise refusals.RegistrationEndedError
    if seats.event.has_begun(now):
        raise refusals.TrainingBegunError
    settled = terms.of(seats.event.pk)
    deadlines.refuse_closed(registration, settled, by=by, now=now)
    details = {"late": True} if deadlines.is_late(registration, settled, now) else {}
    seats.give_back(registration)
    seats.save()
    change = booking.change_state(
        registration, Registration.State.CANCELLED, by=by, action="cancel", reason=reason, details=details, now=now
    )
    kind = "cancelled_by_organiser" if by.kind in STAFF else "cancelled"
    notices.send(kind, [(registration, change)], now=now)
    waiting_list.promote(seats, now=now, because=change)
    return registration
