"""Trainings of others on public pages: shown when the owner of their calendar says so, and nowhere else ever."""

import datetime as dt
import re

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation

from catalogue import vocabularies
from catalogue.viewers import ANONYMOUS
from events.queries import others
from events.queries.searches import Reader
from tests.factories import (
    EventFactory,
    ExternalCalendarFactory,
    ExternalItemFactory,
    OrganisationFactory,
    RegionFactory,
    SectorFactory,
    SessionFactory,
    TargetGroupFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db
# In the middle of next month at noon, with the week and month that hold it.
AT = (timezone.localtime().replace(day=1, hour=12, minute=0, second=0, microsecond=0) + dt.timedelta(days=32)).replace(
    day=15
)
YEAR, WEEK, _DAY = AT.date().isocalendar()
VIEWS = {"list": "", "month": f"view=month&month={AT:%Y-%m}", "week": f"view=week&week={YEAR}-W{WEEK:02}"}


def item(title="Lukemisen taidot", *, days=0, calendar=None, **values):
    calendar = calendar or ExternalCalendarFactory(name="Kesäyliopisto", is_public=True)
    starts_at = AT + dt.timedelta(days=days)
    given = {"starts_at": starts_at, "ends_at": starts_at + dt.timedelta(hours=2), "location": "Sali 3"}
    return ExternalItemFactory(title=title, calendar=calendar, **(given | values))


def page(client, query="", **headers):
    return client.get(f"/en/events/?{query}", headers=headers)


def titles(client, query=""):
    return [each.title for each in page(client, query).context["others"].items]


def text(response):
    return " ".join(response.content.decode().split())


# --- What is shown ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("view", VIEWS)
def test_item_of_a_public_calendar_is_shown_as_anothers_with_its_source(client, view):
    item(url="https://yliopisto.example/lukeminen")

    shown = text(page(client, VIEWS[view]))

    about, listed = shown.index("Trainings of other organisers"), shown.index("Lukemisen taidot")
    assert about < listed
    assert '<a href="https://yliopisto.example/lukeminen" rel="noopener nofollow external">Lukemisen taidot' in shown
    assert "Calendar: Kesäyliopisto" in shown
    assert "Sali 3" in shown


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "ftp://yliopisto.example/"])
def test_item_without_a_page_on_the_web_leads_nowhere(client, address):
    item("<b>Lukeminen</b>", url=address)

    shown = text(page(client))

    assert '<p class="others-title">&lt;b&gt;Lukeminen&lt;/b&gt;</p>' in shown
    assert "javascript:alert" not in shown


def test_items_stand_by_time_with_a_word_of_those_that_come_later(client):
    calendar = ExternalCalendarFactory(is_public=True)
    for number in range(others.SHOWN_COMING + 1):
        item(f"Koulutus {number:02}", calendar=calendar, days=others.SHOWN_COMING - number)

    response = page(client)

    assert [each.title for each in response.context["others"].items] == [f"Koulutus {n:02}" for n in range(10, 0, -1)]
    assert "There are more of them later" in text(response)


def test_list_shows_what_is_not_over_and_a_month_what_was_in_it_too(client):
    item("Ohi", days=-100)
    item("Kestää", starts_at=AT - dt.timedelta(days=40), ends_at=AT)

    last = AT - dt.timedelta(days=100)
    assert titles(client) == ["Kestää"]
    assert titles(client, f"view=month&month={last:%Y-%m}") == ["Ohi"]
    assert titles(client, VIEWS["month"]) == ["Kestää"]


def test_script_asks_for_the_results_with_them_and_for_a_day_without(client):
    training = SessionFactory(event=EventFactory(), starts_at=AT, ends_at=AT + dt.timedelta(hours=1))
    item()

    results = page(client, VIEWS["month"], HX_Request="true", HX_Target="results")
    day = page(client, f"{VIEWS['month']}&day={AT:%Y-%m-%d}", HX_Request="true", HX_Target=f"day-{AT:%Y-%m-%d}")

    assert training.event.slug in text(day)
    assert ["Lukemisen taidot" in text(each) for each in (results, day)] == [True, False]


def test_second_page_of_the_list_is_without_them(client):
    for _number in range(21):
        SessionFactory(event=EventFactory())
    item()

    assert [titles(client, query) for query in ("page=1", "page=2")] == [["Lukemisen taidot"], []]


