"""Dates as people of each language write them."""

from datetime import datetime, timedelta

import pytest

from events import dates

START = datetime.fromisoformat("2027-03-12T09:00+02:00")
MIDNIGHT = START.replace(hour=0)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def plain(text):
    """The text with spaces that break, which are easier to write in a test."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "perjantai 12. maaliskuuta 2027 klo 9.00–15.30"),
        ("sv", "fredag 12 mars 2027 kl. 9.00–15.30"),
        ("en", "Friday 12 March 2027, 9:00–15:30"),
    ],
)
def test_span_of_some_hours(language, text):
    assert plain(dates.span(START, START + 6.5 * HOUR, language)) == text


@pytest.mark.parametrize(("days", "text"), [(1, "perjantai 12. maaliskuuta 2027"), (3, "12.–14. maaliskuuta 2027")])
def test_span_of_whole_days_ends_on_the_last_of_them(days, text):
    assert plain(dates.span(MIDNIGHT, MIDNIGHT + timedelta(days=days), "fi", all_day=True)) == text


@pytest.mark.parametrize(
    ("language", "days", "text"),
    [
        ("fi", 40, "12. maaliskuuta – 20. huhtikuuta 2027"),
        ("sv", 2, "12–13 mars 2027"),
        ("sv", 40, "12 mars – 20 april 2027"),
        ("sv", 320, "12 mars 2027 – 25 januari 2028"),
        ("en", 2, "12–13 March 2027"),
    ],
)
def test_span_of_days_writes_months_in_full(language, days, text):
    assert plain(dates.days(MIDNIGHT, MIDNIGHT + days * DAY - 2 * HOUR, language)) == text


def test_days_of_the_year_of_now_are_said_without_it():
    assert plain(dates.days(MIDNIGHT, MIDNIGHT + 40 * DAY - 2 * HOUR, "sv", now=START)) == "12 mars – 20 april"


def test_line_never_breaks_between_day_and_month_or_before_hours():
    assert dates.span(START, START + HOUR, "fi") == "perjantai 12.\xa0maaliskuuta 2027 klo\xa09.00–10.00"
    assert dates.moment(START, "sv") == "12\xa0mars 2027 kl.\xa09.00"


def test_span_over_midnight_says_both_ends():
    span = plain(dates.span(START, START + 30 * HOUR, "fi"))

    assert span == "12. maaliskuuta 2027 klo 9.00 – 13. maaliskuuta 2027 klo 15.00"


def test_year_of_now_goes_without_saying():
    assert plain(dates.span(START, START + HOUR, "fi", now=START)) == "perjantai 12. maaliskuuta klo 9.00–10.00"
    assert dates.moment(START, "en", now=START - timedelta(days=360)) == "12 March 2027 at 9:00"


def test_hours_are_those_of_finland_in_summer_and_winter():
    assert dates.clock(datetime.fromisoformat("2027-07-01T06:00+00:00"), "fi") == "9.00"
    assert dates.clock(datetime.fromisoformat("2027-01-01T07:00+00:00"), "fi") == "9.00"
