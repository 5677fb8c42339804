"""Repeat patterns: weekly, every so many weeks or months, on a weekday of the month or on its day, at local hours."""

import datetime as dt
from collections.abc import Container, Iterator
from dataclasses import dataclass

from dateutil import rrule
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST = 52
# How far a pattern reaches when it says how many times and skips a lot.
LONGEST = dt.timedelta(days=5 * 366)
LAST_WEEK = 5
SHORTEST_MONTH = 28


class Frequency(models.TextChoices):
    WEEKLY = "weekly", _("Weekly, on the same day of the week")
    MONTHLY_WEEKDAY = "monthly_weekday", _("Monthly, on the same weekday (as the second Tuesday)")
    MONTHLY_DAY = "monthly_day", _("Monthly, on the same day of the month")


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """`count` sessions or those until `until_on`, whichever comes first; hours are local ones of a single day."""

    first_on: dt.date
    starts: dt.time
    ends: dt.time
    frequency: Frequency = Frequency.WEEKLY
    interval: int = 1
    count: int | None = None
    until_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A date of a pattern; one that is skipped is no session and says why in `skipped`."""

    on: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime
    is_skipped: bool = False


def occurrences(pattern: Pattern, *, skipping: Container[dt.date] = ()) -> list[Occurrence]:
    """The dates of a pattern in their order, at most 52 that are held; skipped ones do not count towards `count`."""
    wanted = min(pattern.count or MOST, MOST)
    found: list[Occurrence] = []
    held = 0
    for on in _days(pattern):
        if held == wanted:
            break
        is_skipped = on in skipping
        held += not is_skipped
        found.append(Occurrence(on, _moment(on, pattern.starts), _moment(on, pattern.ends), is_skipped))
    while found and found[-1].is_skipped:
        found.pop()
    return found


def reach(pattern: Pattern) -> tuple[dt.date, dt.date]:
    """The first and the last day that a pattern can touch."""
    return pattern.first_on, min(pattern.until_on or dt.date.max, pattern.first_on + LONGEST)


def _days(pattern: Pattern) -> Iterator[dt.date]:
    first, last = reach(pattern)
    frequency, rule = rrule.WEEKLY, {}
    if pattern.frequency == Frequency.MONTHLY_WEEKDAY:
        week = (first.day - 1) // 7 + 1
        # Not every month has a fifth one: the last is meant.
        nth = -1 if week == LAST_WEEK else week
        frequency, rule = rrule.MONTHLY, {"byweekday": rrule.weekday(first.weekday(), nth)}
    elif pattern.frequency == Frequency.MONTHLY_DAY:
        # In a month without that day its last one: the latest of those that it has.
        days = range(min(first.day, SHORTEST_MONTH), first.day + 1)
        frequency, rule = rrule.MONTHLY, {"bymonthday": list(days), "bysetpos": -1}
    midnight = dt.time()
    until = dt.datetime.combine(last, midnight)
    days_found = rrule.rrule(
        frequency,
        dtstart=dt.datetime.combine(first, midnight),
        interval=pattern.interval,
        until=until,
        **rule,
    )
    return (each.date() for each in days_found)


def _moment(on: dt.date, time: dt.time) -> dt.datetime:
    """The local time of that day; a time that the clock skips in spring is as much later."""
    return timezone.make_aware(dt.datetime.combine(on, time))
