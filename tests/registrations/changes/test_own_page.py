"""A person's own page: what every state means, what can be done there, and that a link alone does nothing."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.models import Person
from events import publishing, scheduling
from events.models import Event
from events.scheduling import SessionMove
from registrations import grouping, holding, notices, terms
from registrations.models import Registration
from tests.factories import RegistrationFactory, SeatPoolFactory
from tests.registrations.arrangements import BY, fill, open_event, participant, register

pytestmark = pytest.mark.django_db
State = Registration.State
COLLEAGUE = {
    "first_name": "Veera",
    "last_name": "Salo",
    "email": "veera@example.org",
    "workplace": "Keskuskoulu",
    "language": "sv",
}


def address(registration, name="registration"):
    return notices.mailed_path(registration, "en", name)


def page(client, registration, query=""):
    return client.get(address(registration) + query).content.decode()


def state_of(registration):
    return Registration.objects.get(pk=registration.pk).state


@pytest.fixture
def offered():
    event = open_event(capacity=2)
    return RegistrationFactory(event=event, state="offered", offer_expires_at=timezone.now() + timedelta(hours=48))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("confirmed", "Your seat is confirmed"),
        ("waitlisted", "You are number 1 on the waiting list"),
        ("offered", "A seat is held for you"),
        ("awaiting_approval", "Your registration waits for approval"),
        ("expired", "You did not answer in time"),
        ("declined", "You have declined the seat"),
        ("rejected", "You have no seat in this training"),
        ("cancelled", "This registration has been cancelled"),
    ],
)
def test_every_state_says_what_it_means(client, state, words):
    expires_at = timezone.now() + timedelta(hours=2) if state == "offered" else None
    registration = RegistrationFactory(event=open_event(), state=state, offer_expires_at=expires_at)

    assert words in page(client, registration)


def test_seat_that_nobody_confirmed_in_time_is_said_to_have_gone_for_that(client):
    event = open_event(capacity=1)
    registration = register(event)
    register(event, 2)

    holding.release_unverified(now=registration.verify_by + timedelta(minutes=1))

    shown = page(client, registration)
    assert "You did not open the link in our mail in time" in shown
    assert "You did not answer in time" not in shown
    assert "Offer expired" not in shown


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [("accept", "confirmed", "The seat is yours"), ("decline", "declined", "You have declined the seat")],
)
def test_offer_is_answered_by_a_button(client, offered, answer, state, words):
    response = client.post(address(offered, "registration-offer"), {"answer": answer}, follow=True)

    assert words in response.content.decode()
    assert state_of(offered) == state


def test_offer_that_is_only_looked_at_is_not_answered(client, offered):
    response = client.get(address(offered, "registration-offer"))

    assert (response.status_code, state_of(offered)) == (302, "offered")


def test_offer_that_is_over_says_so_on_the_own_page(client, offered):
    Registration.objects.update(offer_expires_at=timezone.now() - timedelta(minutes=1))

    response = client.post(address(offered, "registration-offer"), {"answer": "accept"})

    assert response.status_code == 409
    assert "No seat is being offered to you at the moment." in response.content.decode()


def test_answer_that_is_none_is_a_bad_request(client, offered):
    assert client.post(address(offered, "registration-offer"), {"answer": "perhaps"}).status_code == 400


@pytest.fixture
def asked():
    event = open_event()
    (registration,) = fill(event, 1)
    session = event.sessions.get()
    step = timedelta(days=1)
    move = SessionMove(session_id=session.pk, starts_at=session.starts_at + step, ends_at=session.ends_at + step)
    scheduling.move_event(by=BY, event_id=event.pk, moves=[move])
    return registration


def test_big_change_is_answered_by_a_button_and_not_by_opening_its_link(client, asked):
    opened = client.get(address(asked, "registration-reconfirm"))
    before = Registration.objects.get().reconfirmed_at
    answered = client.post(address(asked, "registration-reconfirm"), follow=True)

    assert "I can come" in opened.content.decode()
    assert before is None
    assert Registration.objects.get().reconfirmed_at is not None
    assert "the organiser knows that you come" in answered.content.decode()


def test_answer_to_an_older_change_is_asked_for_again(client, asked):
    page = client.get(address(asked, "registration-reconfirm")).content.decode()
    older = re.search(r'name="asked" value="([^"]+)"', page)[1]
    Registration.objects.update(asked_again_at=timezone.now())

    refused = client.post(address(asked, "registration-reconfirm"), {"asked": older})

    assert refused.status_code == 409
    assert "has changed once more" in refused.content.decode()
    assert Registration.objects.get().reconfirmed_at is None


def test_training_that_has_been_cancelled_asks_no_more_and_refuses_an_answer_in_words(client, asked):
    publishing.cancel_event(by=BY, event_id=asked.event_id, reason="Kouluttaja sairastui")

    shown = page(client, asked)
    answered = client.post(address(asked, "registration-reconfirm"))

    assert "Can you still come?" not in shown
    assert answered.status_code == 409
    assert "The training has been cancelled." in answered.content.decode()
    assert Registration.objects.get().reconfirmed_at is None


def test_who_was_not_asked_is_led_to_the_own_page(client):
    (registration,) = fill(open_event(), 1)

    assert client.get(address(registration, "registration-reconfirm")).status_code == 302


def test_link_that_was_mailed_confirms_the_address_and_the_one_that_was_shown_does_not(client):
    event = open_event()
    (registration,) = fill(event, 1)

    client.get(notices.page_path(registration, "en"))
    shown = Registration.objects.get().verify_by
    client.get(address(registration))

    assert shown is not None
    assert Registration.objects.get().verify_by is None
    assert Person.objects.get(email=registration.email).email_verified_at is not None


def test_colleague_is_sent_instead(client):
    event = open_event(capacity=1)
    seated, _waiting = fill(event, 2)

    form = client.get(address(seated, "registration-substitute"))
    done = client.post(address(seated, "registration-substitute"), COLLEAGUE, follow=True)

    assert form.context["form"]["workplace"].value() == "Koulu"
    assert "Your colleague has the seat" in done.content.decode()
    assert "Somebody else takes part in your place" in done.content.decode()
    colleague = Registration.objects.get(email="veera@example.org")
    assert (colleague.state, colleague.replaces, colleague.language) == (State.CONFIRMED, seated, "sv")


def test_colleague_without_a_name_is_asked_for_it_and_nothing_is_lost(client):
    (seated,) = fill(open_event(), 1)

    response = client.post(address(seated, "registration-substitute"), COLLEAGUE | {"last_name": ""})

    assert response.status_code == 422
    assert 'value="Veera"' in response.content.decode()
    assert state_of(seated) == "confirmed"


def test_who_waits_is_offered_no_substitute(client):
    _seated, waiting = fill(open_event(capacity=1), 2)

    assert "Send a colleague instead" not in page(client, waiting)
    assert "<form" not in client.get(address(waiting, "registration-substitute")).content.decode().split("<main")[1]


def test_seats_of_another_kind_are_taken_where_there_is_room(client):
    event = open_event(capacity=1)
    online = SeatPoolFactory(event=event, capacity=5, delivery="online")
    full = SeatPoolFactory(event=event, capacity=0, delivery="onsite", name_en="Balcony")
    seated = RegistrationFactory(event=event)

    shown = page(client, seated)
    response = client.post(address(seated, "registration-seats"), {"pool": online.pk}, follow=True)
    refused = client.post(address(seated, "registration-seats"), {"pool": full.pk})

    assert "Change to: Online" in shown
    assert "Balcony" not in shown.split("Take part in another way")[1].split("</form>")[0]
    assert "you take part in another way now" in response.content.decode()
    assert (Registration.objects.get().pool, refused.status_code) == (online, 409)


def late(registration, how):
    until = timezone.now() - timedelta(hours=1)
    terms.save_terms(by=BY, event_id=registration.event_id, values={"cancel_until": until, "late_cancelling": how})


def test_deadline_is_said_beforehand(client):
    (registration,) = fill(open_event(), 1)
    until = timezone.now() + timedelta(days=3)
    terms.save_terms(by=BY, event_id=registration.event_id, values={"cancel_until": until})

    assert "You can cancel freely until" in page(client, registration)


def test_late_cancelling_says_that_it_is_late(client):
    (registration,) = fill(open_event(), 1)
    late(registration, "allowed")

    asks = client.get(address(registration, "registration-cancel")).content.decode()
    client.post(address(registration, "registration-cancel"), {"reason": "Sairaana"})

    assert "it is marked as late" in asks
    change = registration.changes.get(action="cancel")
    assert (change.reason, change.details) == ("Sairaana", {"late": True})


def test_cancelling_that_is_closed_names_the_organiser_and_offers_a_colleague(client):
    (registration,) = fill(open_event(contact_email="kaisa@example.org"), 1)
    late(registration, "organiser")

    asks = client.get(address(registration, "registration-cancel")).content.decode()
    refused = client.post(address(registration, "registration-cancel"))

    assert "kaisa@example.org" in asks
    assert "Send a colleague instead" in asks
    assert (refused.status_code, state_of(registration)) == (409, "confirmed")
    assert "kaisa@example.org" in refused.content.decode()


@pytest.mark.parametrize("name", ["registration", "registration-cancel", "registration-substitute"])
@pytest.mark.parametrize("how_many", [1, 3])
def test_page_asks_a_fixed_number_of_queries(client, django_assert_max_num_queries, name, how_many):
    event = open_event(capacity=5)
    registration = fill(event, how_many)[0]
    Person.objects.update(email_verified_at=timezone.now())
    Registration.objects.update(verify_by=None)
    client.get(address(registration, name))

    with django_assert_max_num_queries(21):
        client.get(address(registration, name))


def test_pages_of_a_cancelled_training_offer_nothing_to_do(client):
    (registration,) = fill(open_event(), 1)
    Event.objects.update(state="cancelled")

    assert "Send a colleague instead" not in page(client, registration)


def grouped(contact):
    event = open_event(capacity=9)
    people = [participant(1), participant(2)]
    person = grouping.Contact(
        first_name="Aino", last_name="Virtanen 1", email=contact, workplace="Koulu", language="fi"
    )
    grouping.register_group(event_id=event.pk, contact=person, members=people, wish=grouping.GroupWish())
    return Registration.objects.get(email="aino1@example.org")


def test_contact_of_a_group_is_led_to_it_by_the_mailed_link_alone(client):
    registration = grouped("aino1@example.org")
    group_address = f"/en/groups/{notices.token_of_group(registration.group)}/"

    assert group_address in page(client, registration)
    assert group_address not in client.get(notices.page_path(registration, "en")).content.decode()


def test_one_of_a_group_is_told_who_registered_them(client):
    registration = grouped("kaisa@example.org")

    assert "Aino Virtanen 1 registered you as one of a group" in page(client, registration)
    assert "/groups/" not in page(client, registration)


def test_answered_change_says_what_was_changed_while_it_waits_for_an_answer(client, asked):
    shown = page(client, asked)

    assert "Before: " in shown
    assert "Now: " in shown
