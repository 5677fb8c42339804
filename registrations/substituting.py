"""Sending a colleague instead: they take the very seat, never by way of the queue."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalogue import statements
from catalogue.actors import PARTICIPANT, Actor
from registrations import answering, booking, notices, refusals, registering, terms
from registrations.answering import NOTHING, Submission
from registrations.booking import Seats
from registrations.models import Registration
from registrations.registering import Participant, Wish

State = Registration.State


def substitute(
    *,
    by: Actor = PARTICIPANT,
    registration_id: uuid.UUID,
    participant: Participant,
    brought: Submission = NOTHING,
    reason: str = "",
    now: datetime | None = None,
) -> Registration:
    """Let somebody else take the seat of a confirmed registration, which ends; answer the new one. Both are told.

    No deadline of cancelling stands against it, for no seat is lost. Raises RegistrationEndedError, NoSeatHeldError
    (nobody sends another to wait in their place; a seat that is only offered is accepted first), SeatUnnamedError,
    EventCancelledError, TrainingBegunError and AlreadyRegisteredError, after that address was sent its link again.
    """
    now = now or timezone.now()
    try:
        with transaction.atomic():
            colleague = _substitute(by, registration_id, participant, reason, now)
            answering.save_submission(colleague, brought, now=now)
            return colleague
    except refusals.AlreadyRegisteredError:
        event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
        notices.send_link_again(event_id=event_id, email=participant.columns()["email"], now=now)
        raise


def _substitute(
    by: Actor, registration_id: uuid.UUID, participant: Participant, reason: str, now: datetime
) -> Registration:
    registering.add_people([participant], now)
    registration, seats = booking.lock_registration(registration_id)
    _refuse_impossible(registration, seats, now)
    colleague = _build_colleague(registration, seats, participant, now)
    seats.hand_over(registration, colleague)
    ended = booking.change_state(
        registration,
        State.CANCELLED,
        by=by,
        action="substitute",
        reason=reason,
        details={"by": colleague.reference},
        now=now,
    )
    statements.write(colleague)
    taken = registering.build_first_change(
        colleague, by=by, reason=reason, details={"instead_of": registration.reference}, now=now
    )
    taken.save(force_insert=True)
    notices.send("substituted", [(registration, ended)], now=now)
    notices.send("substitute", [(colleague, taken)], now=now)
    return colleague


def _refuse_impossible(registration: Registration, seats: Seats, now: datetime) -> None:
    if not registration.is_active:
        raise refusals.RegistrationEndedError
    if registration.state != State.CONFIRMED:
        raise refusals.NoSeatHeldError
    if registration.is_unnamed:
        raise refusals.SeatUnnamedError
    booking.refuse_unless_coming(seats.event, now)


def _build_colleague(registration: Registration, seats: Seats, participant: Participant, now: datetime) -> Registration:
    columns = participant.columns()
    person = registering.standing_of(seats.event.pk, columns["email"], columns["language"], now)
    if person.is_registered:
        raise refusals.AlreadyRegisteredError
    colleague = registering.build_registration(
        seats.event,
        seats.pools,
        person_id=person.id,
        columns=columns,
        wish=Wish(pool_ids=registration.wanted_pools, claimed=registration.admitted_pools, channel="substitute"),
        now=now,
        replaces=registration,
        group_id=registration.group_id,
        state=State.CONFIRMED,
    )
    if not person.is_verified:
        colleague.verify_by = terms.hold_until(terms.of(seats.event.pk), seats.event, seats.pools, now)
    return colleague
