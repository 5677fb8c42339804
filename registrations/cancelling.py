"""Giving up one's own registration, and cancelling those of others."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalogue.actors import PARTICIPANT, Actor
from registrations import booking, deadlines, notices, refusals, terms, waiting_list
from registrations.booking import Seats, Written
from registrations.models import Registration, RegistrationChange

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
    registration, seats = booking.lock_registration(registration_id)
    cancel_all(seats, [registration], by=by, reason=reason, now=now or timezone.now()).raise_refusal()
    return registration


def cancel_all(
    seats: Seats, registrations: Sequence[Registration], *, by: Actor, reason: str = "", now: datetime
) -> Written:
    """Cancel these of a locked training; what they free passes on when all of them are gone."""
    settled = terms.of(seats.event.pk)

    def cancel(registration: Registration) -> RegistrationChange:
        if not registration.is_active:
            raise refusals.RegistrationEndedError
        if seats.event.has_begun(now):
            raise refusals.TrainingBegunError
        deadlines.refuse_closed(registration, settled, by=by, now=now)
        details = {"late": True} if deadlines.is_late(registration, settled, now) else {}
        seats.give_back(registration)
        ended = Registration.State.CANCELLED
        return booking.build_change(
            registration, ended, by=by, action="cancel", reason=reason, details=details, now=now
        )

    written = booking.change_all(seats, registrations, cancel)
    notices.send("cancelled_by_organiser" if by.kind in STAFF else "cancelled", written.changes, now=now)
    if written.changes:
        waiting_list.promote(seats, now=now, because=[change for _registration, change in written.changes])
    return written
