"""What stands in calendars of others on the planning board: a row for each, in every span, with who keeps it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from events.boards import spans
from events.boards.rows import Rows
from events.queries import board_external
from tests.events.overlaps.arrangements import TUESDAY, at
from tests.factories import (
    ExternalCalendarFactory,
    ExternalItemFactory,
    MembershipFactory,
    OrganisationFactory,
    TargetGroupFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db
MARCH = "from=2027-03-01&until=2027-03-31&columns=week"
SPANS = {"week": spans.week, "month": spans.month, "season": spans.season, "half": spans.half_year, "year": spans.year}


def item(day=TUESDAY, hours=(10, 11), **values):
    return ExternalItemFactory(starts_at=at(day, hours[0]), ends_at=at(day, hours[1]), **values)


@pytest.fixture
def client():
    found = Client()
    found.force_login(MembershipFactory(organisation=OrganisationFactory()).user)
    return found


@pytest.fixture
def opened(client):
    return lambda query: client.get(f"{reverse('workspace-board').replace('/fi/', '/en/')}?{query}")


@pytest.fixture
def board(opened):
    def look(query=""):
        return [
            (row.name, [(cell.first_on.day, cell.total) for cell in row.cells if cell.total])
            for row in opened(f"{MARCH}{query}").context["outside"].rows
        ]

    return look


def text(response):
    return " ".join(response.content.decode().split())


def test_board_has_a_row_for_each_calendar_with_its_items(board):
    calendar = ExternalCalendarFactory(name="Yliopisto")
    for hour in (9, 10, 11):
        item(hours=(hour, hour + 1), calendar=calendar)
    item(day=dt.date(2027, 5, 4))
    ExternalItemFactory(
        calendar=calendar, starts_at=at(dt.date(2027, 3, 14), 0), ends_at=at(dt.date(2027, 3, 16), 0), all_day=True
    )

    assert board() == [("Yliopisto", [(8, 4), (15, 1)])]


def test_filters_of_the_board_narrow_the_items_too(board):
    theme, audience = ThemeFactory(), TargetGroupFactory()
    item(calendar=ExternalCalendarFactory(name="A"), theme_ids=[theme.pk], title="Lukeminen")
    item(calendar=ExternalCalendarFactory(name="B"), theme_ids=[ThemeFactory().pk])
    item(calendar=ExternalCalendarFactory(name="C"))

    named = [name for name, _cells in board(f"&theme={theme.code}")]

    assert named == ["A", "C"]
    assert [name for name, _cells in board(f"&audience={audience.code}&q=lukem")] == ["A"]
    assert board("&delivery=online") == []
    assert board("&overlaps=1") == []


@pytest.mark.parametrize("rows", list(Rows))
@pytest.mark.parametrize("span", SPANS)
def test_item_is_on_the_board_in_every_span_and_by_every_row_with_who_keeps_it(opened, span, rows):
    keeper = OrganisationFactory(name_en="Agency of the North", short_name_en="North")
    item(calendar=ExternalCalendarFactory(name="Yliopisto", organisation=keeper), title="Kevään <seminaari>")

    shown = text(opened(f"{SPANS[span](TUESDAY).query}&rows={rows}"))

    assert 'Yliopisto <span class="outside-about">Calendar of others, <span>North</span></span>' in shown
    assert "Kevään &lt;seminaari&gt;" in shown


@pytest.mark.parametrize(
    ("span", "shown", "hidden"), [("year", 1, 3), ("season", 2, 2), ("month", 4, 0), ("week", 4, 0)]
)
def test_cell_of_a_week_shows_the_first_and_leads_to_its_days_that_show_all(opened, span, shown, hidden):
    calendar = ExternalCalendarFactory()
    for hour in (9, 10, 11, 12):
        item(hours=(hour, hour + 1), calendar=calendar)

    answer = opened(SPANS[span](TUESDAY).query)

    [row] = answer.context["outside"].rows
    [cell] = [cell for cell in row.cells if cell.total]
    assert (len(cell.shown), cell.hidden) == (shown, hidden)
    leads_on = (
        f'<a href="?rows=agency&amp;{spans.week(TUESDAY).query.replace("&", "&amp;")}" hx-boost="false">+ {hidden}'
    )
    assert (leads_on in text(answer)) == bool(hidden)


def test_board_says_that_there_are_more_calendars_than_it_shows(opened, monkeypatch):
    monkeypatch.setattr(board_external, "MOST_CALENDARS", 2)
    for name in "ABC":
        item(calendar=ExternalCalendarFactory(name=name))

    answer = opened(MARCH)

    assert [row.name for row in answer.context["outside"].rows] == ["A", "B"]
    assert "There are more calendars of others" in text(answer)
    item(day=dt.date(2027, 4, 6), calendar=ExternalCalendarFactory(name="D"))
    assert "There are more" not in text(opened(MARCH.replace("-03-", "-04-").replace("31", "30")))


@pytest.mark.parametrize("count", [1, 3])
def test_board_asks_for_items_of_any_number_of_calendars_once(opened, count, django_assert_num_queries):
    opened(MARCH)
    for _number in range(count):
        ExternalItemFactory.create_batch(count, starts_at=at(TUESDAY, 9), ends_at=at(TUESDAY, 10))

    with django_assert_num_queries(17):
        opened(MARCH)
