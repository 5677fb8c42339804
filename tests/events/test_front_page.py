"""The front page: weeks by day, the half-year's picture, and what each counts."""

import datetime as dt

import pytest
from django.utils import timezone

from catalogue import vocabularies
from catalogue.viewers import ANONYMOUS
from events import week_picture
from events.models import Event, Session
from events.queries import front, half_year
from events.queries.half_year import HalfYear, Series, Week
from tests.factories import EventFactory, SectorFactory, SessionFactory

pytestmark = pytest.mark.django_db
TUESDAY = dt.datetime(2027, 3, 9, 12, tzinfo=dt.UTC)
MONDAY = dt.date(2027, 3, 8)


def hold(day, hour=10, *, sectors=(), event=None, **kwargs):
    """Make a training (or use one) with a session on this day of March 2027 or at this moment."""
    starts_at = dt.datetime(2027, 3, day, hour, tzinfo=dt.UTC) if isinstance(day, int) else day
    event = event or EventFactory(sectors=sectors, **kwargs)
    SessionFactory(event=event, starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=2))
    return event


def page_at(now=TUESDAY):
    known = vocabularies.current()
    return front.front_page(viewer=ANONYMOUS, now=now, language="fi", vocabularies=known)


def weeks_at(now=TUESDAY):
    known = vocabularies.current()
    return half_year.half_year(viewer=ANONYMOUS, now=now, language="fi", vocabularies=known)


def titles_by_day(page):
    return [
        (week.number, day.date.day, [event.title.value for event in day.events])
        for week in page.weeks
        for day in week.days
    ]


def test_week_shows_its_days_and_counts_what_is_over_too():
    hold(8, title_fi="ohi")
    hold(10, title_fi="keskiviikko")
    hold(10, 6, title_fi="aamu")
    hold(12, title_fi="perjantai")

    page = page_at()

    assert titles_by_day(page)[:2] == [(10, 10, ["aamu", "keskiviikko"]), (10, 12, ["perjantai"])]
    assert (page.weeks[0].total, page.total) == (4, 3)


def test_little_left_of_a_week_is_followed_by_the_next_that_has_something():
    hold(10)
    hold(24)
    hold(31)

    page = page_at()

    assert [(week.number, week.weeks_away) for week in page.weeks] == [(10, 0), (12, 2)]


def test_full_week_stands_alone():
    for hour in range(6, 11):
        hold(10, hour)
    hold(16)

    page = page_at()

    assert [week.number for week in page.weeks] == [10]


def test_training_going_on_is_todays():
    event = EventFactory(title_fi="jatkuu")
    SessionFactory(event=event, starts_at=TUESDAY - dt.timedelta(days=4), ends_at=TUESDAY + dt.timedelta(days=2))

    page = page_at()

    assert [(day.date, day.is_today) for day in page.weeks[0].days] == [(dt.date(2027, 3, 9), True)]
    assert page.weeks[0].total == 1


def test_week_beyond_the_picture_counts_what_it_shows():
    hold(dt.datetime(2027, 9, 7, 10, tzinfo=dt.UTC))

    page = page_at()

    assert [(week.number, week.total) for week in page.weeks] == [(36, 1)]


def test_training_counts_once_in_a_week_and_again_in_the_next():
    event = hold(9)
    hold(10, event=event)
    hold(16, event=event)

    weeks = weeks_at().weeks

    assert [week.total for week in weeks[:3]] == [1, 1, 0]


def test_training_of_several_sectors_is_counted_as_such():
    library, youth, own = SectorFactory(code="library"), SectorFactory(code="youth"), SectorFactory(code="own")
    hold(9, sectors=[library])
    hold(9, sectors=[library, youth])
    hold(9, sectors=[own])
    hold(9)

    found = weeks_at()

    assert [(each.code, count) for each, count in zip(found.series, found.weeks[0].counts, strict=True)] == [
        ("youth", 0),
        ("library", 1),
        ("cross", 3),
    ]


@pytest.mark.parametrize(
    "state", [Event.State.DRAFT, Event.State.PLANNED, Event.State.POSTPONED, Event.State.CANCELLED]
)
def test_training_not_held_is_not_in_the_picture(state):
    hold(9, state=state)

    assert weeks_at().busiest.total == 0


def test_cancelled_session_is_not_in_the_picture():
    hold(9)
    Session.objects.update(state=Session.State.CANCELLED)

    assert weeks_at().busiest.total == 0


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (dt.date(2027, 3, 9), "2027-W10", "2027-W26"),
        (dt.date(2027, 8, 2), "2027-W31", "2027-W52"),
        (dt.date(2026, 12, 14), "2026-W51", "2027-W26"),
        (dt.date(2027, 6, 21), "2027-W25", "2027-W52"),
        (dt.date(2027, 1, 1), "2026-W53", "2027-W26"),
    ],
)
def test_half_year_ends_in_june_or_december_and_the_next_follows(today, first, last):
    hold(timezone.make_aware(dt.datetime.combine(today, dt.time(12))))
    hold(dt.datetime(2027, 6, 28, 10, tzinfo=dt.UTC))
    hold(dt.datetime(2027, 12, 28, 10, tzinfo=dt.UTC))

    weeks = weeks_at(timezone.make_aware(dt.datetime.combine(today, dt.time(12)))).weeks

    assert (weeks[0].address, weeks[-1].address) == (first, last)
    assert [week.is_current for week in weeks].count(True) == 1


def test_empty_weeks_at_the_end_are_left_out():
    hold(31)

    assert [week.number for week in weeks_at().weeks] == list(range(10, 18))


def test_week_begins_on_monday_in_finland():
    hold(dt.datetime(2027, 3, 14, 22, 30, tzinfo=dt.UTC))

    assert [week.total for week in weeks_at().weeks[:2]] == [0, 1]


def test_bars_stand_on_each_other_and_the_highest_fills_the_drawing():
    weeks = (Week(MONDAY, (1, 3), is_current=True), Week(MONDAY + dt.timedelta(days=7), (0, 2), is_current=False))

    columns = week_picture.draw(HalfYear((Series("youth", None), Series("cross", None)), weeks))

    assert [[(bar.code, bar.y, bar.height) for bar in column.bars] for column in columns] == [
        [("youth", "77.50%", "22.50%"), ("cross", "10.00%", "67.50%")],
        [("cross", "55.00%", "45.00%")],
    ]
    assert [(column.middle, column.top) for column in columns] == [("25.00%", "10.00%"), ("75.00%", "55.00%")]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_page_says_the_picture_in_words(client, language):
    SessionFactory(event=EventFactory(), starts_at=timezone.now() + dt.timedelta(days=14))

    html = client.get(f"/{language}/").content.decode()

    assert html.count("<desc") == 1
    assert "view=week&amp;week=" in html
