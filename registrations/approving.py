"""Approval: a registration that waits for it holds no seat; approved it takes one, or the place of its ticket.

The ticket is drawn when somebody registers, so that who registered earlier waits in front whenever they are approved.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalogue.actors import Actor
from events.models import Event
from registrations import approval_letters, booking, contacts, notices, refusals, terms
from registrations.booking import Seats, Written
from registrations.models import Registration, RegistrationChange

State = Registration.State
# Whoever was mailed the link: nobody signs in for it.
SUPERVISOR = Actor("person", label="supervisor")


@transaction.atomic
def approve_registration(
    *, by: Actor, registration_id: uuid.UUID, reason: str = "", now: datetime | None = None
) -> Registration:
    """Give a seat to one who waits for approval, or their place on the waiting list.

    Raises NotAwaitingApprovalError, EventCancelledError, and ApprovalTooLateError once it has begun.
    """
    registration, seats = booking.lock_registration(registration_id)
    approve_all(seats, [registration], by=by, reason=reason, now=now or timezone.now()).raise_refusal()
    return registration


def approve_all(
    seats: Seats, registrations: Sequence[Registration], *, by: Actor, reason: str = "", now: datetime
) -> Written:
    """Approve these of a locked training, one after the other."""
    held_until = terms.hold_until(terms.of(seats.event.pk), seats.event, seats.pools, now)

    def approve(registration: Registration) -> RegistrationChange:
        _refuse_decided(registration)
        if seats.event.state == Event.State.CANCELLED:
            raise refusals.EventCancelledError
        if seats.event.has_begun(now):
            raise refusals.ApprovalTooLateError
        state = _seat(registration, seats, held_until, now)
        return booking.build_change(registration, state, by=by, action="approve", reason=reason, now=now)

    written = booking.change_all(seats, registrations, approve)
    for kind, state in (("confirmed", State.CONFIRMED), ("waitlisted", State.WAITLISTED)):
        notices.send(kind, [pair for pair in written.changes if pair[0].state == state], now=now)
    return written


@transaction.atomic
def reject_registration(
    *, by: Actor, registration_id: uuid.UUID, reason: str = "", now: datetime | None = None
) -> Registration:
    """Turn down one who waits for approval, whenever; raises NotAwaitingApprovalError."""
    registration, seats = booking.lock_registration(registration_id)
    reject_all(seats, [registration], by=by, reason=reason, now=now or timezone.now()).raise_refusal()
    return registration


def reject_all(
    seats: Seats, registrations: Sequence[Registration], *, by: Actor, reason: str = "", now: datetime
) -> Written:
    """Turn down these of a locked training."""

    def reject(registration: Registration) -> RegistrationChange:
        _refuse_decided(registration)
        return booking.build_change(registration, State.REJECTED, by=by, action="reject", reason=reason, now=now)

    written = booking.change_all(seats, registrations, reject)
    notices.send("rejected", written.changes, now=now)
    return written


@transaction.atomic
def change_supervisor(*, by: Actor, registration_id: uuid.UUID, email: str, now: datetime | None = None) -> None:
    """Ask somebody else for the approval; the link that was mailed before opens nothing any more."""
    now = now or timezone.now()
    registration, _seats = booking.lock_registration(registration_id)
    _refuse_decided(registration)
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


def _refuse_decided(registration: Registration) -> None:
    if registration.state != State.AWAITING_APPROVAL:
        raise refusals.NotAwaitingApprovalError


def _seat(registration: Registration, seats: Seats, held_until: datetime | None, now: datetime) -> str:
    """Give a locked registration a seat, else its place in the queue; answer the state that makes."""
    if seats.place(registration, now):
        known = contacts.known_of([registration.group] if registration.is_unnamed else ())
        registration.verify_by = None if contacts.is_known(registration, known) else held_until
        return State.CONFIRMED
    if registration.queue_number is None:
        seats.wait(registration)
    else:
        seats.wait_again(registration)
    return State.WAITLISTED
