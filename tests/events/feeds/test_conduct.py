"""HTTP as calendar programs and their servers speak it (icalendar.md §2.5), for every kind of feed, secret ones too."""

import gzip
from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.models import Membership
from events.feeds import entries, plan_addresses
from events.models import Event
from registrations.my import calendar
from tests.events.feeds import lint
from tests.factories import (
    EventFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db
KINDS = ("events", "filtered", "agency", "training", "session", "personal", "workspace")


@pytest.fixture
def paths():
    """By kind the address of a feed that has something to show."""
    agency = OrganisationFactory(slug="lappi")
    event = EventFactory(lead=agency, languages=["fi"])
    starts_at = (timezone.now() + timedelta(days=9)).replace(microsecond=0)
    session = SessionFactory(event=event, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    Event.objects.update(starts_at=session.starts_at, ends_at=session.ends_at)
    entries.refresh([event.pk])
    person = RegistrationFactory(event=event, person=PersonFactory()).person
    organiser = MembershipFactory(organisation=agency, role=Membership.Role.ORGANISER).user
    return {
        "events": "/feeds/events.ics",
        "filtered": "/feeds/events.ics?language=fi&lang=en",
        "agency": "/feeds/agencies/lappi.ics",
        "training": f"/feeds/events/{event.pk}.ics",
        "session": f"/feeds/sessions/{session.uid}.ics",
        "personal": "/feeds/" + calendar.addresses_of(person, "fi").https.partition("/feeds/")[2],
        "workspace": plan_addresses.path_of(organiser.pk, agency.pk),
    }


@pytest.fixture(params=KINDS)
def path(request, paths):
    return paths[request.param]


def test_feed_asked_for_twice_is_the_same_to_the_byte(client, path):
    first, second = client.get(path), client.get(path)

    assert (first.status_code, first.content, first["ETag"]) == (200, second.content, second["ETag"])
    assert b"BEGIN:VEVENT" in first.content
    assert lint.faults(first.content) == []
    assert first["Content-Length"] == str(len(first.content))
    assert "Last-Modified" not in first.headers  # it would not move when a session leaves the feed


@pytest.mark.parametrize(
    "accept",
    [None, "", "*/*", "text/calendar,text/plain;q=0.8,*/*;q=0.5", "text/html", "application/json", "image/*;q=0", "x"],
)
def test_feed_is_a_calendar_whatever_is_accepted(client, path, accept):
    headers = {} if accept is None else {"accept": accept, "accept-charset": "iso-8859-1", "accept-language": "sv"}

    answer = client.get(path, headers=headers)

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "Accept" not in answer["Vary"].replace("Accept-Encoding", "")
    assert "Cookie" not in answer["Vary"]


@pytest.mark.parametrize(
    ("asked", "is_known"),
    [
        ("{weak}", True),
        ("{strong}", True),
        ('"x", W/"y" , {weak}', True),
        ('"a,b", {strong}', True),
        ("*", True),
        ('"x"', False),
        ("{bare}", False),
        ('{weak}x"', False),
    ],
)
@pytest.mark.parametrize("method", ["get", "head"])
def test_feed_that_is_known_is_304_whatever_is_said_of_dates(client, path, method, asked, is_known):
    etag = client.get(path)["ETag"]
    values = {"weak": etag, "strong": etag.removeprefix("W/"), "bare": etag.removeprefix("W/").strip('"')}
    dated = {"if-modified-since": "Sun, 01 Jan 2090 00:00:00 GMT", "if-none-match": asked.format(**values)}

    answer = getattr(client, method)(path, headers=dated)

    assert (answer.status_code, answer["ETag"]) == (304 if is_known else 200, etag)
    assert (answer.content == b"") is (is_known or method == "head")


def test_feed_asked_for_by_date_alone_is_whole(client, path):
    answer = client.get(path, headers={"if-modified-since": "Sun, 01 Jan 2090 00:00:00 GMT"})

    assert (answer.status_code, answer.content[:15]) == (200, b"BEGIN:VCALENDAR")


@pytest.mark.parametrize("asked", ["bytes=0-99", "bytes=-1", "bytes=9999999-", "lines=1"])
def test_feed_asked_for_in_part_is_whole(client, path, asked):
    whole = client.get(path)

    answer = client.get(path, headers={"range": asked, "if-range": whole["ETag"]})

    assert (answer.status_code, answer.content) == (200, whole.content)
    assert "Content-Range" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "is_packed"),
    [
        ("gzip", True),
        ("gzip;q=0.001", True),
        ("identity;q=0, gzip", True),
        ("deflate , x-gzip ;q=1.0", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0, identity", False),
        ("identity", False),
        ("gzipped", False),
        ("*;q=0", False),
        ("", False),
    ],
)
def test_feed_is_packed_only_for_who_asks(client, path, asked, is_packed):
    plain = client.get(path)

    answer = client.get(path, headers={"accept-encoding": asked})
    head = client.head(path, headers={"accept-encoding": asked})

    assert (answer.get("Content-Encoding") == "gzip") is is_packed
    assert (gzip.decompress(answer.content) if is_packed else answer.content) == plain.content
    assert answer["Content-Length"] == head["Content-Length"] == str(len(answer.content))
    assert (answer["ETag"], answer["Vary"], head.content) == (plain["ETag"], plain["Vary"], b"")


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "PATCH", "DELETE", "PROPFIND", "REPORT", "MKCALENDAR", "LOCK", "TRACE"]
)
def test_feed_is_only_read(client, path, method):
    answer = client.generic(method, path, b"<propfind/>", content_type="application/xml", headers={"depth": "1"})

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert not answer.cookies


def test_feed_says_what_may_be_asked(client, path):
    answer = client.options(path)

    assert (answer.status_code, answer["Allow"], answer.content) == (204, "GET, HEAD, OPTIONS", b"")
    assert "DAV" not in answer.headers


@pytest.mark.parametrize("kind", KINDS)
def test_secret_feed_is_kept_by_nobody_and_a_public_one_by_all(client, paths, kind):
    answer = client.get(paths[kind])

    said = {name: answer.headers.get(name) for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")}
    if kind in ("personal", "workspace"):
        assert said == {
            "Cache-Control": "private, max-age=300",
            "X-Robots-Tag": "noindex",
            "Referrer-Policy": "no-referrer",
        }
    else:
        assert (said["Cache-Control"], said["X-Robots-Tag"]) == ("public, max-age=900", None)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].isascii()
    assert answer["Content-Disposition"].startswith('inline; filename="')
    assert answer["Content-Disposition"].endswith('.ics"')


@pytest.mark.parametrize(
    "agent", ["", "Google-Calendar-Importer", "Microsoft.Exchange/15.20", "iOS/17 dataaccessd", "curl"]
)
def test_feed_is_given_to_every_program_however_often(client, paths, agent):
    codes = {client.get(paths["events"], headers={"user-agent": agent}).status_code for _each in range(40)}

    assert codes == {200}