@pytest.mark.parametrize("view", ["month", "week"])
def test_day_says_how_many_others_have_on_it_and_leads_to_the_first(client, view):
    calendar = ExternalCalendarFactory(is_public=True)
    wednesday = 2 - AT.weekday()
    ends_at = AT + dt.timedelta(days=wednesday + 1)
    item("Ennen", days=wednesday - 1, calendar=calendar)
    item("Kestää", days=wednesday, calendar=calendar, ends_at=ends_at)
    item("Samana päivänä", days=wednesday, calendar=calendar)

    shown = text(page(client, VIEWS[view]))

    days = {part[:10]: part for part in shown.partition("others-title")[0].split('id="day-')[1:]}
    told = {on: re.findall(r'<a href="#others-(\d+)">(\d+) by', part) for on, part in days.items()}
    before, same, after = ((ends_at - dt.timedelta(days=number)).date().isoformat() for number in (2, 1, 0))
    counted = {before: [("1", "1")], same: [("2", "2")], after: [("2", "1")]}
    assert {on: found for on, found in told.items() if found} == counted
    assert '<li id="others-2"> <p class="others-title">Kestää' in shown


def test_day_that_is_opened_alone_says_so_too(client):
    for _number in range(5):
        SessionFactory(event=EventFactory(), starts_at=AT, ends_at=AT + dt.timedelta(hours=1))
    item()

    day = page(client, f"{VIEWS['month']}&day={AT:%Y-%m-%d}", HX_Request="true", HX_Target=f"day-{AT:%Y-%m-%d}")

    assert "1 by another organiser" in text(day)


def test_day_without_items_of_others_says_nothing_of_them(client):
    item(calendar=ExternalCalendarFactory(is_public=False))

    assert "day-others" not in text(page(client, VIEWS["month"]))


# --- Filters ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def terms():
    staff = TargetGroupFactory(code="staff")
    RegionFactory(code="lappi")
    return {
        "teachers": TargetGroupFactory(code="teachers", parent=staff).pk,
        "literacy": ThemeFactory(code="literacy").pk,
        "library": SectorFactory(code="library").pk,
        "kainuu": RegionFactory(code="kainuu").pk,
        "staff": staff.pk,
        "other": ThemeFactory(code="music").pk,
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("audience=teachers", ["Kaikki tiedot"]),
        ("audience=staff", ["Kaikki tiedot"]),
        ("theme=literacy", ["Kaikki tiedot"]),
        ("theme=music", []),
        ("sector=library", ["Kaikki tiedot"]),
        ("region=kainuu", ["Kaikki tiedot", "Ei tietoja"]),
        ("region=lappi", ["Ei tietoja"]),
        ("language=sv", ["Kaikki tiedot"]),
        ("language=en", []),
        ("theme=literacy&theme=music&region=kainuu", ["Kaikki tiedot"]),
        ("q=tiedot", ["Kaikki tiedot"]),
        ("q=KAIKKI+sali", ["Kaikki tiedot"]),
        ("q=yliopisto", ["Kaikki tiedot"]),
        ("q=100%25", []),
        (f"from={AT + dt.timedelta(days=1):%Y-%m-%d}", ["Ei tietoja"]),
        (f"until={AT:%Y-%m-%d}", ["Kaikki tiedot"]),
        (f"from={AT:%Y-%m-%d}&until={AT - dt.timedelta(days=1):%Y-%m-%d}", []),
        ("delivery=online", []),
        ("open=1", []),
    ],
)
@pytest.mark.parametrize("view", ["list", "month"])
def test_filters_find_what_the_calendar_says_of_its_items(client, terms, view, query, found):
    about = {
        "audience_ids": [terms["teachers"]], "theme_ids": [terms["literacy"]],
        "sector_ids": [terms["library"]], "region_ids": [terms["kainuu"]],
    }  # fmt: skip
    item("Kaikki tiedot", calendar=ExternalCalendarFactory(name="Yliopisto", is_public=True, languages=["sv"]), **about)
    item("Ei tietoja", calendar=ExternalCalendarFactory(name="Kunta", is_public=True), days=1)
    prefix = f"{VIEWS['month']}&" if view == "month" else ""

    assert titles(client, f"{prefix}{query}") == found


