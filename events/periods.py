"""Months and weeks of the calendar: as an address writes them, with their days and their neighbours."""

import datetime as dt
import enum
import re
from dataclasses import dataclass

from events import dates
from events.filter_values import YEARS

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
DAYS_OF_A_WEEK = 7
SATURDAY = 6


class View(enum.StrEnum):
    """How trainings are shown."""

    LIST = "list"
    MONTH = "month"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Week:
    """Days of one ISO week: all seven, or those of the month it is shown in."""

    days: tuple[dt.date, ...]

    @property
    def number(self) -> int:
        return self.days[0].isocalendar().week

    @property
    def code(self) -> str:
        return week_of(self.days[0]).code


@dataclass(frozen=True, slots=True)
class Period:
    """A month or an ISO week; `after` is the first day that is no longer in it."""

    view: View
    first: dt.date
    after: dt.date

    @property
    def last(self) -> dt.date:
        return self.after - dt.timedelta(days=1)

    @property
    def code(self) -> str:
        """2027-03, 2027-W10"""
        year, week, _weekday = self.first.isocalendar()
        return f"{year:04}-W{week:02}" if self.view is View.WEEK else f"{self.first:%Y-%m}"

    @property
    def previous(self) -> "Period | None":
        return _within_years(around(self.view, self.first - dt.timedelta(days=1)))

    @property
    def next(self) -> "Period | None":
        return _within_years(around(self.view, self.after))

    @property
    def weeks(self) -> tuple[Week, ...]:
        days = [self.first + dt.timedelta(days=number) for number in range((self.after - self.first).days)]
        begins = [number for number, day in enumerate(days) if number == 0 or day.isoweekday() == 1]
        return tuple(Week(tuple(days[begin:end])) for begin, end in zip(begins, [*begins[1:], len(days)], strict=True))

    @property
    def middle(self) -> dt.date:
        """A day that says which month a week is counted in, and the other way round: its Thursday."""
        return self.first + dt.timedelta(days=3)

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day < self.after


def month_of(day: dt.date) -> Period:
    first = day.replace(day=1)
    return Period(View.MONTH, first, (first + dt.timedelta(days=31)).replace(day=1))


def week_of(day: dt.date) -> Period:
    monday = dates.monday_of(day)
    return Period(View.WEEK, monday, monday + dt.timedelta(days=DAYS_OF_A_WEEK))


def around(view: View, day: dt.date) -> Period:
    """The month or week with this day."""
    return week_of(day) if view is View.WEEK else month_of(day)


def read(view: View, code: str) -> Period | None:
    """The month or week that an address names; None when it means none."""
    match = (_WEEK if view is View.WEEK else _MONTH).fullmatch(code)
    if match is None or int(match[1]) not in YEARS:
        return None
    year, number = map(int, match.groups())
    try:
        day = dt.date.fromisocalendar(year, number, 4) if view is View.WEEK else dt.date(year, number, 1)
    except ValueError:
        return None
    return _within_years(around(view, day))


def _within_years(period: Period) -> Period | None:
    return period if period.first.year in YEARS and period.last.year in YEARS else None
