"""Feeds answered from memory: the same bytes as Django's, never old, nothing private, there without the database."""

import gc
import threading
import time
import tracemalloc
from datetime import timedelta

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection, transaction
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import timezone

from catalogue import links
from catalogue.models import Person, TargetGroup
from config.headers import Completion
from events.feeds import addresses, calendars, copies, entries, hot, revision
from events.feeds.hot import HotFeeds
from events.models import Event, EventSeries, FeedRevision, Session, SessionEntry
from registrations.my import calendar as own_calendar
from tests import factories
from tests.events.feeds.arrangements import make_event, make_session
from tests.factories import EventFactory, OrganisationFactory, SessionFactory, ThemeFactory

pytestmark = pytest.mark.django_db(transaction=True)
COURSE = "11111111-2222-4333-8444-555555555555"
NOW = timezone.now().replace(microsecond=0)
TOMORROW = f"{NOW.date() + timedelta(days=1)}"
GZIP = {"Accept-Encoding": "gzip, deflate, br"}
HOUR = timedelta(hours=1)
FEED = "/feeds/events.ics"


class Ordinary:
    """Django without anything in front of it; `asked` holds the addresses it was asked for."""

    def __init__(self):
        self.handler, self.asked = WSGIHandler(), []

    def __call__(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"])
        return self.handler(environ, start_response)


@pytest.fixture
def ordinary():
    return Ordinary()


@pytest.fixture
def feeds(ordinary):
    """The hot feeds, which look at the revision with every request."""
    return made(ordinary)


def made(ordinary, *, seconds=0, clock=time.time):
    feeds = HotFeeds(ordinary, complete=Completion(), clock=clock)
    feeds.watch = revision.Watch(seconds=seconds)
    return feeds


@pytest.fixture(autouse=True)
def course():
    """Three sessions on the next days, one of them cancelled."""
    event = make_event(lead=OrganisationFactory(slug="agency"))
    for number in (1, 2, 3):
        starts_at = NOW + timedelta(days=number)
        state = Session.State.CANCELLED if number == 2 else Session.State.SCHEDULED
        make_session(event, number, starts_at=starts_at, ends_at=starts_at + HOUR, state=state)
    entries.refresh([event.pk])
    return event


@pytest.fixture
def https(settings):
    settings.SECURE_HSTS_SECONDS = 1_000


def ask(application, address, *, method="GET", secure=False, **headers):
    """Answer status, headers and body as the web server gets them."""
    path, _mark, query = address.partition("?")
    environ = RequestFactory().generic(method, path, QUERY_STRING=query, secure=secure, headers=headers).environ
    said = []

    answer = application(environ, lambda status, headers: said.append((status, headers)))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return *said[0], body


HOT = [
    FEED,
    f"{FEED}?lang=sv",
    f"{FEED}?lang=en&from={TOMORROW}&until={TOMORROW}",
    f"{FEED}?delivery=onsite&delivery=hybrid&language=fi",
    f"{FEED}?utm_source=x&past=1&view=month",
    f"/feeds/events/{COURSE}.ics",
    f"/feeds/events/{COURSE}.ics?lang=en",
    f"/feeds/events/{COURSE}.ics?download=1",
    "/feeds/agencies/agency.ics",
    *(f"/feeds/sessions/00000000-0000-4000-8000-{number:012}@koulutuskalenteri.fi.ics" for number in (1, 3)),
]
PASSED_ON = [
    f"{FEED}?q=lukutaito",
    f"{FEED}?open=1",
    f"{FEED}?theme=nonsense",
    f"{FEED}?lang=de",
    f"{FEED}?delivery=onsite&x={'y' * 1_000}",
    f"{FEED}?x={'y' * 9_000}",
    f"{FEED}?{'&' * 1_000}",
    f"/feeds/events/{'-' * 1_000}{COURSE}.ics",
    f"/feeds/events/{'-' * 9_000}{COURSE}.ics",
    f"{FEED}?agency=%C3%A4",
    "/feeds/agencies/nobody.ics",
    "/feeds/events/nonsense.ics",
    "/feeds/events/11111111-2222-4333-8444-000000000000.ics",
    "/feeds/sessions/nothing.ics",
    "/feeds/events.atom",
    "/feeds/nothing.ics",
]


@pytest.mark.usefixtures("https")
@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize("headers", [{}, GZIP, {"If-None-Match": "*"}, {"If-None-Match": 'W/"another"'}])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("address", HOT)
def test_hot_answer_is_what_django_answers_byte_for_byte(feeds, address, method, headers, secure):
    ordinary = feeds.application
    expected = ask(Ordinary(), address, method=method, secure=secure, **headers)

    cold = ask(made(ordinary), address, method=method, secure=secure, **headers)
    for each in HOT:
        ask(feeds, each)
    warm = ask(feeds, address, method=method, secure=secure, **headers)

    assert (cold, warm, ordinary.asked) == (expected, expected, [])


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("address", PASSED_ON)
def test_what_is_passed_on_is_answered_by_django_each_time(feeds, ordinary, address, method):
    expected = ask(Ordinary(), address, method=method)

    answers = [ask(feeds, address, method=method, **GZIP), ask(feeds, address, method=method)]

    assert answers == [ask(Ordinary(), address, method=method, **GZIP), expected]
    assert len(ordinary.asked) == 2


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "PROPFIND"])
def test_other_methods_are_answered_by_django(feeds, ordinary, method):
    ask(feeds, FEED)

    assert ask(feeds, FEED, method=method) == ask(Ordinary(), FEED, method=method)
    assert ordinary.asked == [FEED]


