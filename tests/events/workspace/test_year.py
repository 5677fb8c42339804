"""The year wheel: what its weeks and months count, in how many queries, and where its segments lie."""

import datetime as dt
import itertools

import pytest

from events import dates
from events.boards import wheel, years
from events.boards.years import Year
from events.queries.year import CountedYear
from tests.factories import EventFactory, MembershipFactory, OrganisationFactory, SectorFactory, SessionFactory

pytestmark = pytest.mark.django_db


def at(day, hour=9):
    return dates.midnight(day) + dt.timedelta(hours=hour)


def training(*days, **values):
    made = EventFactory(**values)
    for day in days:
        SessionFactory(event=made, starts_at=at(day), ends_at=at(day, 11))
    return made


@pytest.fixture
def planner(client):
    member = MembershipFactory()
    client.force_login(member.user)
    return member


def test_training_counts_once_in_each_of_its_weeks_months_and_rings(client, planner):
    library, youth = SectorFactory(code="library"), SectorFactory(code="youth")
    training(dt.date(2031, 3, 4), dt.date(2031, 3, 6), dt.date(2031, 4, 1), sectors=[library, youth])
    training(dt.date(2031, 3, 5), sectors=[youth], state="planned")
    training(dt.date(2031, 3, 5), sectors=[youth], state="draft", lead=planner.organisation)

    context = client.get("/en/workspace/year/?year=2031").context

    counted = context["counted"]
    months = {ring.row.key: ring.months[2:4] for ring in counted.rings}
    assert months == {"library": (1, 1), "youth": (2, 1)}
    assert (counted.months[2:4], counted.total) == ((2, 1), 2)
    march = Year(2031).weeks.index(dt.date(2031, 3, 3))
    assert [ring.weeks[march] for ring in counted.rings] == [1, 2]


def test_rings_are_agencies_and_one_for_partners(client, planner):
    training(dt.date(2031, 3, 4), lead=OrganisationFactory(slug="theirs"))
    training(dt.date(2031, 3, 4), lead=OrganisationFactory(kind="partner"))

    rings = client.get("/en/workspace/year/?year=2031&rings=agency").context["counted"].rings

    assert [(ring.row.key, ring.months[2]) for ring in rings] == [
        (planner.organisation.slug, 0),
        ("theirs", 1),
        ("other", 1),
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_year_asks_as_often_whatever_the_number(client, planner, number, django_assert_num_queries):
    for index in range(number):
        training(dt.date(2031, 1 + index, 7), sectors=[SectorFactory()])
    client.get("/en/workspace/year/?year=2031")

    with django_assert_num_queries(5):
        response = client.get("/en/workspace/year/?year=2031")

    assert response.context["counted"].total == number


@pytest.mark.parametrize(
    ("code", "first", "after"),
    [("2031", "2031-01-01", "2032-01-01"), ("2030-2031", "2030-08-01", "2031-08-01")],
)
def test_year_is_a_calendar_year_or_a_school_year(code, first, after):
    year = years.read(code)

    assert (year.code, f"{year.first}", f"{year.after}") == (code, first, after)
    assert year.next.previous == year


@pytest.mark.parametrize("code", ["", "31", "2030-2032", "0001", "2031-", "9999"])
def test_address_that_names_no_year_means_none(code):
    assert years.read(code) is None


def test_unknown_year_is_said(client, planner):
    response = client.get("/en/workspace/year/?year=moon&rings=sun")

    assert response.context["selection"].unknown == [("rings", "sun"), ("year", "moon")]


@pytest.mark.parametrize("code", ["2026", "2027", "2028", "2026-2027"])
def test_every_day_of_the_year_lies_in_one_week_of_it(code):
    year = years.read(code)
    weeks = year.weeks

    assert weeks[0] <= year.first < weeks[0] + dt.timedelta(days=7)
    assert weeks[-1] < year.after <= weeks[-1] + dt.timedelta(days=7)
    assert {two - one for one, two in itertools.pairwise(weeks)} == {dt.timedelta(days=7)}


def test_wheel_of_an_empty_year_has_its_months_and_no_rings():
    drawn = wheel.draw(Year(2031), CountedYear((), (), (), 0), [], dt.date(2031, 7, 2))

    assert (drawn.rings, len(drawn.months)) == ([], 12)
    assert drawn.months[0].wedge.startswith("M360 5A355 355")
    assert drawn.today
