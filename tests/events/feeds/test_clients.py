"""Feeds as other programs read them: four parsers see, field by field, what the database says, and agree everywhere."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
from django.http import QueryDict

from events.feeds import addresses, calendars
from events.models import Session
from tests.events.feeds import lint, variants
from tests.events.feeds.arrangements import NOW
from tests.events.feeds.readers import READERS

pytestmark = pytest.mark.django_db
ORGANISER = {
    "lukutaito-varhaiskasvatuksessa": "mailto:koulutus@example.org",
    "toinen": "mailto:o'brien+kurssi@xn--kkset-fraa0m.example",
}
COURSE, NIGHTS = "Lukutaito, leikki ja ilo varhaiskasvatuksessa", (
    "Työyhteisösovittelijakoulutuksen jatko-opintokokonaisuus 😀👩‍👩‍👧, osa ; \\ 2"
)  # fmt: skip
# By the number of the session in its UID.
SUMMARIES = {
    1: f"{COURSE} (1/2)",
    2: f"{COURSE}: Kotitehtävien purku (2/2)",
    3: f"PERUTTU: {COURSE} (3/3)",
    **{number: f"{NIGHTS} ({place}/8)" for place, number in enumerate((17, 15, 11, 18, 14, 12, 13, 16), start=1)},
    21: "PERUTTU: Flyttad",
    22: "PERUTTU: Flyttad",
}
LOCATIONS = {
    1: "Kulttuuritalo; Väinölä, Sali 2, Jyväskylä / Verkossa",
    **dict.fromkeys((2, 3, 21, 22), "Verkossa"),
    **dict.fromkeys(variants.SPANS, "Sivistyskeskus Åbo–Turku: ”Kokoushuone”, Turku / Verkossa"),
}
CATEGORIES = {
    **{number: {"Kieli, kulttuuri; puhe", "Varhaiskasvatus", "Lukukevät"} for number in (1, 2, 3)},
    **{number: {"Kieli, kulttuuri", "Varhaiskasvatus", "Lukukevät"} for number in variants.SPANS},
    21: set(),
    22: set(),
}


@pytest.fixture
def feed():
    """A course, whole days, and sessions in the nights when the clocks change; some postponed or cancelled."""
    variants.make_world()
    body = calendars.render(addresses.events_calendar(QueryDict(), now=NOW)).body
    assert lint.faults(body) == []
    return body


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())
def test_feed_read_by_a_parser_says_what_the_database_says(feed, reader):
    read = reader(feed)

    sessions = Session.objects.select_related("event__lead", "venue")
    assert set(read) == {session.uid for session in sessions}
    for session in sessions:
        expected, seen = said_by(session), dict(read[session.uid])
        seen["CATEGORIES"] = set(seen.get("CATEGORIES", expected["CATEGORIES"]))
        description = seen.pop("DESCRIPTION")
        assert seen == {name: expected[name] for name in seen}
        assert description.splitlines()[-1] == expected["URL"]
        assert description.startswith(session.event.summary_fi.split("\n")[0][:60])


def test_feed_expanded_by_recurring_ical_events_has_each_session_once(feed):
    """It turns UTC into the zone of X-WR-TIMEZONE and forgets which of two hours it was: session 13 begins in one."""
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(feed)).between(date(2027, 1, 1), date(2028, 2, 1))

    read = sorted((str(event["UID"]), *moments(event)) for event in found)
    expected = sorted((session.uid, *span(session)) for session in Session.objects.all())
    assert [each for each in read if "13@" not in each[0]] == [each for each in expected if "13@" not in each[0]]
    assert len(read) == len(expected)


def test_parsers_agree_on_every_public_feed():
    variants.make_world()

    assert disagreements(variants.public(), {"ical", "vobject"}) == []


def test_parsers_agree_on_private_feeds():
    person = variants.make_person(variants.make_world())
    private = [*variants.own(person), *variants.workspace(variants.make_plans())]

    assert disagreements(private, {"ical", "vobject"}) == []
    assert disagreements(private[:1], {"ics"}) == []  # its grammar takes half a second for a feed


def disagreements(found, others):
    """Where a parser does not see what icalendar sees; `ical` takes an escaped comma for the end of a category."""
    different = []
    for variant in found:
        judged = READERS["icalendar"](variant.body)
        for name in others - {"icalendar"}:
            read = READERS[name](variant.body)
            if set(read) != set(judged):
                different.append((variant.name, name, "UID"))
            different += [
                (variant.name, name, uid, field, value)
                for uid, seen in read.items()
                for field, value in seen.items()
                if not is_same(name, field, value, judged[uid].get(field, value))
            ]
    return different


def is_same(parser, field, value, judged):
    if field == "CATEGORIES":
        return set(value) == set(judged)
    if (parser, field) == ("vobject", "CONFERENCE"):  # for a list of texts, of which it shows the first
        return judged.startswith(value)
    return value == judged


def test_feed_keeps_times_that_come_twice_apart(feed):
    read = icalendar.Calendar.from_ical(feed)

    starts = [event.decoded("DTSTART") for event in read.walk("VEVENT") if b"DTSTART:2027103" in event.to_ical()]
    assert starts == [
        datetime(2027, 10, 30, 23, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    ]


def said_by(session):
    """What the database says of a session that everybody may see, by the names of properties."""
    number = int(session.uid.partition("@")[0][-3:])
    starts, ends = span(session)
    venue, is_held = session.venue, session.state == "scheduled" and session.event.state == "published"
    is_doubtful = number in (12, 13)
    email = ORGANISER.get(session.event.slug, "")
    return {
        "DTSTART": starts,
        "DTEND": ends,
        "zone": "" if session.all_day or is_doubtful else "Europe/Helsinki",
        "SEQUENCE": session.sequence,
        "DTSTAMP": session.changed_at,
        "LAST-MODIFIED": session.changed_at,
        "CREATED": session.created_at,
        "SUMMARY": SUMMARIES[number],
        "LOCATION": LOCATIONS[number],
        "CATEGORIES": CATEGORIES[number],
        "STATUS": "CONFIRMED" if is_held else "CANCELLED",
        "TRANSP": "OPAQUE" if is_held else "TRANSPARENT",
        "CLASS": "PUBLIC",
        "GEO": (float(venue.latitude), float(venue.longitude)) if venue else None,
        "URL": f"http://localhost:8000/fi/events/{session.event.slug}/",
        "ORGANIZER": email,
        "CN": session.event.lead.name_fi if email else "",
        "CONFERENCE": "",
    }


def span(session) -> tuple[date, date]:
    """What a client must understand: instants, or the first day and the day after the last."""
    if not session.all_day:
        return session.starts_at, session.ends_at
    local = (session.starts_at + timedelta(hours=12), session.ends_at + timedelta(hours=12))
    return local[0].date(), local[1].date()


def moments(event):
    return tuple(
        each.astimezone(UTC) if isinstance(each, datetime) else each
        for each in (event.decoded("DTSTART"), event.decoded("DTEND"))
    )