def test_etag_of_an_answer_is_told_that_nothing_has_changed(feeds, ordinary):
    etag = dict(ask(feeds, FEED)[1])["ETag"]

    for known in (etag, etag.removeprefix("W/"), f'"a", {etag}'):
        status, headers, body = ask(feeds, FEED, **{"If-None-Match": known})
        assert (status, dict(headers)["ETag"], body) == ("304 Not Modified", etag, b"")
        assert ask(Ordinary(), FEED, **{"If-None-Match": known}) == (status, headers, body)
    assert ordinary.asked == []


def test_private_calendars_are_never_kept(feeds, ordinary):
    person = factories.PersonFactory()
    address = f"/feeds/personal/{links.make_token(own_calendar.LINK_PURPOSE, person.pk, 1)}.ics"

    for _time in range(2):
        status, headers, _body = ask(feeds, address)
        assert (status, dict(headers)["Cache-Control"]) == ("200 OK", "private, max-age=300")
    Person.objects.filter(pk=person.pk).delete()

    assert ask(feeds, address)[0] == "404 Not Found"
    assert len(ordinary.asked) == 3
    assert feeds.shelf.bytes == 0


def test_addresses_that_mean_the_same_share_a_copy(feeds):
    ask(feeds, f"{FEED}?language=fi&delivery=onsite")
    size = feeds.shelf.bytes

    ask(feeds, f"{FEED}?delivery=onsite&language=fi&utm_source=x")

    assert feeds.shelf.bytes == size > 0


def new_title(event):
    Event.objects.filter(pk=event.pk).update(title_fi="Uusi nimi")
    entries.refresh([event.pk])


def theme(event):
    event.themes.add(ThemeFactory(code="uusi"))


def series(_event):
    EventSeries.objects.update(title_fi="Uusi sarja")


def vocabulary(_event):
    TargetGroup.objects.filter(name_fi="Opettajat").update(name_fi="Muut")


def language(event):
    Event.objects.filter(pk=event.pk).update(languages=["sv"])


def cancelled(event):
    Event.objects.filter(pk=event.pk).update(state=Event.State.CANCELLED)
    entries.refresh([event.pk])


def session_gone(_event):
    Session.objects.order_by("pk").first().delete()


def gone(event):
    Session.objects.filter(event=event).delete()
    Event.objects.filter(pk=event.pk).delete()


def without_sessions(_event):
    Event.objects.filter(sessions=None).delete()


def emptied(_event):
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE events_sessionentry, events_feedrevision")


CHANGES = [new_title, theme, series, vocabulary, language, cancelled, session_gone, gone, without_sessions, emptied]


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_what_feeds_show_raises_the_revision(course, change):
    EventFactory()  # without sessions
    before = revision.read()

    change(course)

    assert revision.read() != before


def test_registrations_do_not_raise_the_revision(course):
    before = revision.read()

    factories.RegistrationFactory(event=course)
    Event.objects.filter(pk=course.pk).update(waiting=5, queue_counter=9)

    assert revision.read() == before


@pytest.mark.parametrize("change", [new_title, cancelled, session_gone, gone])
@pytest.mark.parametrize("address", HOT[:2] + HOT[5:6])
def test_change_is_in_the_next_answer(feeds, course, change, address):
    before = ask(feeds, address)

    change(course)

    after = ask(feeds, address)
    assert after != before
    assert after == ask(Ordinary(), address)


