"""What the editor proposes from the dates: when registration closes, and how far last year's training is moved."""

import datetime as dt

from django.utils import timezone

from events import dates

DAYS_BEFORE = 7
LAST_MINUTE = dt.time(23, 59)


def closing(first_starts_at: dt.datetime, now: dt.datetime) -> dt.datetime | None:
    """A week before the training begins, at the end of the day; nearer when it is nearer; None when it has begun."""
    first = dates.first_day(first_starts_at)
    for days in (DAYS_BEFORE, 2, 1):
        moment = timezone.make_aware(dt.datetime.combine(first - dt.timedelta(days=days), LAST_MINUTE))
        if moment > now:
            return moment
    return None


def same_week(day: dt.date, year: int) -> dt.date:
    """The same weekday of the same ISO week in another year; of week 53, where there is none, in the last one."""
    _year, week, weekday = day.isocalendar()
    try:
        return dt.date.fromisocalendar(year, week, weekday)
    except ValueError:
        return dt.date.fromisocalendar(year, week - 1, weekday)


def next_time(day: dt.date, today: dt.date) -> dt.date:
    """The first such day of a later year that is still to come."""
    year = max(day.isocalendar().year + 1, today.year)
    found = same_week(day, year)
    return found if found > today else same_week(day, year + 1)
