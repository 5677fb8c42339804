"""Which sessions a feed shows, what it is called, and when its ETag moves."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from catalogue import vocabularies
from catalogue.models import Organisation
from events.feeds import addresses, calendars, entries
from events.models import Event, EventSeries, Session, SessionEntry
from events.searching import dictionary
from tests.events.feeds import lint
from tests.events.feeds.arrangements import NOW, helsinki, make_course, make_event, make_session
from tests.factories import EventFactory, OrganisationFactory, SessionFactory, ThemeFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("starts_at", "changes", "is_shown"),
    [
        (NOW + timedelta(days=1), {}, True),
        (NOW - timedelta(minutes=30), {}, True),
        (NOW - timedelta(days=91), {}, True),
        (NOW - timedelta(days=93), {}, False),
        (NOW + timedelta(days=365), {}, True),
        (NOW + timedelta(days=367), {}, False),
        (NOW + timedelta(days=1), {"state": "cancelled"}, True),
        (NOW - timedelta(days=29), {"state": "cancelled"}, True),
        (NOW - timedelta(days=31), {"state": "cancelled"}, False),
        (NOW - timedelta(days=29), {"event__state": "cancelled"}, True),
        (NOW - timedelta(days=31), {"event__state": "cancelled"}, False),
        (NOW - timedelta(days=29), {"event__state": "postponed"}, True),
        (NOW - timedelta(days=31), {"event__state": "postponed"}, False),
        (NOW + timedelta(days=1), {"event__state": "planned"}, False),
        (NOW + timedelta(days=1), {"event__state": "draft"}, False),
    ],
)
def test_feed_shows_a_session_near_enough_and_a_cancelled_one_for_thirty_days(starts_at, changes, is_shown):
    session = SessionFactory(starts_at=starts_at, ends_at=starts_at + HOUR, **changes)
    entries.refresh([session.event_id])

    body = render("").body

    assert (session.uid in unfolded(body)) is is_shown
    assert lint.faults(body) == []


def test_feed_of_more_than_a_thousand_sessions_holds_the_nearest_in_order():
    event = EventFactory()
    sessions = Session.objects.bulk_create(
        Session(event=event, starts_at=at, ends_at=at + HOUR)
        for day in range(600)
        for at in (NOW + timedelta(hours=8 * day + 2), NOW - timedelta(hours=3 * day + 3))
    )
    entries.refresh([event.pk])

    body = render("").body

    shown = [line.removeprefix("UID:") for line in unfolded(body).split("\r\n") if line.startswith("UID:")]
    nearest = sorted(sessions, key=lambda each: max(each.starts_at - NOW, NOW - each.ends_at))[:1000]
    assert shown == [each.uid for each in sorted(nearest, key=lambda each: each.starts_at)]
    assert lint.faults(body) == []


def test_feed_of_one_training_shows_all_its_sessions_whenever_they_are():
    event = EventFactory()
    for days in (-800, -1, 1, 800):
        SessionFactory(event=event, starts_at=NOW + timedelta(days=days), ends_at=NOW + timedelta(days=days, hours=1))
    entries.refresh([event.pk])

    calendar = addresses.event_calendar(str(event.pk), QueryDict(), now=NOW)

    assert calendar
    assert calendars.render(calendar).body.count(b"BEGIN:VEVENT") == 4


def test_feed_of_days_shows_the_sessions_that_touch_them_cancelled_ones_too():
    event = make_event()
    wanted = [make_session(event, 1), make_session(event, 2, state="cancelled")]
    make_session(event, 3)
    entries.refresh([event.pk])

    assert uids("from=2027-02-02&until=2027-02-03") == [each.uid for each in wanted]
    assert uids("from=2027-02-05") == []


def test_feed_of_filters_shows_what_the_filter_means():
    theme, other = ThemeFactory(code="reading"), ThemeFactory(code="writing")
    session = make_session(EventFactory(themes=[theme], languages=["sv"]), 1)
    entries.refresh([session.event_id, make_session(EventFactory(themes=[other]), 2).event_id])

    assert uids("theme=reading&language=sv") == [session.uid]
    assert uids("theme=reading&theme=writing&language=sv") == [session.uid]
    assert uids("theme=reading&language=fi") == []


@pytest.mark.parametrize(
    "query",
    ["theme=nothing", "theme=reading&theme=nothing", "lang=de", "lang=../etc", "open=perhaps", "from=31.1.2027"],
)
def test_feed_of_an_unknown_value_is_empty_and_valid_and_says_why(query):
    ThemeFactory(code="reading")
    make_course()

    rendered = render(query)

    assert b"BEGIN:VEVENT" not in rendered.body
    assert "tuntematon rajaus" in rendered.body.decode()
    assert lint.faults(rendered.body) == []


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "Koulutuskalenteri: kaikki koulutukset"),
        ("lang=sv", "Fortbildningskalendern: alla fortbildningar"),
        ("lang=en&language=sv&delivery=online", "Training calendar: in Swedish, online"),
        ("agency=lappi&theme=reading", "Koulutuskalenteri: Lapin AVI, Lukeminen"),
        ("agency=lappi&lang=sv", "Fortbildningskalendern: Lapplands RFV"),
        ("q=tila, aika&open=1", "Koulutuskalenteri: ”tila, aika”, ilmoittautuminen auki"),
        ("from=2027-01-01&until=2027-01-31", "Koulutuskalenteri: 1.1.2027–31.1.2027"),
        ("series=lukukevat", "Koulutuskalenteri: Lukukevät"),
    ],
)
def test_name_of_a_feed_is_its_filter_in_words(query, name):
    OrganisationFactory(
        slug="lappi", name_fi="Lapin aluehallintovirasto", short_name_fi="Lapin AVI", short_name_sv="Lapplands RFV"
    )
    ThemeFactory(code="reading", name_fi="Lukeminen")
    make_event()
    EventSeries.objects.update(slug="lukukevat")

    assert addresses.events_calendar(QueryDict(query), now=NOW).name == name


def test_agency_feed_shows_what_it_leads_and_co_organises_with_its_units():
    agency = OrganisationFactory(slug="lappi")
    unit = OrganisationFactory(slug="lappi-nuoriso", parent=agency, kind=Organisation.Kind.UNIT)
    events = [EventFactory(lead=agency), EventFactory(co_organisers=[agency]), EventFactory(lead=unit), EventFactory()]
    sessions = [SessionFactory(event=event) for event in events]
    entries.refresh([event.pk for event in events])

    calendar = addresses.agency_calendar("lappi", QueryDict(), now=sessions[0].starts_at)

    assert calendar
    body = unfolded(calendars.render(calendar).body)
    assert [each.uid in body for each in sessions] == [True, True, True, False]


CHANGES = {
    "title": lambda event: Event.objects.update(title_fi="Toinen"),
    "summary": lambda event: Event.objects.update(summary_fi="Toinen"),
    "cancelled": lambda event: Session.objects.filter(uid__contains="0001@").update(state="cancelled"),
    "moved": lambda event: Session.objects.filter(uid__contains="0001@").update(starts_at=helsinki(2, 2, 8)),
    "one more": lambda event: make_session(event, 4),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_etag_moves_with_every_visible_change(change):
    event = make_course()
    before = render("").etag

    change(event)
    entries.refresh([event.pk])

    after = render("").etag
    assert after != before
    assert after == etag("")


def test_etag_stays_when_nothing_changes_and_differs_by_language_and_filter():
    make_course()

    assert render("").etag == render("").etag == etag("") == etag("", now=NOW + HOUR)
    assert len({etag(query) for query in ("", "lang=sv", "lang=en", "language=fi", "q=lukutaito")}) == 5


def test_etag_moves_when_a_session_leaves_the_window():
    session = SessionFactory(starts_at=NOW - timedelta(days=91), ends_at=NOW - timedelta(days=91) + HOUR)
    entries.refresh([session.event_id])

    assert etag("") != etag("", now=NOW + timedelta(days=2))


def test_etag_moves_when_an_organisation_in_the_name_is_renamed():
    OrganisationFactory(slug="lappi", name_fi="Lappi")
    before = etag("agency=lappi")

    Organisation.objects.update(name_fi="Lapin virasto")

    assert etag("agency=lappi") != before


def test_etag_of_an_empty_feed_is_that_of_its_body():
    assert etag("") == render("").etag
    assert etag("lang=de") == render("lang=de").etag


@pytest.mark.parametrize("sessions", [1, 3, 300])
@pytest.mark.parametrize("query", ["", "language=fi&q=sana&agency=lappi", "lang=de"])
def test_feed_of_any_number_of_sessions_takes_the_same_queries(sessions, query):
    event = EventFactory(title_fi="Sana", lead=OrganisationFactory(slug="lappi"))
    for number in range(sessions):
        starts_at = NOW + timedelta(days=number)
        Session.objects.create(event=event, starts_at=starts_at, ends_at=starts_at + HOUR)
    entries.refresh([event.pk])
    dictionary.of(vocabularies.current())

    with CaptureQueriesContext(connection) as captured:
        body = render(query).body

    # The vocabularies' revision, the stems of the words searched for, and the feed.
    assert len(captured) == (3 if "q=" in query else 2)
    assert body.count(b"BEGIN:VEVENT") == (0 if query == "lang=de" else sessions)


def test_a_304_reads_no_body():
    make_course()

    with CaptureQueriesContext(connection) as captured:
        etag("")

    assert not any("vevent" in query["sql"] for query in captured)


def test_entries_say_nothing_of_trainings_that_are_not_public_yet():
    session = SessionFactory(event__state=Event.State.PLANNED)
    entries.refresh([session.event_id])

    assert not SessionEntry.objects.exists()
    assert addresses.event_calendar(str(session.event_id), QueryDict(), now=NOW) is None


def render(query, now=NOW):
    return calendars.render(calendar_of(query, now))


def etag(query, now=NOW):
    return calendars.see(calendar_of(query, now)).etag


def calendar_of(query, now):
    return addresses.events_calendar(QueryDict(query), now=now)


def uids(query, now=NOW):
    lines = unfolded(render(query, now).body).split("\r\n")
    return [line.removeprefix("UID:") for line in lines if line.startswith("UID:")]


def unfolded(body):
    return body.decode().replace("\r\n ", "")
