"""A colleague takes the very seat: nobody comes between, both are told, and the history says who came for whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue import outbox
from catalogue.models import Message, Person
from events import capacity, publishing
from registrations import cancelling, refusals, substituting, terms
from registrations.models import Registration, RegistrationChange
from tests.registrations.arrangements import BY, fill, open_event, participant, register

pytestmark = pytest.mark.django_db
State = Registration.State


def send(registration, number=50, **values):
    return substituting.substitute(registration_id=registration.pk, participant=participant(number), **values)


def state_of(registration):
    return Registration.objects.get(pk=registration.pk).state


def test_colleague_takes_the_seat_and_the_queue_does_not_move():
    event = open_event(capacity=1)
    seated, waiting = fill(event, 2)
    Message.objects.all().delete()

    colleague = send(seated)

    found = Registration.objects.get(pk=colleague.pk)
    assert [state_of(row) for row in (seated, waiting, colleague)] == ["cancelled", "waitlisted", "confirmed"]
    assert (found.pool, found.replaces, found.channel) == (event.pools.get(), seated, "substitute")
    assert event.pools.get().taken == 1
    assert sorted(Message.objects.values_list("kind", "address")) == [
        ("substitute", "aino50@example.org"),
        ("substituted", "aino1@example.org"),
    ]


def test_history_says_who_came_in_whose_place():
    (seated,) = fill(open_event(), 1)

    colleague = send(seated, reason="Loma")

    ended, begun = RegistrationChange.objects.order_by("-pk")[:2][::-1]
    assert (ended.registration_id, ended.action, ended.to_state, ended.reason, ended.details) == (
        seated.pk,
        "substitute",
        "cancelled",
        "Loma",
        {"by": colleague.reference},
    )
    assert (begun.registration_id, begun.action, begun.to_state, begun.details) == (
        colleague.pk,
        "register",
        "confirmed",
        {"instead_of": seated.reference},
    )


def test_both_mails_name_the_other():
    (seated,) = fill(open_event(), 1)
    send(seated)

    mails = {message.kind: outbox.render(message) for message in Message.objects.filter(kind__startswith="substitute")}

    assert seated.full_name in mails["substitute"].text
    assert "Virtanen 50" in mails["substituted"].text


def test_seat_beyond_the_capacity_is_handed_over_as_it_is():
    event = open_event(capacity=2)
    seated, _other = fill(event, 2)
    capacity.change_capacity(by=BY, pool_id=event.pools.get().pk, capacity=1, reason="Pienempi sali")

    send(seated)

    pool = event.pools.get()
    assert (pool.taken, pool.overbooked) == (2, 1)


def test_address_of_the_colleague_is_confirmed_like_any_other():
    first, second = fill(open_event(), 2)
    Person.objects.create(email="aino51@example.org", email_verified_at=timezone.now())

    unknown, known = send(first, 50), send(second, 51)

    assert unknown.verify_by is not None
    assert known.verify_by is None


def test_who_waits_sends_nobody():
    _seated, waiting = fill(open_event(capacity=1), 2)

    with pytest.raises(refusals.NoSeatHeldError):
        send(waiting)


def test_who_has_cancelled_sends_nobody():
    (seated,) = fill(open_event(), 1)
    cancelling.cancel_registration(registration_id=seated.pk)

    with pytest.raises(refusals.RegistrationEndedError):
        send(seated)


def test_colleague_who_is_registered_already_is_refused_and_sent_their_link():
    event = open_event()
    first, second = fill(event, 2)
    Message.objects.all().delete()

    with pytest.raises(refusals.AlreadyRegisteredError):
        send(first, 2)

    assert (state_of(first), state_of(second)) == ("confirmed", "confirmed")
    assert list(Message.objects.values_list("kind", "address")) == [("link_again", "aino2@example.org")]


def test_oneself_is_no_substitute():
    (seated,) = fill(open_event(), 1)

    with pytest.raises(refusals.AlreadyRegisteredError):
        send(seated, 1)


def test_training_that_is_cancelled_or_has_begun_takes_no_substitute():
    event = open_event()
    (seated,) = fill(event, 1)

    with pytest.raises(refusals.TrainingBegunError):
        send(seated, now=event.starts_at)
    publishing.cancel_event(by=BY, event_id=event.pk)
    with pytest.raises(refusals.EventCancelledError):
        send(seated)


def test_deadline_of_cancelling_does_not_stand_against_a_substitute():
    event = open_event()
    (seated,) = fill(event, 1)
    past = timezone.now() - timedelta(hours=1)
    terms.save_terms(by=BY, event_id=event.pk, values={"cancel_until": past, "late_cancelling": "organiser"})

    assert send(seated).state == State.CONFIRMED


def test_substitute_can_be_substituted_in_turn():
    event = open_event()
    seated = register(event)

    last = send(send(seated, 2), 3)

    assert last.replaces.replaces == seated
    assert event.pools.get().taken == 1
