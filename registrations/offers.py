"""A seat that is offered: its person accepts or declines it, or lets it go by."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalogue.actors import PARTICIPANT, Actor, by_system
from registrations import booking, notices, refusals, waiting_list
from registrations.booking import Seats, Written
from registrations.models import Registration, RegistrationChange

State = Registration.State
OFFERS = by_system("offers")


@transaction.atomic
def accept_offer(*, by: Actor = PARTICIPANT, registration_id: uuid.UUID, now: datetime | None = None) -> Registration:
    """Confirm the seat that is held for the person.

    Raises NoOfferError when none is (any more), EventCancelledError and TrainingBegunError.
    """
    registration, seats = booking.lock_registration(registration_id)
    accept_all(seats, [registration], by=by, now=now or timezone.now()).raise_refusal()
    return registration


def accept_all(seats: Seats, registrations: Sequence[Registration], *, by: Actor, now: datetime) -> Written:
    """Confirm the seats that are held for these of a locked training."""

    def accept(registration: Registration) -> RegistrationChange:
        _refuse_without_offer(registration, now)
        booking.refuse_unless_coming(seats.event, now)
        return booking.build_change(registration, State.CONFIRMED, by=by, action="accept", now=now)

    written = booking.change_all(seats, registrations, accept)
    notices.send("confirmed", written.changes, now=now)
    return written


@transaction.atomic
def decline_offer(
    *, by: Actor = PARTICIPANT, registration_id: uuid.UUID, reason: str = "", now: datetime | None = None
) -> Registration:
    """Give the offered seat up; it passes on in the same transaction. Raises NoOfferError."""
    now = now or timezone.now()
    registration, seats = booking.lock_registration(registration_id)
    _refuse_without_offer(registration, now)
    seats.give_back(registration)
    seats.save()
    change = booking.change_state(registration, State.DECLINED, by=by, action="decline", reason=reason, now=now)
    waiting_list.promote(seats, now=now, because=change)
    return registration


def expire_offers(*, now: datetime | None = None) -> int:
    """Take back the seats that nobody accepted in time and pass them on; answers how many. Every half a minute."""
    now = now or timezone.now()
    due = Registration.objects.filter(state=State.OFFERED, offer_expires_at__lte=now)
    return sum(_expire_offers(event_id, now) for event_id in set(due.values_list("event_id", flat=True)))


@transaction.atomic
def _expire_offers(event_id: uuid.UUID, now: datetime) -> int:
    seats = booking.lock_seats(event_id)
    due = Registration.objects.filter(event=seats.event, state=State.OFFERED, offer_expires_at__lte=now)
    rows = list(due.order_by("offer_expires_at", "pk").select_for_update(no_key=True))
    for row in rows:
        row.event = seats.event
        seats.give_back(row)
        # Each is passed on by itself, so that the history says whose seat went to whom.
        change = booking.change_state(row, State.EXPIRED, by=OFFERS, action="expire", now=now)
        seats.save()
        notices.send("offer_expired", [(row, change)], now=now)
        waiting_list.promote(seats, now=now, because=change)
    return len(rows)


def _refuse_without_offer(registration: Registration, now: datetime) -> None:
    expires_at = registration.offer_expires_at
    if registration.state != State.OFFERED or (expires_at is not None and expires_at <= now):
        raise refusals.NoOfferError
