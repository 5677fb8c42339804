"""Dates as people of each language write them."""

from datetime import datetime, timedelta

import pytest

from events import dates

START = datetime.fromisoformat("2027-03-12T09:00+02:00")
MIDNIGHT = START.replace(hour=0)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "perjantai 12. maaliskuuta 2027 klo 9.00–15.30"),
        ("sv", "fredag 12 mars 2027 kl. 9.00–15.30"),
        ("en", "Friday 12 March 2027, 9:00–15:30"),
    ],
)
def test_span_of_some_hours(language, text):
    assert dates.span(START, START + 6.5 * HOUR, language) == text


@pytest.mark.parametrize(("days", "text"), [(1, "perjantai 12. maaliskuuta 2027"), (3, "12.–14. maaliskuuta 2027")])
def test_span_of_whole_days_ends_on_the_last_of_them(days, text):
    assert dates.span(MIDNIGHT, MIDNIGHT + timedelta(days=days), "fi", all_day=True) == text


def test_span_over_midnight_says_both_ends():
    assert (
        dates.span(START, START + 30 * HOUR, "fi") == "12. maaliskuuta 2027 klo 9.00 – 13. maaliskuuta 2027 klo 15.00"
    )


def test_year_of_now_goes_without_saying():
    assert dates.span(START, START + HOUR, "fi", now=START) == "perjantai 12. maaliskuuta klo 9.00–10.00"
    assert dates.moment(START, "en", now=START - timedelta(days=360)) == "12 March 2027 at 9:00"


def test_hours_are_those_of_finland_in_summer_and_winter():
    assert dates.clock(datetime.fromisoformat("2027-07-01T06:00+00:00"), "fi") == "9.00"
    assert dates.clock(datetime.fromisoformat("2027-01-01T07:00+00:00"), "fi") == "9.00"
