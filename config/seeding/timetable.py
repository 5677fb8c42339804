"""When trainings are held: days by month and weekday as real ones are, and the hours of their sittings."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import holidays

HELSINKI = ZoneInfo("Europe/Helsinki")
AHEAD = timedelta(days=219)
YEAR = timedelta(days=365)
# Real trainings by month and, Monday first, by weekday; the agencies' own autumn peak is in October.
MONTHS = (15, 11, 17, 14, 10, 5, 0.4, 5, 12, 19, 16, 9)
WEEKDAYS = (5, 42, 31, 26, 22, 1.2, 0)
# School breaks: hardly anybody trains teachers then.
BREAK_WEEKS = {8: 0.7, 9: 0.5, 10: 0.7, 42: 0.4, 43: 0.8}
# The weeks around today are busy in every season, so that there is something to try.
BUSY = timedelta(days=28)
AT_LEAST = 0.55

# Hours a sitting starts at, for how many of 100, and how long it may last from then (minutes: weight).
SHORT = {60: 3, 90: 12, 120: 30, 150: 9, 180: 20}
WHOLE = {330: 2, 360: 4, 390: 3, 420: 3}
STARTS: dict[time, tuple[float, dict[int, int]]] = {
    time(8, 15): (5, {60: 4, 75: 2, 90: 3, 105: 1, 120: 2}),
    time(8, 30): (4, {60: 1, 90: 2, 120: 3}),
    time(9, 0): (32, SHORT | WHOLE),
    time(9, 30): (7, SHORT | {330: 3, 360: 2}),
    time(10, 0): (9, SHORT | {300: 2}),
    time(12, 0): (8, SHORT),
    time(12, 30): (3, SHORT),
    time(13, 0): (19, {90: 5, 120: 18, 150: 5, 180: 10}),
    time(14, 0): (7, {60: 2, 90: 6, 120: 8}),
    time(14, 30): (3, {90: 3, 120: 4}),
}
DAYS = ((time(9, 30), time(16, 0)), (time(9, 0), time(15, 0)))


@dataclass(frozen=True)
class Timetable:
    """The days of the demonstration, past and to come, with how crowded each is."""

    months: list[tuple[date, list[date], list[float]]]
    day_weights: dict[date, float]

    def shares(self, trainings: int) -> list[int]:
        """How many of the trainings each month has: the parts add up."""
        weights = list(accumulate(sum(weights) for _first, _days, weights in self.months))
        ends = [round(trainings * weight / weights[-1]) for weight in weights]
        return [end - before for before, end in zip([0, *ends], ends, strict=False)]

    def is_working_day(self, day: date) -> bool:
        return self.day_weights.get(day, 0) > 0 and day.weekday() < 5  # noqa: PLR2004 - Saturday

    def is_term_day(self, day: date) -> bool:
        """Whether schools and offices are not on holiday either."""
        return self.is_working_day(day) and day.month != 7 and (day.month, day.day) not in _DEAD  # noqa: PLR2004


def make(today: date, years: float) -> Timetable:
    """Spread the years so that a good half of one is still to come."""
    first, last = today + AHEAD - YEAR * years, today + AHEAD
    free = holidays.country_holidays("FI", years=range(first.year, last.year + 3), language="fi")
    weights: dict[date, float] = {}
    # A series may go on after the last month.
    for number in range((last - first).days + YEAR.days):
        day = first + timedelta(days=number)
        weights[day] = 0 if day in free else _weight(day, today)
    months: dict[date, list[date]] = defaultdict(list)
    for day in weights:
        if day < last:
            months[day.replace(day=1)].append(day)
    return Timetable([(month, days, [weights[day] for day in days]) for month, days in months.items()], weights)


def working_day(table: Timetable, day: date) -> date:
    """Answer the day itself, or the next on which people work."""
    while not table.is_working_day(day):
        day += timedelta(days=1)
    return day


def term_day(table: Timetable, day: date) -> date:
    """Answer the day itself, or the next on which people can be trained."""
    while not table.is_term_day(day):
        day += timedelta(days=1)
    return day


def at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, HELSINKI)


def sitting(rng: random.Random, day: date, *, is_online: bool) -> tuple[datetime, datetime]:
    """Answer start and end of one sitting; people who travel stay longer."""
    clocks = list(STARTS)
    start = rng.choices(clocks, [STARTS[clock][0] for clock in clocks])[0]
    minutes = STARTS[start][1]
    weights = [weight * _liking(length, is_online=is_online) for length, weight in minutes.items()]
    length = rng.choices(list(minutes), weights)[0]
    return at(day, start), at(day, start) + timedelta(minutes=length)


def two_days(rng: random.Random, table: Timetable, day: date) -> list[tuple[datetime, datetime]]:
    second = day + timedelta(days=1)
    if not table.is_working_day(second):
        day, second = day - timedelta(days=1), day
    hours = rng.choice((DAYS, ((time(12, 0), time(17, 0)), (time(9, 0), time(13, 0))), (DAYS[1], DAYS[1])))
    return [(at(which, start), at(which, end)) for which, (start, end) in zip((day, second), hours, strict=True)]


def shifted(times: Sequence[tuple[datetime, datetime]], days: int, hours: int = 0) -> list[tuple[datetime, datetime]]:
    """The same local hours some days (and hours) later."""
    step = timedelta(days=days, hours=hours)
    return [(start + step, end + step) for start, end in times]


def _liking(length: int, *, is_online: bool) -> float:
    if is_online:
        return 1 if length <= 180 else 0.35  # noqa: PLR2004 - three hours
    return 0.3 if length < 120 else 1.3 if length > 180 else 1  # noqa: PLR2004 - two and three hours


def _weight(day: date, today: date) -> float:
    month, weekday = MONTHS[day.month - 1] / 16, WEEKDAYS[day.weekday()]
    if today <= day <= today + BUSY:
        month = max(month, AT_LEAST)
    if month > 0.2 and (day.month, day.day) in _DEAD:  # noqa: PLR2004 - July has few enough
        month = 0.02
    return month * weekday * BREAK_WEEKS.get(day.isocalendar().week, 1.0)


# Between Christmas and Epiphany nobody trains.
_DEAD = {(12, number) for number in range(20, 32)} | {(1, number) for number in range(1, 7)}
