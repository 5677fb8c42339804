"""Trainings of one person at the same time: told to the owner of the address, and to nobody who only typed it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue import outbox, vocabularies
from catalogue.models import Message, Person
from events import scheduling
from events.models import Session
from events.scheduling import SessionMove
from registrations import cancelling, collisions, notices
from registrations.models import Registration
from registrations.my import overview
from tests.factories import SessionFactory
from tests.registrations.arrangements import BY, open_event, register

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def pair():
    """Two trainings at the same time, and one person's registrations for both."""
    first, second = open_event(title_en="Reading", title_fi=""), open_event(title_en="Writing", title_fi="")
    return [register(event, 1, language="en") for event in (first, second)]


def titles(registration):
    row = Registration.objects.get(pk=registration.pk)
    return [each.title.value for each in collisions.of(row, now=timezone.now(), language="en")]


def test_sessions_that_intersect_collide_whichever_is_asked(pair):
    assert [titles(row) for row in pair] == [["Writing"], ["Reading"]]


def test_sessions_that_touch_do_not_collide(pair):
    first, second = (row.event.sessions.get() for row in pair)
    Session.objects.filter(pk=second.pk).update(starts_at=first.ends_at, ends_at=first.ends_at + HOUR)

    assert titles(pair[0]) == []


@pytest.mark.parametrize("what", ["cancelled registration", "cancelled session", "postponed training", "over"])
def test_what_does_not_take_place_collides_with_nothing(pair, what):
    other = pair[1]
    if what == "cancelled registration":
        cancelling.cancel_registration(registration_id=other.pk)
    elif what == "cancelled session":
        other.event.sessions.update(state="cancelled")
    elif what == "postponed training":
        type(other.event).objects.filter(pk=other.event_id).update(state="postponed")
    else:
        past = timezone.now() - 2 * HOUR
        Session.objects.update(starts_at=past, ends_at=past + HOUR)

    assert titles(pair[0]) == []


def test_all_of_them_are_named(pair):
    third = open_event(title_en="Counting", title_fi="")
    register(third, 1, language="en")

    assert sorted(titles(pair[0])) == ["Counting", "Writing"]


def test_another_person_s_trainings_are_not_told(pair):
    stranger = register(pair[0].event, 2)

    assert titles(stranger) == []


def test_who_only_typed_the_address_learns_nothing_and_its_owner_does(client, pair):
    Person.objects.update(email_verified_at=timezone.now())
    typed = client.get(notices.page_path(pair[1], "en") + "?registered").content.decode()
    mailed = client.get(notices.mailed_path(pair[1], "en")).content.decode()

    assert "Reading" not in typed
    assert "You have another training at the same time" in mailed
    assert "Reading" in mailed


def test_mail_tells_its_reader(pair):
    mail = outbox.render(Message.objects.get(registration_id=pair[1].pk, kind="confirmed"))

    assert "Reading" in mail.text
    assert "Reading" in mail.html


def test_move_that_makes_two_collide_says_so(pair):
    first, second = (row.event for row in pair)
    session = second.sessions.get()
    away = session.starts_at + timedelta(days=3)
    Session.objects.filter(pk=session.pk).update(starts_at=away, ends_at=away + HOUR)
    Message.objects.all().delete()

    back = SessionMove(session_id=session.pk, starts_at=first.starts_at, ends_at=first.ends_at)
    scheduling.move_event(by=BY, event_id=second.pk, moves=[back])

    assert "Reading" in outbox.render(Message.objects.get(kind="event_moved_far")).text


@pytest.mark.parametrize("number", [1, 3])
def test_collisions_are_found_in_a_fixed_number_of_queries(pair, number, django_assert_num_queries):
    row = Registration.objects.get(pk=pair[0].pk)
    for _ in range(number):
        event = open_event()
        SessionFactory(event=event, starts_at=row.event.starts_at, ends_at=row.event.ends_at)
        register(event, 1)

    with django_assert_num_queries(2):
        collisions.of(row, now=timezone.now(), language="en")


def test_page_of_all_trainings_names_those_at_the_same_time(pair):
    person, now = pair[0].person, timezone.now()

    mine = overview.my_trainings(person, now=now, language="en", vocabularies=vocabularies.current())

    said = {each.event.title.value: [title.value for title in each.collides] for each in mine.coming}
    assert said == {"Reading": ["Writing"], "Writing": ["Reading"]}
