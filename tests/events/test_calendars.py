"""The month and week views: which trainings stand on which days, in how many queries, and what the page says."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import timezone

from catalogue import vocabularies
from catalogue.viewers import ANONYMOUS
from events import dates, filters, periods
from events.models import Event
from events.periods import View
from events.queries import calendars
from events.searching import words
from tests.factories import (
    EventFactory,
    OrganisationFactory,
    RegionFactory,
    SectorFactory,
    SessionFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db
MARCH = periods.month_of(dt.date(2027, 3, 1))


def at(day, hour=9):
    """The local hour of a day of March 2027, or of any date."""
    date = dt.date(2027, 3, day) if isinstance(day, int) else day
    return dates.midnight(date) + dt.timedelta(hours=hour)


def training(title, *spans, **values):
    made = EventFactory(title_fi=title, **values)
    for starts_at, ends_at in spans:
        SessionFactory(event=made, starts_at=starts_at, ends_at=ends_at)
    return made


def calendar(query="", period=MARCH, *, opened=None, now=None, language="fi"):
    now, terms = now or timezone.now(), vocabularies.current()
    return calendars.calendar(
        filters.parse(QueryDict(query), vocabularies=terms, language=language, now=now),
        period,
        opened=opened,
        viewer=ANONYMOUS,
        now=now,
        language=language,
        vocabularies=terms,
    )


def titles(found):
    return {day.on.day: [entry.title.value for entry in day.entries] for day in found.days.values()}


def text_of(response):
    return " ".join(response.content.decode().split())


def test_training_stands_on_the_local_day_of_its_session():
    midnight = dates.midnight(dt.date(2027, 3, 29))
    training("late", (midnight - dt.timedelta(hours=1), midnight))
    training("early", (midnight, midnight + dt.timedelta(hours=1)))

    assert titles(calendar()) == {28: ["late"], 29: ["early"]}


def test_training_of_several_days_stands_on_each_with_its_part():
    training("three days", (at(7), at(9, 15)))

    days = calendar().days

    entries = {day.on.day: day.entries[0] for day in days.values()}
    assert {number: (each.part, each.parts, each.when) for number, each in entries.items()} == {
        7: (1, 3, "9.00"),
        8: (2, 3, ""),
        9: (3, 3, "–15.00"),
    }


def test_training_that_crosses_the_edge_of_the_month_shows_its_days_in_it():
    training("over the edge", (at(dt.date(2027, 2, 27)), at(2)), (at(31), at(dt.date(2027, 4, 2))))

    found = calendar()

    assert titles(found) == {1: ["over the edge"], 2: ["over the edge"], 31: ["over the edge"]}
    assert [day.entries[0].part for day in found.days.values()] == [3, 4, 1]


def test_two_sessions_on_a_day_are_one_training_with_both_times():
    training("twice", (at(3), at(3, 11)), (at(3, 13), at(3, 15)))

    found = calendar(period=periods.week_of(dt.date(2027, 3, 3)))

    assert (found.total, found.days[dt.date(2027, 3, 3)].total) == (1, 1)
    assert found.days[dt.date(2027, 3, 3)].entries[0].when == "9.00–11.00, 13.00–15.00"


def test_whole_days_come_first_then_by_the_clock():
    training("afternoon", (at(4, 13), at(4, 14)))
    training("morning", (at(4, 8), at(4, 9)))
    whole = EventFactory(title_fi="whole day")
    SessionFactory(event=whole, starts_at=at(4, 0), ends_at=at(5, 0), all_day=True)

    assert titles(calendar()) == {4: ["whole day", "morning", "afternoon"]}


def test_cancelled_sessions_and_trainings_and_what_is_not_public_are_left_out():
    for state in Event.State.values:
        training(state, (at(5), at(5, 10)), state=state)
    SessionFactory(event=EventFactory(), starts_at=at(5), ends_at=at(5, 10), state="cancelled")

    found = calendar()

    assert (titles(found), found.total) == ({5: ["published"]}, 1)


def test_filters_narrow_and_from_and_until_leave_days_out():
    library = SectorFactory(code="library")
    training("library", (at(2), at(2, 10)), (at(10), at(10, 10)), (at(20), at(20, 10)), sectors=[library])
    training("other", (at(10), at(10, 10)))

    assert titles(calendar("sector=library&from=2027-03-05&until=2027-03-15")) == {10: ["library"]}


def test_past_trainings_are_shown_as_over():
    training("over", (at(2), at(2, 10)))
    training("to come", (at(3), at(3, 10)))

    days = calendar(now=at(2, 12)).days

    assert [day.entries[0].is_over for day in days.values()] == [True, False]


@pytest.mark.parametrize(("number", "shown"), [(1, 1), (3, 3), (4, 4), (5, 3), (40, 3)])
def test_crowded_day_shows_its_first_trainings_and_counts_them_all(number, shown):
    for _ in range(number):
        training("one of many", (at(3), at(3, 10)))

    day = calendar().days[dt.date(2027, 3, 3)]

    assert (len(day.entries), day.total, day.hidden) == (shown, number, number - shown)


def test_opened_day_shows_all_and_no_other_day_does():
    for day in (3, 4):
        for _ in range(9):
            training("one of many", (at(day), at(day, 10)))

    days = calendar(opened=dt.date(2027, 3, 3)).days

    assert [(len(day.entries), day.can_close) for day in days.values()] == [(9, True), (3, False)]


def test_empty_month_knows_the_nearest_trainings_of_the_filter():
    library = SectorFactory(code="library")
    training("before", (at(dt.date(2027, 1, 8)), at(dt.date(2027, 1, 9), 12)), sectors=[library])
    training("after", (at(dt.date(2027, 5, 4)), at(dt.date(2027, 5, 4), 12)), sectors=[library])
    training("other", (at(dt.date(2027, 4, 1)), at(dt.date(2027, 4, 1), 12)))

    found = calendar("sector=library")

    assert (found.following_on, found.preceding_on) == (dt.date(2027, 5, 4), dt.date(2027, 1, 9))


def test_empty_month_of_a_filter_that_finds_nothing_knows_none():
    found = calendar("q=xyzzy")

    assert (found.days, found.total, found.following_on, found.preceding_on) == ({}, 0, None, None)


@pytest.mark.parametrize("view", [View.MONTH, View.WEEK])
@pytest.mark.parametrize("number", [1, 3, 100])
def test_calendar_asks_as_often_whatever_the_number(view, number, django_assert_num_queries):
    venue, sector, region, lead = VenueFactory(), SectorFactory(), RegionFactory(), OrganisationFactory()
    for index in range(number):
        event = EventFactory(lead=lead, sectors=[sector], regions=[region], pools=[10])
        SessionFactory(event=event, venue=venue, starts_at=at(8 + index % 3), ends_at=at(8 + index % 3, 10))
    period = periods.around(view, dt.date(2027, 3, 8))
    vocabularies.current()

    with django_assert_num_queries(5):
        found = calendar(f"sector={sector.code}", period, opened=dt.date(2027, 3, 8))

    assert found.total == number


def test_empty_calendar_asks_as_often_whatever_there_is_elsewhere(django_assert_num_queries):
    training("elsewhere", (at(dt.date(2027, 5, 4)), at(dt.date(2027, 5, 4), 12)))
    vocabularies.current()

    with django_assert_num_queries(3):
        found = calendar()

    assert found.following_on == dt.date(2027, 5, 4)


@pytest.mark.parametrize(
    ("view", "code", "days", "neighbours"),
    [
        (View.MONTH, "2027-03", ("2027-03-01", "2027-03-31"), ("2027-02", "2027-04")),
        (View.MONTH, "2026-12", ("2026-12-01", "2026-12-31"), ("2026-11", "2027-01")),
        (View.WEEK, "2026-W53", ("2026-12-28", "2027-01-03"), ("2026-W52", "2027-W01")),
        (View.WEEK, "2027-W01", ("2027-01-04", "2027-01-10"), ("2026-W53", "2027-W02")),
    ],
)
def test_period_has_its_days_and_neighbours(view, code, days, neighbours):
    period = periods.read(view, code)

    assert (period.code, (str(period.first), str(period.last))) == (code, days)
    assert (period.previous.code, period.next.code) == neighbours


@pytest.mark.parametrize(
    ("view", "code"),
    [
        (View.MONTH, "banana"),
        (View.MONTH, "2027-13"),
        (View.MONTH, "9999-12"),
        (View.MONTH, "2027-3"),
        (View.MONTH, "٢٠٢٧-٠٣"),
        (View.WEEK, "2027-W53"),
        (View.WEEK, "2027-W00"),
        (View.WEEK, "2027-10"),
    ],
)
def test_address_that_means_no_period_is_said_and_ignored(client, view, code):
    response = client.get("/en/events/", {"view": view, view: code})

    assert periods.read(view, code) is None
    assert response.status_code == 200
    assert f"{view}={code}" in text_of(response)


@pytest.mark.parametrize(("view", "edge"), [(View.MONTH, "1990-01"), (View.MONTH, "2199-12"), (View.WEEK, "1990-W01")])
def test_years_have_an_end(client, view, edge):
    period = periods.read(view, edge)

    assert None in (period.previous, period.next)
    assert client.get("/en/events/", {"view": view, view: edge}).status_code == 200


def test_unknown_view_is_said_and_the_list_shown(client):
    html = text_of(client.get("/en/events/?view=banana"))

    assert "view=banana" in html
    assert "0 upcoming trainings" in html


def test_views_lead_to_each_other_with_the_same_filters(client):
    SectorFactory(code="library")

    html = text_of(client.get("/en/events/?view=month&month=2023-03&sector=library"))

    assert 'href="/en/events/?sector=library"' in html
    assert 'href="/en/events/?view=week&amp;week=2023-W09&amp;sector=library"' in html
    assert 'rel="prev" href="?view=month&amp;month=2023-02&amp;sector=library"' in html
    assert 'rel="next" href="?view=month&amp;month=2023-04&amp;sector=library"' in html


def test_calendar_keeps_its_view_when_filters_are_sent_or_cleared(client):
    SectorFactory(code="library")

    html = text_of(client.get("/en/events/?view=week&week=2027-W10&sector=library"))

    assert '<input type="hidden" name="view" value="week" form="browse">' in html
    assert '<input type="hidden" name="week" value="2027-W10" form="browse">' in html
    assert 'class="chip" href="/en/events/?view=week&amp;week=2027-W10&amp;"' in html


def test_day_is_opened_by_its_address_without_script(client):
    for number in range(9):
        training(f"Koulutus {number}", (at(3), at(3, 10)))

    closed = text_of(client.get("/en/events/?view=month&month=2027-03"))
    opened = text_of(client.get("/en/events/?view=month&month=2027-03&day=2027-03-03"))

    assert "+ 6 more" in closed
    assert 'href="?view=month&amp;month=2027-03&amp;day=2027-03-03#day-2027-03-03"' in closed
    assert "Show fewer" in opened
    assert [opened.count(f"Koulutus {number}<") for number in range(9)] == [1] * 9


def test_htmx_is_given_the_opened_day_alone(client):
    for number in range(9):
        training(f"Koulutus {number}", (at(3), at(3, 10)))
    headers = {"HX-Request": "true", "HX-Target": "day-2027-03-03"}

    response = client.get("/en/events/?view=month&month=2027-03&day=2027-03-03", headers=headers)

    assert text_of(response).startswith('<li class="day')
    assert response["HX-Replace-Url"] == "/en/events/?view=month&month=2027-03&day=2027-03-03"
    assert "HX-Target" in response["Vary"]


def test_htmx_is_given_the_results_with_title_and_status(client):
    response = client.get("/en/events/?view=month&month=2027-03", headers={"HX-Request": "true"})

    html = text_of(response)
    assert "<title>March 2027 – Training calendar</title>" in html
    assert '<p id="results-status" hx-swap-oob="innerHTML">March 2027: no trainings' in html
    assert response["HX-Push-Url"] == "/en/events/?view=month&month=2027-03"


def test_empty_month_leads_to_the_next_training(client):
    training("after", (at(dt.date(2027, 5, 4)), at(dt.date(2027, 5, 4), 12)))

    html = text_of(client.get("/en/events/?view=month&month=2027-03"))

    assert "There are no trainings in the month shown." in html
    assert 'href="?view=month&amp;month=2027-05#day-2027-05-04">The next training is on 4 May 2027</a>' in html
    assert '<meta name="robots" content="noindex">' in html


def test_search_that_finds_nothing_at_any_time_says_so(client):
    html = text_of(client.get("/en/events/?view=month&month=2027-03&q=xyzzy"))

    assert "No trainings match your filters in the month shown." in html
    assert "There are none at other times either." in html


def test_misspelt_word_is_put_right_in_the_calendar_too(client):
    training("Varhaiskasvatus tänään", (at(3), at(3, 10)))
    words.learn_all()

    html = text_of(client.get("/en/events/?view=month&month=2027-03&q=varhaiskasvtus"))

    assert "March 2027: 1 training" in html
    assert "Showing results for <strong>varhaiskasvatus</strong>" in html
