"""Repeat patterns: the same local hours whatever the clock does, the same weekday, at most 52."""

import datetime as dt
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from events import repeating
from events.repeating import Frequency, Pattern

NINE, TWELVE = dt.time(9), dt.time(12)


def days_of(pattern, **kwargs):
    return [each.on.isoformat() for each in repeating.occurrences(pattern, **kwargs)]


def pattern(first_on, **values):
    values = {"starts": NINE, "ends": TWELVE, "count": 4} | values
    return Pattern(first_on=dt.date.fromisoformat(first_on), **values)


@pytest.mark.parametrize(
    ("given_pattern", "dates"),
    [
        (pattern("2027-03-23"), ["2027-03-23", "2027-03-30", "2027-04-06", "2027-04-13"]),
        (pattern("2027-03-23", interval=3, count=2), ["2027-03-23", "2027-04-13"]),
        (
            pattern("2027-03-09", frequency=Frequency.MONTHLY_WEEKDAY, count=3),
            ["2027-03-09", "2027-04-13", "2027-05-11"],
        ),
        (
            pattern("2027-03-30", frequency=Frequency.MONTHLY_WEEKDAY, count=3),
            ["2027-03-30", "2027-04-27", "2027-05-25"],
        ),
        (
            pattern("2027-12-31", frequency=Frequency.MONTHLY_DAY, count=3),
            ["2027-12-31", "2028-01-31", "2028-02-29"],
        ),
        (
            pattern("2027-01-29", frequency=Frequency.MONTHLY_DAY, count=3),
            ["2027-01-29", "2027-02-28", "2027-03-29"],
        ),
        (pattern("2027-03-23", count=None, until_on=dt.date(2027, 4, 6)), ["2027-03-23", "2027-03-30", "2027-04-06"]),
        (pattern("2027-03-23", until_on=dt.date(2027, 3, 29)), ["2027-03-23"]),
    ],
)
def test_occurrences_follow_the_pattern(given_pattern, dates):
    assert days_of(given_pattern) == dates


def test_skipped_dates_are_shown_but_do_not_count():
    found = repeating.occurrences(pattern("2027-03-23", count=2), skipping={dt.date(2027, 3, 30)})

    assert [(each.on.isoformat(), each.is_skipped) for each in found] == [
        ("2027-03-23", False),
        ("2027-03-30", True),
        ("2027-04-06", False),
    ]


patterns = st.builds(
    Pattern,
    first_on=st.dates(dt.date(2024, 1, 1), dt.date(2035, 12, 31)),
    starts=st.times(dt.time(6), dt.time(11, 59)).map(lambda time: time.replace(second=0, microsecond=0)),
    ends=st.times(dt.time(12), dt.time(20)).map(lambda time: time.replace(second=0, microsecond=0)),
    frequency=st.sampled_from(Frequency),
    interval=st.integers(1, 12),
    count=st.integers(1, 80),
)


@given(patterns)
def test_occurrences_keep_their_local_hours_and_never_pass_the_most(drawn):
    found = repeating.occurrences(drawn)

    hours = {(timezone.localtime(each.starts_at).time(), timezone.localtime(each.ends_at).time()) for each in found}
    assert hours == {(drawn.starts, drawn.ends)}
    assert found[0].on == drawn.first_on
    assert len(found) <= repeating.MOST
    assert [each.on for each in found] == sorted({each.on for each in found})


@given(patterns)
def test_occurrences_by_weekday_keep_it_and_by_month_stay_in_theirs(drawn):
    found = [each.on for each in repeating.occurrences(drawn)]

    months = [day.year * 12 + day.month for day in found]
    if drawn.frequency == Frequency.MONTHLY_DAY:
        assert {day.day for day in found} <= {drawn.first_on.day, 28, 29, 30}
    else:
        assert {day.weekday() for day in found} == {drawn.first_on.weekday()}
    if drawn.frequency == Frequency.WEEKLY:
        assert {(later - earlier).days for earlier, later in pairwise(found)} <= {7 * drawn.interval}
    else:
        steps = {later - earlier for earlier, later in pairwise(months)}
        assert steps <= {drawn.interval}


@given(patterns, st.sets(st.integers(0, 60), max_size=40))
def test_occurrences_skip_exactly_what_is_to_be_skipped(drawn, skipped):
    days = [each.on for each in repeating.occurrences(drawn)]
    skipping = {day for number, day in enumerate(days) if number in skipped}

    found = repeating.occurrences(drawn, skipping=skipping)

    assert {each.on for each in found if each.is_skipped} <= skipping
    assert not {each.on for each in found if not each.is_skipped} & skipping
    assert sum(not each.is_skipped for each in found) <= min(drawn.count, repeating.MOST)
