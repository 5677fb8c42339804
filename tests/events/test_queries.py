"""Reads: what is in a list and in which order, who may see what, and a fixed number of queries."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import timezone

from catalogue import viewers, vocabularies
from catalogue.viewers import ANONYMOUS
from events import facets, filters
from events.models import Event
from events.queries import details, front, lists
from events.searching import dictionary
from tests.factories import (
    EventFactory,
    EventSeriesFactory,
    MembershipFactory,
    OrganisationFactory,
    RegionFactory,
    SectorFactory,
    SessionFactory,
    ThemeFactory,
    TrainerFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db
HIDDEN = (Event.State.DRAFT, Event.State.PLANNED)


def listing(query="", *, viewer=None, page=1, page_size=lists.PAGE_SIZE):
    now, terms, viewer = timezone.now(), vocabularies.current(), viewer or ANONYMOUS
    selection = filters.parse(QueryDict(query), vocabularies=terms, language="fi", now=now)
    return lists.listing(
        selection,
        viewer=viewer,
        now=now,
        page=page,
        total=facets.of(selection, lists.shown(selection, viewer=viewer, now=now)).total,
        page_size=page_size,
        language="fi",
        vocabularies=terms,
    )


def first_page(viewer=None):
    return front.front_page(
        viewer=viewer or ANONYMOUS, now=timezone.now(), language="fi", vocabularies=vocabularies.current()
    )


def titles(items):
    return [item.title.value for item in items]


def in_days(days):
    return timezone.now() + dt.timedelta(days=days)


def make_events(number):
    venue, sector, theme, region = VenueFactory(), SectorFactory(), ThemeFactory(), RegionFactory()
    series, partner, trainer = EventSeriesFactory(), OrganisationFactory(), TrainerFactory()
    lead = OrganisationFactory()
    for _ in range(number):
        event = EventFactory(
            lead=lead, series=series, sectors=[sector], themes=[theme], regions=[region], co_organisers=[partner]
        )
        SessionFactory(event=event, venue=venue, trainers=[trainer])


def test_listing_goes_by_the_first_coming_session():
    begun = EventFactory(title_fi="begun long ago")
    SessionFactory(event=begun, starts_at=in_days(-60))
    SessionFactory(event=begun, starts_at=in_days(5))
    SessionFactory(event=EventFactory(title_fi="soon"), starts_at=in_days(2))
    SessionFactory(event=EventFactory(title_fi="late"), starts_at=in_days(9))

    assert titles(listing().items) == ["soon", "begun long ago", "late"]


def test_listing_leaves_out_what_has_no_session_left_but_cancelled_ones():
    event = EventFactory()
    SessionFactory(event=event, starts_at=in_days(5), state="cancelled")

    assert listing().total == 0


def test_past_listing_begins_with_the_newest():
    for days in (-30, -10, -20):
        SessionFactory(event=EventFactory(title_fi=f"{days}"), starts_at=in_days(days))

    assert titles(listing("past=1").items) == ["-10", "-20", "-30"]


def test_pages_share_the_list_and_a_page_beyond_is_the_last():
    for days in range(1, 6):
        SessionFactory(event=EventFactory(title_fi=f"{days}"), starts_at=in_days(days))

    pages = [listing(page=number, page_size=2) for number in (1, 2, 3, 99)]

    assert [titles(page.items) for page in pages] == [["1", "2"], ["3", "4"], ["5"], ["5"]]
    assert {page.total for page in pages} == {5}


@pytest.mark.parametrize("state", HIDDEN)
@pytest.mark.parametrize("query", ["", "q=salainen", "past=1"])
def test_hidden_trainings_are_in_no_list_count_or_search(state, query):
    for days in (-10, 10):
        SessionFactory(event=EventFactory(title_fi="Salainen", state=state), starts_at=in_days(days))

    page = listing(query)

    assert (page.items, page.total) == ([], 0)


@pytest.mark.parametrize("state", HIDDEN)
def test_hidden_trainings_are_not_on_the_front_page(state):
    SessionFactory(event=EventFactory(state=state, sectors=[SectorFactory()]))

    page = first_page()

    assert (page.weeks, page.latest) == ((), [])
    assert (page.total, page.half_year.busiest.total, [sector.count for sector in page.sectors]) == (0, 0, [0])


@pytest.mark.parametrize("state", HIDDEN)
def test_hidden_siblings_and_repeats_are_not_named(state):
    series = EventSeriesFactory()
    shown = EventFactory(series=series)
    SessionFactory(event=shown)
    EventFactory(series=series, state=state)
    EventFactory(repeat_of=shown, state=state)

    page = event_page(shown.slug)

    assert (titles(page.series.links), page.same_content) == ([shown.title_fi], [])


def test_organiser_of_another_agency_sees_a_plan_and_not_a_draft():
    organiser = viewers.of_user(MembershipFactory().user)
    planned, draft = EventFactory(state=Event.State.PLANNED), EventFactory(state=Event.State.DRAFT)

    assert event_page(planned.slug, viewer=organiser) is not None
    assert event_page(draft.slug, viewer=organiser) is None


def event_page(slug, viewer=None):
    return details.event_page(
        slug,
        viewer=viewer or ANONYMOUS,
        now=timezone.now(),
        language="fi",
        vocabularies=vocabularies.current(),
    )


def test_text_falls_back_and_says_so():
    event = EventFactory(title_fi="", title_sv="Bara på svenska", summary_fi="Tiivistelmä")

    described = event_page(event.slug).event

    assert (described.title.value, described.title.language) == ("Bara på svenska", "sv")
    assert described.summary.language == "fi"


@pytest.mark.parametrize("number", [1, 3, 40])
def test_listing_asks_as_often_whatever_the_number(number, django_assert_num_queries):
    make_events(number)
    dictionary.of(vocabularies.current())

    with django_assert_num_queries(7):
        page = listing("q=koulutus", page_size=300)

    assert len(page.items) == number


@pytest.mark.parametrize("number", [1, 3, 40])
def test_front_page_asks_as_often_whatever_the_number(number, django_assert_num_queries):
    make_events(number)
    vocabularies.current()

    with django_assert_num_queries(9):
        page = first_page()

    assert page.total == number


@pytest.mark.parametrize("number", [1, 3, 40])
def test_event_page_asks_as_often_whatever_the_number(number, django_assert_num_queries):
    make_events(number)
    event = Event.objects.first()
    for days in range(number):
        SessionFactory(event=event, starts_at=in_days(days + 1))
    vocabularies.current()

    with django_assert_num_queries(10):
        page = event_page(event.slug)

    assert len(page.series.links) == number
