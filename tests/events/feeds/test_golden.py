"""Whole feeds byte for byte, as they were once read by hand: what changes here changes for everybody who subscribes.

A feed that differs is left in the folder that the failure names: read the difference before it is taken over.
"""

from pathlib import Path

import pytest
from django.http import QueryDict

from catalogue.texts import LANGUAGES
from events.feeds import addresses, calendars, entries
from events.models import Event, Session
from registrations.models import Registration
from registrations.my import feed as personal
from tests.events.feeds import lint
from tests.events.feeds.arrangements import NOW, WRITTEN_AT, helsinki, make_course, make_event, make_session, make_venue
from tests.events.feeds.variants import JOIN
from tests.factories import OrganisationFactory, PersonFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def trainings():
    """A course in three parts, a night when the clocks change, a whole day, and a training that is postponed."""
    course = make_course()
    course.sessions.update(join_url=JOIN)
    second = make_event(
        id="21111111-2222-4333-8444-555555555555",
        slug="toinen",
        lead=OrganisationFactory(name_fi='Virasto "Itä": johto; talous, Oy', name_sv="", name_en=""),
        contact_email="o'brien+kurssi@ääkköset.example",
        title_fi="Työyhteisösovittelijakoulutuksen jatko-opintokokonaisuus 😀👩‍👩‍👧, osa ; \\ 2",
        title_sv="",
        audiences=[],
    )
    away = make_venue(name_fi="Åbo–Turku: ”Kokoushuone”", name_sv="", municipality="Turku")
    make_session(second, 11, starts_at=helsinki(10, 31, 2, 30), ends_at=helsinki(10, 31, 3, 30), venue=away)
    make_session(second, 12, starts_at=helsinki(3, 27), ends_at=helsinki(3, 29), all_day=True, is_online=False)
    third = make_event(
        id="31111111-2222-4333-8444-555555555555", slug="kolmas", state="postponed", title_en="", contact_email=""
    )
    make_session(third, 13)
    entries.refresh([second.pk, third.pk], now=WRITTEN_AT)
    return course, second


def same(body, name, folder):
    (folder / name).write_bytes(body)
    golden = GOLDEN / name
    return golden.exists() and body == golden.read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_feed_is_the_golden_one(trainings, tmp_path, language):
    body = calendars.render(addresses.events_calendar(QueryDict(f"lang={language}"), now=NOW)).body

    assert lint.faults(body) == []
    assert same(body, f"public.{language}.ics", tmp_path), f"compare with {tmp_path}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_personal_feed_is_the_golden_one(trainings, tmp_path, language):
    """A seat, with the way to join, and a place in a queue."""
    person = PersonFactory()
    for event, state in zip(trainings, ("confirmed", "waitlisted"), strict=True):
        RegistrationFactory(event=event, person=person, state=state)
    Registration.objects.update(updated_at=WRITTEN_AT)
    Event.objects.update(updated_at=WRITTEN_AT)

    body = calendars.render(personal.own_calendar(person, language=language, now=NOW)).body

    assert lint.faults(body) == []
    assert same(body, f"personal.{language}.ics", tmp_path), f"compare with {tmp_path}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_empty_feed_is_the_golden_one(tmp_path, language):
    Session.objects.all().delete()

    body = calendars.render(addresses.events_calendar(QueryDict(f"lang={language}&theme=x;y"), now=NOW)).body

    assert lint.faults(body) == []
    assert same(body, f"empty.{language}.ics", tmp_path), f"compare with {tmp_path}"
