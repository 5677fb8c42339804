"""Offers: a seat held until a deadline, accepted, declined or let go by; and when nobody is asked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.models import Message
from events import publishing
from events.models import Event
from registrations import cancelling, offers, refusals, terms
from registrations.models import Registration
from tests.registrations.arrangements import BY, fill, open_event

pytestmark = pytest.mark.django_db
State = Registration.State


@pytest.fixture
def event():
    return open_event(capacity=1, waiting_list_mode=Event.WaitingListMode.OFFER)


def offered(event, now=None):
    """Three have come for one seat; the first gives it up, the second is offered it."""
    first, second, third = fill(event, 3)
    cancelling.cancel_registration(registration_id=first.pk, now=now)
    second.refresh_from_db()
    return second, third


def test_freed_seat_is_held_for_the_first_in_the_queue_who_is_asked(event):
    now = timezone.now()

    second, third = offered(event, now)

    third.refresh_from_db()
    assert (second.state, second.offer_expires_at) == (State.OFFERED, now + timedelta(hours=48))
    assert third.state == State.WAITLISTED
    assert event.pools.get().taken == 1
    assert Message.objects.filter(kind="offered").get().address == second.email


def test_history_of_an_offer_says_what_freed_the_seat(event):
    second, _third = offered(event)

    details = second.changes.last().details

    assert details["freed_by"]["action"] == "cancel"
    assert details["freed_by"]["reference"] == Registration.objects.get(email="aino1@example.org").reference


def test_offer_that_is_accepted_is_a_seat(event):
    second, _third = offered(event)

    offers.accept_offer(registration_id=second.pk)

    second.refresh_from_db()
    assert (second.state, second.offer_expires_at) == (State.CONFIRMED, None)


def test_offer_that_is_declined_passes_on(event):
    second, third = offered(event)

    offers.decline_offer(registration_id=second.pk)

    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == (State.DECLINED, State.OFFERED)


def test_offer_that_nobody_answers_expires_once_and_passes_on(event):
    second, third = offered(event)
    late = second.offer_expires_at

    before, at_it, again = (offers.expire_offers(now=late + timedelta(seconds=each)) for each in (-1, 0, 1))

    second.refresh_from_db()
    third.refresh_from_db()
    assert (before, at_it, again) == (0, 1, 0)
    assert (second.state, third.state) == (State.EXPIRED, State.OFFERED)
    assert Message.objects.filter(kind="offer_expired").get().address == second.email


def test_offer_cannot_be_accepted_after_its_deadline_nor_twice(event):
    second, _third = offered(event)

    with pytest.raises(refusals.NoOfferError):
        offers.accept_offer(registration_id=second.pk, now=second.offer_expires_at)
    offers.accept_offer(registration_id=second.pk)
    with pytest.raises(refusals.NoOfferError):
        offers.accept_offer(registration_id=second.pk)


def test_nobody_is_asked_in_the_last_hours(event):
    first, second = fill(event, 2)

    cancelling.cancel_registration(registration_id=first.pk, now=event.starts_at - timedelta(hours=48))

    second.refresh_from_db()
    assert second.state == State.CONFIRMED


def test_offer_just_before_the_last_hours_leaves_half_of_them(event):
    now = event.starts_at - timedelta(hours=49)

    second, _third = offered(event, now)

    assert second.offer_expires_at == event.starts_at - timedelta(hours=24)


def test_hours_of_an_offer_are_what_the_organisers_settled(event):
    terms.save_terms(by=BY, event_id=event.pk, values={"offer_hours": 5})
    now = timezone.now()

    second, _third = offered(event, now)

    assert second.offer_expires_at == now + timedelta(hours=5)


def test_nobody_is_offered_a_seat_in_a_cancelled_training_nor_accepts_one(event):
    second, third = offered(event)
    publishing.cancel_event(by=BY, event_id=event.pk, reason="Ei kouluttajaa")

    with pytest.raises(refusals.EventCancelledError):
        offers.accept_offer(registration_id=second.pk)
    offers.expire_offers(now=second.offer_expires_at)

    third.refresh_from_db()
    assert third.state == State.WAITLISTED


def test_nobody_is_offered_a_seat_in_a_training_that_has_begun(event):
    second, third = offered(event)

    offers.expire_offers(now=event.starts_at + timedelta(minutes=1))

    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == (State.EXPIRED, State.WAITLISTED)
