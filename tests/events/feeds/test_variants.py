"""Every feed there is keeps every rule of the lint; who may not see a thing does not."""

from datetime import timedelta

import pytest

from events.feeds import calendars, entries, showing
from events.models import Event, Session, SessionEntry
from tests.events.feeds import lint, variants
from tests.events.feeds.arrangements import NOW, make_event, make_venue
from tests.factories import RoomFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return variants.make_world()


def faults_of(found):
    """By the name of the feed what is wrong with it, and whether it shows less than it should."""
    return {
        name: faults
        for name, calendar, is_full in found
        for body in [calendars.render(calendar).body]
        if (faults := lint.faults(body) or (["shows nothing"] if is_full and b"BEGIN:VEVENT" not in body else []))
    }


def test_public_feeds_with_every_filter_have_no_fault(course):
    found = list(variants.public())

    assert faults_of(found) == {}
    assert len(found) > 3 * len(variants.FILTERS)


def test_each_filter_finds_something_or_says_why_not(course):
    empty = {
        variant.name.partition(" events ")[2] for variant in variants.public() if b"BEGIN:VEVENT\r" not in variant.body
    }

    finding_nothing = ("delivery=onsite", "theme=tun", "agency=%", "from=h", "lang=", "q=tila")
    assert empty == {repr(query) for query in variants.FILTERS if query.startswith(finding_nothing)}


def test_personal_feed_of_every_state_has_no_fault(course):
    person = variants.make_person(course)

    found = list(variants.own(person))

    assert faults_of(found) == {}
    assert [body.count(b"BEGIN:VEVENT") for body in (each.body for each in found)] == [
        found[0].body.count(b"BEGIN:VEVENT")
    ] * 3
    statuses = {line for line in found[0].body.split(b"\r\n") if line.startswith(b"STATUS:")}
    assert statuses == {b"STATUS:CONFIRMED", b"STATUS:TENTATIVE", b"STATUS:CANCELLED"}


def test_way_to_join_stands_in_the_personal_feed_alone_and_for_who_has_a_seat(course):
    person = variants.make_person(course)

    personal = [each.body.replace(b"\r\n ", b"") for each in variants.own(person)]
    others = [
        each.body.replace(b"\r\n ", b"")
        for each in (*variants.public(languages=["fi"]), *variants.workspace(variants.make_plans()))
    ]

    assert [body.count(b"\r\nCONFERENCE;VALUE=URI;LABEL=") for body in personal] == [2, 2, 2]
    assert all(b"liity/" in body for body in personal)
    assert not any(b"liity/" in body or b"CONFERENCE" in body for body in others)


def test_workspace_feed_of_drafts_plans_and_overlaps_has_no_fault():
    read = variants.make_plans()

    found = list(variants.workspace(read))

    assert faults_of(found) == {}
    assert all(body.count(b"BEGIN:VEVENT") == 4 for body in (each.body for each in found))


def test_workspace_feed_names_three_overlaps_and_counts_the_others():
    read = variants.make_plans()

    text = next(variants.workspace(read)).body.decode().replace("\r\n ", "")

    assert text.count("Käsittele päällekkäisyys:\\nhttp") == 3
    assert "Muita päällekkäisyyksiä: 2\\n" in text


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_thousand_sessions_with_much_to_say_stay_below_a_megabyte(language):
    texts = {f"summary_{code}": "Käytännön keinoja, joilla ä ja ö — sekä å; " * 20 for code in ("fi", "sv", "en")}
    event = make_event(**texts)
    venue = make_venue()
    room = RoomFactory(venue=venue, name="Sali 2")
    Session.objects.bulk_create(
        Session(event=event, starts_at=at, ends_at=at + timedelta(hours=2), venue=venue, room=room, title_fi="Osa")
        for at in (NOW + timedelta(hours=8 * number) for number in range(1_000))
    )
    entries.refresh([event.pk], now=NOW)

    body = calendars.render(
        calendars.Calendar(language, "Nimi", "Kuvaus", "x.ics", showing.all_of(Event.objects.all(), now=NOW))
    ).body

    assert body.count(b"BEGIN:VEVENT") == SessionEntry.objects.count() == 1_000
    assert len(body) < 1_000_000
    assert lint.faults(body) == []