def test_change_is_seen_when_the_second_is_over_and_nobody_asks_meanwhile(ordinary, course):
    feeds = made(ordinary, seconds=3_600)
    before = ask(feeds, FEED)
    new_title(course)
    statements = []

    def note(execute, sql, *rest):
        statements.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        same = ask(feeds, FEED)
    feeds.watch.seconds = 0

    assert (same, statements) == (before, [])
    assert ask(feeds, FEED) == ask(Ordinary(), FEED) != before


def test_calendar_that_a_change_leaves_alone_is_not_read_again(feeds, course):
    address = f"{FEED}?until={TOMORROW}"
    ask(feeds, address)
    kept = feeds.shelf.get((FEED, f"until={TOMORROW}"))
    last = course.sessions.order_by("starts_at").last()
    Session.objects.filter(pk=last.pk).update(ends_at=last.ends_at + HOUR)
    entries.refresh([course.pk])

    ask(feeds, address)

    again = feeds.shelf.get((FEED, f"until={TOMORROW}"))
    assert again.revision != kept.revision
    assert again.compressed is kept.compressed


@pytest.mark.parametrize(
    ("session", "moment"),
    [
        ({"starts_at": NOW - HOUR, "ends_at": NOW + HOUR}, NOW + HOUR + timedelta(days=92)),
        ({"starts_at": NOW + timedelta(days=370)}, NOW + timedelta(days=4)),
        ({"starts_at": NOW - HOUR, "ends_at": NOW + HOUR, "state": "cancelled"}, NOW + HOUR + timedelta(days=30)),
    ],
)
def test_what_the_clock_changes_is_in_time_in_the_next_answer(feeds, course, session, moment):
    gone(course)
    session = {"ends_at": session["starts_at"] + HOUR} | session
    made_session = SessionFactory(**session)
    entries.refresh([made_session.event_id])
    counts = []

    for at in (NOW, moment - timedelta(seconds=1), moment + timedelta(seconds=1)):
        body = answer_at(feeds, at)
        assert body == rendered_at(at)
        counts.append(body.count(b"BEGIN:VEVENT"))

    assert counts in ([1, 1, 0], [0, 0, 1])


def test_nearest_of_too_many_change_with_the_clock(feeds, course, monkeypatch):
    monkeypatch.setattr("events.feeds.showing.MOST_SESSIONS", 4)
    gone(course)
    event = EventFactory()
    for number, days in enumerate((-9, -4, -2, 1, 6, 12, 20)):
        make_session(event, number, starts_at=NOW + timedelta(days=days), ends_at=NOW + timedelta(days=days, hours=1))
    entries.refresh([event.pk])
    seen = set()

    for hours in range(0, 24 * 14, 5):
        at = NOW + timedelta(hours=hours)
        body = answer_at(feeds, at)
        assert body == rendered_at(at)
        seen.add(body)

    assert len(seen) == 3


def test_more_that_go_on_at_once_than_are_shown_change_with_the_clock(feeds, course, monkeypatch):
    monkeypatch.setattr("events.feeds.showing.MOST_SESSIONS", 2)
    gone(course)
    event = EventFactory()
    # The one that is made first comes first among those that go on.
    for number, (starts, ends) in enumerate([(5, 8), (30, 50), (-9, 20), (-9, 10), (-9, 40), (-9, 60)]):
        make_session(event, number, starts_at=NOW + timedelta(hours=starts), ends_at=NOW + timedelta(hours=ends))
    entries.refresh([event.pk])
    seen = set()

    for hours in range(70):
        at = NOW + timedelta(hours=hours, minutes=1)
        body = answer_at(feeds, at)
        assert body == rendered_at(at)
        seen.add(body)

    assert len(seen) == 6


def test_clock_that_was_ahead_leaves_nothing_behind(feeds):
    ahead = answer_at(feeds, NOW + timedelta(days=3_650))

    answer = answer_at(feeds, NOW)

    assert answer == rendered_at(NOW) != ahead


def answer_at(feeds, moment):
    feeds.clock = moment.timestamp
    return ask(feeds, FEED)[2]


def rendered_at(moment):
    return calendars.render(addresses.events_calendar(QueryDict(), now=moment)).body


