"""Registering: a seat or a place in the queue in one step, and every refusal."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalogue.models import Message, Person
from events.models import Event, SeatPool
from registrations import refusals, registering, waiting_list
from registrations.models import Registration, RegistrationChange
from registrations.registering import Wish
from tests.registrations.arrangements import fill, open_event, participant, register

pytestmark = pytest.mark.django_db
State = Registration.State


def test_register_with_free_seats_confirms_and_owes_one_message():
    event = open_event(capacity=2)

    registration = register(event)

    assert registration.state == State.CONFIRMED
    assert event.pools.get().taken == 1
    change = RegistrationChange.objects.get()
    assert (change.action, change.from_state, change.to_state) == ("register", "", "confirmed")
    assert list(Message.objects.values_list("kind", "cause", "address")) == [
        ("confirmed", f"confirmed:{registration.pk}", "aino1@example.org")
    ]


def test_register_with_no_seat_left_waits_with_the_next_place():
    event = open_event(capacity=1)

    seated, first, second = fill(event, 3)

    assert [row.state for row in (seated, first, second)] == [State.CONFIRMED, State.WAITLISTED, State.WAITLISTED]
    assert [waiting_list.place(row) for row in (seated, first, second)] == [None, 1, 2]
    pool = event.pools.get()
    assert (pool.taken, pool.waiting) == (1, 2)


def test_register_for_unlimited_seats_always_confirms():
    event = open_event(capacity=None)

    assert {row.state for row in fill(event, 5)} == {State.CONFIRMED}


def test_register_takes_the_wanted_pool_first_and_another_when_it_is_full():
    event = open_event(pools=[1, 1])
    onsite, online = event.pools.order_by("position")
    wanted = [online.pk, onsite.pk]

    pools = [
        registering.register_person(event_id=event.pk, participant=participant(number), wish=Wish(pool_ids=wanted)).pool
        for number in (1, 2)
    ]

    assert pools == [online, onsite]


def test_register_waits_when_only_an_unwanted_pool_is_free():
    event = open_event(pools=[1, 1])
    _onsite, online = event.pools.order_by("position")
    registering.register_person(event_id=event.pk, participant=participant(1), wish=Wish(pool_ids=[online.pk]))

    late = registering.register_person(event_id=event.pk, participant=participant(2), wish=Wish(pool_ids=[online.pk]))

    assert late.state == State.WAITLISTED
    assert list(SeatPool.objects.order_by("position").values_list("taken", "waiting")) == [(0, 0), (1, 1)]


def test_register_twice_is_refused_and_the_link_is_mailed_once_more_to_its_owner():
    event = open_event()
    register(event)

    for _attempt in range(2):
        with pytest.raises(refusals.AlreadyRegisteredError):
            register(event, email="AINO1@example.org ")

    assert Registration.objects.count() == 1
    assert sorted(Message.objects.values_list("kind", flat=True)) == ["confirmed", "link_again"]


def test_register_again_after_cancelling_is_allowed():
    from registrations import cancelling

    event = open_event()
    first = register(event)
    cancelling.cancel_registration(registration_id=first.pk)

    second = register(event)

    assert second.state == State.CONFIRMED
    assert second.person_id == first.person_id
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"state": Event.State.CANCELLED}, refusals.EventCancelledError),
        ({"state": Event.State.POSTPONED}, refusals.RegistrationClosedError),
        ({"state": Event.State.PLANNED, "published_at": None}, refusals.RegistrationClosedError),
        ({"registration_opens_at": timezone.now() + timedelta(days=1)}, refusals.RegistrationNotOpenError),
        ({"registration_closes_at": timezone.now() - timedelta(days=1)}, refusals.RegistrationClosedError),
        ({"registration_mode": "none"}, refusals.RegistrationClosedError),
        ({"registration_mode": "elsewhere"}, refusals.RegistrationClosedError),
    ],
)
def test_register_when_it_is_not_open_is_refused_with_the_reason(values, error):
    event = open_event()
    Event.objects.filter(pk=event.pk).update(**values)

    with pytest.raises(error):
        register(event)

    assert not Registration.objects.exists()
    assert not Message.objects.exists()
    assert not Person.objects.exists()


def test_register_with_a_full_waiting_list_is_refused():
    event = open_event(capacity=1, waiting_list_limit=1)
    fill(event, 2)

    with pytest.raises(refusals.WaitingListFullError):
        register(event, 3)


def test_register_for_a_full_pool_with_a_full_waiting_list_is_refused_though_another_pool_is_free():
    event = open_event(pools=[1, 1], waiting_list_limit=1)
    onsite, _online = event.pools.order_by("position")
    for number in (1, 2):
        registering.register_person(event_id=event.pk, participant=participant(number), wish=Wish(pool_ids=[onsite.pk]))

    with pytest.raises(refusals.WaitingListFullError):
        registering.register_person(event_id=event.pk, participant=participant(3), wish=Wish(pool_ids=[onsite.pk]))

    assert list(SeatPool.objects.order_by("position").values_list("taken", "waiting")) == [(1, 1), (0, 0)]
    assert register(event, 4).state == State.CONFIRMED


def test_register_for_a_full_training_that_has_begun_is_refused_since_its_queue_stands_still():
    event = open_event(pools=[1, 1])
    Event.objects.filter(pk=event.pk).update(registration_closes_at=event.ends_at)
    onsite, _online = event.pools.order_by("position")
    during = event.starts_at + timedelta(minutes=5)
    registering.register_person(
        event_id=event.pk,
        participant=participant(1),
        wish=Wish(pool_ids=[onsite.pk]),
        now=event.starts_at - timedelta(days=1),
    )

    with pytest.raises(refusals.RegistrationClosedError):
        registering.register_person(
            event_id=event.pk, participant=participant(2), wish=Wish(pool_ids=[onsite.pk]), now=during
        )
    late = registering.register_person(event_id=event.pk, participant=participant(2), now=during)
    with pytest.raises(refusals.RegistrationClosedError):
        registering.register_person(event_id=event.pk, participant=participant(3), now=during)

    assert late.state == State.CONFIRMED


def test_database_refuses_a_second_active_registration():
    event = open_event()
    first = register(event)
    columns = {name: getattr(first, name) for name in ("event", "person", "pool", "state", "first_name", "email")}

    with transaction.atomic(), pytest.raises(IntegrityError, match="one_active_registration"):
        Registration.objects.create(**columns, language="fi")


def test_register_asks_a_fixed_number_of_queries(django_assert_num_queries):
    event = open_event(capacity=1)
    fill(event, 3)

    with django_assert_num_queries(7):
        register(event, 4)
