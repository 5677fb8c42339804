"""What an organiser does for a participant: registering them, with one seat more than there are if need be."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalogue.actors import Actor
from events.models import Event
from registrations import booking, notices, refusals, registering, waiting_list
from registrations.booking import Seats
from registrations.models import Registration
from registrations.registering import Participant, Wish

State = Registration.State
BY_STAFF = Wish(channel="staff")


@transaction.atomic
def add_by_staff(
    *,
    by: Actor,
    event_id: uuid.UUID,
    participant: Participant,
    wish: Wish = BY_STAFF,
    overbook: bool = False,
    reason: str = "",
    now: datetime | None = None,
) -> Registration:
    """Register a person before registration opens or after it has closed; a seat, or the next place in the queue.

    With `overbook` they get a seat of the first wanted pool even when there is none: for that a reason is asked. No
    approval is awaited, and the address need not be confirmed. Raises AlreadyRegisteredError, EventCancelledError,
    TrainingOverError, ReasonMissingError.
    """
    now = now or timezone.now()
    if overbook and not reason.strip():
        raise refusals.ReasonMissingError(field="reason")
    columns = participant.columns()
    registering.add_people([participant], now)
    seats = booking.lock_seats(event_id)
    _refuse_impossible(seats.event, now)
    person = registering.standing_of(event_id, columns["email"], columns["language"], now)
    if person.is_registered:
        raise refusals.AlreadyRegisteredError
    registration = registering.build_registration(
        seats.event, seats.pools, person_id=person.id, columns=columns, wish=wish, now=now
    )
    kind = _seat(registration, seats, overbook=overbook, now=now)
    seats.save()
    details = {"overbooked": True} if kind == "overbooked" else {}
    change = registering.build_first_change(registration, by=by, reason=reason.strip(), details=details, now=now)
    told = "waitlisted" if kind == "waitlisted" else "confirmed"
    notices.send_first(told, registration, now=now, unsaved=[registration, change])
    return registration


def _refuse_impossible(event: Event, now: datetime) -> None:
    if event.state == Event.State.CANCELLED:
        raise refusals.EventCancelledError
    if event.state not in {Event.State.PUBLISHED, Event.State.POSTPONED}:
        raise refusals.RegistrationNotOpenError
    if event.state == Event.State.PUBLISHED and event.ends_at is not None and event.ends_at <= now:
        raise refusals.TrainingOverError


def _seat(registration: Registration, seats: Seats, *, overbook: bool, now: datetime) -> str:
    registration.state = State.CONFIRMED
    if seats.place(registration, now):
        return "confirmed"
    if overbook:
        seats.overbook(registration, seats.pool(registration.wanted_pools[0]))
        return "overbooked"
    waiting_list.join(seats, registration)
    registration.state = State.WAITLISTED
    return "waitlisted"