# --- What is never shown ----------------------------------------------------------------------------------------------
PUBLIC = (
    "/fi/", "/sv/events/", *(f"/fi/events/?{query}" for query in VIEWS.values()), "/fi/events/?q=Salainen",
    "/fi/events/?q=hanke", "/fi/events/?past=1", "/fi/events/?view=month", "/fi/subscribe/",
    "/fi/newsletter/", "/fi/accessibility/", "/fi/privacy/", "/fi/my/", "/robots.txt", "/sitemap.xml",
    "/feeds/events.ics", "/feeds/events.ics?q=Salainen", "/api/v1/events", "/api/v1/events?q=Salainen",
    "/api/v1/events?page_size=200&past=1", "/api/v1/openapi.json",
    *(f"/api/v1/vocabularies/{name}" for name in ("organisations", "regions", "sectors", "audiences", "themes")),
)  # fmt: skip


def everything_public(client):
    """What anybody can read, pages of a training on the same theme included; by address."""
    event = EventFactory(title_fi="Hanke", themes=[ThemeFactory(parent=ThemeFactory())])
    SessionFactory(event=event, starts_at=AT, ends_at=AT + dt.timedelta(hours=1))
    own = (f"/fi/events/{event.slug}/", f"/fi/events/{event.slug}/register/", f"/feeds/events/{event.pk}.ics")
    agency = (f"/feeds/agencies/{event.lead.slug}.ics", f"/api/v1/events/{event.pk}")
    return {each: client.get(each).content.decode() for each in (*PUBLIC, *own, *agency)}


def secret(**calendar):
    of = ExternalCalendarFactory(name="Yksityinen kalenteri", **calendar)
    given = {"uid": "salainen-uid@x.example", "url": "https://salainen.example/", "location": "Salainen paikka"}
    return item("Salainen hanke", calendar=of, **given)


def telling(pages):
    words = ("Salainen hanke", "Salainen paikka", "salainen-uid", "salainen.example", "Yksityinen kalenteri")
    return [address for address, content in pages.items() if any(word in content for word in words)]


@pytest.mark.parametrize("state", [{}, {"is_public": True, "is_active": False}, {"is_paused": True}])
def test_private_calendar_is_nowhere_public(client, state):
    secret(**state)

    assert telling(everything_public(client)) == []


def test_public_calendar_is_on_the_pages_of_trainings_and_in_no_feed_or_programming_interface(client):
    secret(is_public=True)

    found = telling(everything_public(client))

    shown_on = ("/sv/events/", *(f"/fi/events/?{query}" for query in VIEWS.values()))
    assert found == [*shown_on, "/fi/events/?q=Salainen", "/fi/events/?q=hanke"]


def test_calendar_that_becomes_private_is_gone_at_once(client):
    of = secret(is_public=True).calendar
    assert titles(client) == ["Salainen hanke"]

    of.is_public = False
    of.save()

    assert titles(client) == []


def test_item_that_its_calendar_marks_as_private_is_not_shown(client):
    item("")

    assert titles(client) == []


def test_own_session_that_comes_back_is_not_shown_twice(client):
    session = SessionFactory(event=EventFactory())
    item(uid=session.uid)

    assert titles(client) == []


def reader():
    return Reader(viewer=ANONYMOUS, now=timezone.now(), language="fi", vocabularies=vocabularies.current())


@pytest.mark.parametrize("count", [1, 3])
def test_others_are_read_by_one_query(count, django_assert_num_queries):
    for _number in range(count):
        item(url="https://yliopisto.example/")
    read = reader()
    selection = read.selection(QueryDict("q=lukemisen"))

    with django_assert_num_queries(1):
        found = others.coming(selection, read)

    assert len(found.items) == count


def test_filter_that_no_item_answers_asks_nothing(django_assert_num_queries):
    agency = OrganisationFactory()
    read = reader()
    selection = read.selection(QueryDict(f"agency={agency.slug}"))

    with django_assert_num_queries(0):
        assert others.coming(selection, read) == others.NONE


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_section_is_said_in_every_language(client, language):
    item()

    with translation.override(language):
        shown = client.get(reverse("events"))

    assert 'id="others-title"' in text(shown)
