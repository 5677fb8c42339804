"""Approval: a registration that waits for it holds no seat; approved it takes one, or the place of its ticket.

The ticket is drawn when somebody registers, so that who registered earlier waits in front whenever they are approved.
"""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalogue.actors import Actor
from catalogue.models import Person
from events.models import Event
from registrations import approval_letters, booking, notices, refusals, terms
from registrations.booking import Seats
from registrations.models import Registration

State = Registration.State
# Whoever was mailed the link: nobody signs in for it.
SUPERVISOR = Actor("person", label="supervisor")


@transaction.atomic
def approve_registration(
    *, by: Actor, registration_id: uuid.UUID, reason: str = "", now: datetime | None = None
) -> Registration:
    """Give a seat to one who waits for approval, or their place on the waiting list.

    Raises NotAwaitingApprovalError, EventCancelledError, and TrainingBegunError once it has begun.
    """
    now = now or timezone.now()
    registration, seats = _lock_awaiting(registration_id)
    if seats.event.state == Event.State.CANCELLED:
        raise refusals.EventCancelledError
    if seats.event.has_begun(now):
        raise refusals.ApprovalTooLateError
    kind = _seat(registration, seats, now)
    seats.save()
    change = booking.change_state(registration, _STATES[kind], by=by, action="approve", reason=reason, now=now)
    notices.send(kind, [(registration, change)], now=now)
    return registration


@transaction.atomic
def reject_registration(
    *, by: Actor, registration_id: uuid.UUID, reason: str = "", now: datetime | None = None
) -> Registration:
    """Turn down one who waits for approval, whenever; raises NotAwaitingApprovalError."""
    now = now or timezone.now()
    registration, _seats = _lock_awaiting(registration_id)
    change = booking.change_state(registration, State.REJECTED, by=by, action="reject", reason=reason, now=now)
    notices.send("rejected", [(registration, change)], now=now)
    return registration


@transaction.atomic
def change_supervisor(*, by: Actor, registration_id: uuid.UUID, email: str, now: datetime | None = None) -> None:
    """Ask somebody else for the approval; the link that was mailed before opens nothing any more."""
    now = now or timezone.now()
    registration, _seats = _lock_awaiting(registration_id)
    if registration.supervisor_email == email:
        return
    registration.supervisor_email = email
    # Whose address it is, or was, the history does not keep.
    booking.change_state(registration, registration.state, by=by, action="change_supervisor", now=now)
    approval_letters.ask_supervisor(registration, now=now)


def remind_supervisors(*, now: datetime | None = None) -> int:
    """Remind, once, supervisors who have not answered; answers how many. When: see `approval_letters`."""
    now = now or timezone.now()
    awaiting = Registration.objects.filter(
        state=State.AWAITING_APPROVAL, event__state=Event.State.PUBLISHED, event__starts_at__gt=now
    ).exclude(supervisor_email="")
    return approval_letters.remind(awaiting.select_related("event"), now=now)


def _lock_awaiting(registration_id: uuid.UUID) -> tuple[Registration, Seats]:
    registration, seats = booking.lock_registration(registration_id)
    if registration.state != State.AWAITING_APPROVAL:
        raise refusals.NotAwaitingApprovalError
    return registration, seats


_STATES = {"confirmed": State.CONFIRMED, "waitlisted": State.WAITLISTED}


def _seat(registration: Registration, seats: Seats, now: datetime) -> str:
    """Give a locked registration a seat, else its place in the queue; answer what its person is told of it."""
    if seats.place(registration, now):
        if not Person.objects.filter(registrations=registration, email_verified_at__isnull=False).exists():
            registration.verify_by = terms.hold_until(terms.of(seats.event.pk), seats.event, seats.pools, now)
        return "confirmed"
    if registration.queue_number is None:
        seats.wait(registration)
    else:
        seats.wait_again(registration)
    return "waitlisted"
