"""Working days: Monday to Friday without public holidays, numbered so that a distance is a subtraction."""

import datetime as dt
from functools import lru_cache

from events import public_holidays

# Any year will do: numbers are only ever subtracted from one another.
FIRST_YEAR = 2000
SATURDAY = 5
YEARS_KEPT = 200


def number(day: dt.date) -> int:
    """How many working days there were up to and with this day."""
    return _before(day.year) + _within(day.year)[day.timetuple().tm_yday - 1]


def apart(earlier: dt.date, later: dt.date) -> int:
    """How many working days after the earlier day the later one is: Friday to Monday is 1, as Monday to Tuesday."""
    return number(later) - number(earlier)


def earliest_within(day: dt.date, days: int) -> dt.date:
    """The first day from which this one is at most so many working days away."""
    found = day
    while apart(found - dt.timedelta(days=1), day) <= days:
        found -= dt.timedelta(days=1)
    return found


def latest_within(day: dt.date, days: int) -> dt.date:
    """The last day that is at most so many working days after this one."""
    found = day
    while apart(day, found + dt.timedelta(days=1)) <= days:
        found += dt.timedelta(days=1)
    return found


@lru_cache(maxsize=YEARS_KEPT)
def _within(year: int) -> tuple[int, ...]:
    """The number of each day of the year, counted from its beginning."""
    numbers, day, count = [], dt.date(year, 1, 1), 0
    while day.year == year:
        count += day.weekday() < SATURDAY and not public_holidays.name_of(day, "fi")
        numbers.append(count)
        if day == dt.date.max:
            break
        day += dt.timedelta(days=1)
    return tuple(numbers)


@lru_cache(maxsize=YEARS_KEPT)
def _before(year: int) -> int:
    if year == FIRST_YEAR:
        return 0
    if year > FIRST_YEAR:
        return _before(year - 1) + _within(year - 1)[-1]
    return _before(year + 1) - _within(year)[-1]