def test_without_the_database_the_last_good_copy_is_answered(feeds, ordinary, course):
    before = ask(feeds, FEED)
    new_title(course)

    with connection.execute_wrapper(fail):
        assert ask(feeds, FEED) == before
        assert ask(feeds, FEED, **{"If-None-Match": dict(before[1])["ETag"]})[0] == "304 Not Modified"
        assert ordinary.asked == []
        assert ask(feeds, f"{FEED}?lang=sv")[0] == "503 Service Unavailable"

    assert ask(feeds, FEED) == ask(Ordinary(), FEED) != before


def test_copy_that_cannot_be_made_anew_goes_on(ordinary, course):
    feeds = made(ordinary)
    before = ask(feeds, FEED)
    new_title(course)
    questions = []

    def fail_later(execute, sql, *rest):
        questions.append(sql)
        return execute(sql, *rest) if len(questions) < 4 else fail()

    with connection.execute_wrapper(fail_later):
        assert ask(feeds, FEED) == before

    assert ask(feeds, FEED) != before


def fail(*_anything):
    raise OperationalError("the connection is lost")


def test_memory_is_bounded_and_the_least_asked_for_goes(ordinary):
    feeds = made(ordinary)
    ask(feeds, FEED)
    feeds.shelf.most_bytes = 3 * feeds.shelf.bytes

    for day in range(1, 20):
        ask(feeds, f"{FEED}?from=2025-01-{day:02}")
        ask(feeds, FEED)

    assert 0 < feeds.shelf.bytes <= feeds.shelf.most_bytes
    assert feeds.shelf.get((FEED, "")) is not None
    assert feeds.shelf.get((FEED, "from=2025-01-01")) is None


def test_small_calendars_take_no_more_memory_than_is_counted(ordinary):
    feeds = made(ordinary)
    days = [f"{FEED}?until=2001-{month:02}-{day:02}" for month in range(1, 6) for day in range(1, 11)]
    for address in days:  # what the first of them loads stays
        ask(feeds, address, **GZIP)
    feeds.shelf = copies.Shelf()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]

    for address in days:
        ask(feeds, address, **GZIP)

    gc.collect()
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert taken < feeds.shelf.bytes


def test_addresses_without_meaning_do_not_fill_the_memory(ordinary):
    feeds = made(ordinary)
    feeds.shelf.most_addresses = 5

    for number in range(20):
        ask(feeds, f"{FEED}?_={number}")

    assert len(feeds.shelf._keys) == 5
    assert len(feeds.shelf._copies) == 1


def test_calendar_that_many_ask_for_at_once_is_made_once(feeds):
    begin, copies = threading.Barrier(6), []

    def look():
        begin.wait()
        ask(feeds, FEED)
        copies.append(feeds.shelf.get((FEED, "")))
        connection.close()

    threads = [threading.Thread(target=look) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({id(copy.compressed) for copy in copies}) == 1


def test_request_that_waits_too_long_for_others_goes_the_ordinary_way(feeds, ordinary, monkeypatch):
    monkeypatch.setattr(hot, "PATIENCE", 0.01)

    with feeds._rendering:
        answer = ask(feeds, FEED)

    assert ordinary.asked == [FEED]
    assert answer == ask(feeds, FEED)


def test_revision_and_rows_are_of_one_moment(course):
    with revision.snapshot() as seen:
        thread = threading.Thread(target=lambda: (new_title(course), connection.close()))
        thread.start()
        thread.join()
        entry = SessionEntry.objects.order_by("pk").first()
        assert "Uusi nimi" not in entry.vevent_fi
        assert revision.read() == seen

    assert revision.read() != seen


def test_what_is_known_of_now_is_not_replaced_by_what_was_read_before():
    watch = revision.Watch(seconds=3_600)
    later = (0, "later", 0, "later")

    def overtake(execute, sql, *rest):
        answer = execute(sql, *rest)
        watch.has_seen(later, at=time.monotonic())
        return answer

    with connection.execute_wrapper(overtake):
        watch.known()

    assert watch.known() == later


def test_two_who_change_trainings_do_not_wait_for_each_other(course):
    other = EventFactory()
    before = FeedRevision.objects.get().number
    begun, failed = threading.Event(), []

    def change_other():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            Event.objects.filter(pk=other.pk).update(title_fi="Toinen")
        except OperationalError as error:
            failed.append(error)
        finally:
            connection.close()
            begun.set()

    with transaction.atomic():
        Event.objects.filter(pk=course.pk).update(title_fi="Ensimmäinen")
        course.themes.add(ThemeFactory())
        thread = threading.Thread(target=change_other)
        thread.start()
        begun.wait()
    thread.join()
    assert failed == []
    assert FeedRevision.objects.get().number == before + 2
