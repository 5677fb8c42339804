"""The feed as other programs read it: icalendar and vobject see what the database says, field by field."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import vobject
from django.http import QueryDict

from events.feeds import addresses, calendars, entries
from events.models import Session
from tests.events.feeds import lint
from tests.events.feeds.arrangements import NOW, helsinki, make_course, make_event, make_session, make_venue
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed():
    """A course, a day long, and sessions in the nights when the clocks change."""
    make_course()
    event = make_event(
        id="21111111-2222-4333-8444-555555555555",
        slug="toinen",
        lead=OrganisationFactory(name_fi='Virasto "Itä": johto; talous, Oy'),
        title_fi="Työyhteisösovittelijakoulutuksen jatko-opintokokonaisuus 😀👩‍👩‍👧, osa ; \\ 2",
        title_sv="",
    )
    venue = make_venue(name_fi="Sivistyskeskus Åbo–Turku: ”Kokoushuone”", name_sv="", municipality="Turku")
    spans = {
        11: (helsinki(3, 28, 2, 30), helsinki(3, 28, 5), False),
        12: (helsinki(10, 31, 2, 30), helsinki(10, 31, 3, 30), False),
        13: (helsinki(10, 31, 3, 30).replace(fold=1), helsinki(10, 31, 5), False),
        14: (helsinki(10, 31), helsinki(11, 1), True),
        15: (helsinki(3, 27), helsinki(3, 29), True),
        16: (helsinki(12, 31, 22), helsinki(1, 1, 1, year=2028), False),
    }
    for number, (starts_at, ends_at, all_day) in spans.items():
        make_session(event, number, starts_at=starts_at, ends_at=ends_at, all_day=all_day, venue=venue)
    entries.refresh([event.pk], now=NOW)
    body = calendars.render(addresses.events_calendar(QueryDict(), now=NOW)).body
    assert lint.faults(body) == []
    return body


def test_feed_read_by_icalendar_says_what_the_database_says(feed):
    read = icalendar.Calendar.from_ical(feed)

    events = {str(event["UID"]): event for event in read.walk("VEVENT")}
    sessions = Session.objects.select_related("event", "venue", "room")
    assert set(events) == {session.uid for session in sessions}
    assert not any(event.errors for event in events.values())
    for session in sessions:
        event = events[session.uid]
        assert (event.decoded("DTSTART"), event.decoded("DTEND")) == span(session)
        assert event["SEQUENCE"] == session.sequence
        assert event.decoded("LAST-MODIFIED") == event.decoded("DTSTAMP") == session.changed_at
        assert event.decoded("CREATED") == session.created_at
        assert session.event.title_fi in str(event["SUMMARY"])
        assert event["STATUS"] == ("CANCELLED" if session.state == "cancelled" else "CONFIRMED")
        assert str(event["URL"]).endswith(f"/fi/events/{session.event.slug}/")
        assert (str(event["ORGANIZER"]), event["ORGANIZER"].params["CN"]) == (
            "mailto:koulutus@example.org",
            session.event.lead.name_fi,
        )
        if session.venue:
            assert session.venue.name_fi in str(event["LOCATION"])
            assert event["GEO"].to_ical() == f"{session.venue.latitude};{session.venue.longitude}"


def test_feed_read_by_vobject_says_what_the_database_says(feed):
    read = vobject.readOne(feed.decode())

    events = {event.uid.value: event for event in read.vevent_list}
    sessions = Session.objects.select_related("event", "venue")
    assert set(events) == {session.uid for session in sessions}
    for session in sessions:
        event = events[session.uid]
        assert (event.dtstart.value, event.dtend.value) == span(session)
        assert event.sequence.value == str(session.sequence)
        assert session.event.title_fi in event.summary.value
        assert event.last_modified.value == session.changed_at
        assert event.organizer.value == "mailto:koulutus@example.org"
        if session.venue:
            assert session.venue.name_fi in event.location.value


def test_feed_keeps_times_that_come_twice_apart(feed):
    read = icalendar.Calendar.from_ical(feed)

    starts = [event.decoded("DTSTART") for event in read.walk("VEVENT") if b"DTSTART:2027103" in event.to_ical()]
    assert starts == [
        datetime(2027, 10, 30, 23, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    ]


def span(session) -> tuple[date, date]:
    """What a client must understand: instants, or the first day and the day after the last."""
    if not session.all_day:
        return session.starts_at, session.ends_at
    local = (session.starts_at + timedelta(hours=12), session.ends_at + timedelta(hours=12))
    return local[0].date(), local[1].date()
