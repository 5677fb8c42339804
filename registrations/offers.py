"""A seat that is offered: its person accepts or declines it."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalogue.actors import PARTICIPANT, Actor
from events.models import Event, SeatPool
from registrations import booking, notices, refusals, waiting_list
from registrations.models import Registration

State = Registration.State


@transaction.atomic
def accept_offer(*, by: Actor = PARTICIPANT, registration_id: uuid.UUID, now: datetime | None = None) -> Registration:
    """Confirm the seat that is held for the person; raises NoOfferError when none is (any more)."""
    now = now or timezone.now()
    registration, _event, _pools = _lock_offer(registration_id, now)
    registration.offer_expires_at = None
    change = booking.change_state(registration, State.CONFIRMED, by=by, action="accept", now=now)
    notices.send("confirmed", [(registration, change)], now=now)
    return registration


@transaction.atomic
def decline_offer(*, by: Actor = PARTICIPANT, registration_id: uuid.UUID, now: datetime | None = None) -> Registration:
    """Give the offered seat up; it passes on in the same transaction. Raises NoOfferError."""
    now = now or timezone.now()
    registration, event, pools = _lock_offer(registration_id, now)
    booking.give_back(registration, pools)
    registration.offer_expires_at = None
    booking.change_state(registration, State.DECLINED, by=by, action="decline", now=now)
    waiting_list.promote(event=event, pools=pools, now=now)
    return registration


def _lock_offer(registration_id: uuid.UUID, now: datetime) -> tuple[Registration, Event, list[SeatPool]]:
    registration, event, pools = booking.lock_registration(registration_id)
    expires_at = registration.offer_expires_at
    if registration.state != State.OFFERED or (expires_at is not None and expires_at <= now):
        raise refusals.NoOfferError
    return registration, event, pools
