"""The days a board shows, in columns of a day or a week, and the neighbouring and wider spans one can turn to."""

import datetime as dt
import enum
import re
from dataclasses import dataclass
from functools import cached_property

from events import dates, periods
from events.filter_values import YEARS

A_DAY, A_WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
# A year of weeks with both its ends, a month of days with the weeks it lies in.
MOST_WEEKS, MOST_DAYS = 54, 42
MONTHS_AHEAD = 3
CLOSE_COLUMNS = 30
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Columns(enum.StrEnum):
    WEEK = "week"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Days:
    """Days in a row, half-open."""

    first: dt.date
    after: dt.date

    @property
    def last(self) -> dt.date:
        return self.after - A_DAY

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day < self.after


@dataclass(frozen=True, slots=True)
class Column(Days):
    """A day or an ISO week."""

    @property
    def week(self) -> int:
        return self.first.isocalendar().week

    @property
    def middle(self) -> dt.date:
        """The day that says to which month a week belongs: its Thursday."""
        return self.first + dt.timedelta(days=3) if self.after - self.first == A_WEEK else self.first


@dataclass(frozen=True)
class Span(Days):
    """What is asked for. Columns of weeks are whole ones: they may begin before and end after."""

    by: Columns

    @property
    def query(self) -> str:
        return f"columns={self.by}&from={self.first}&until={self.last}"

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        step = A_DAY if self.by is Columns.DAY else A_WEEK
        first = self.first if self.by is Columns.DAY else dates.monday_of(self.first)
        count = -(-(self.after - first).days // step.days)
        return tuple(Column(first + number * step, first + (number + 1) * step) for number in range(count))

    @property
    def is_close(self) -> bool:
        """Whether its columns are drawn closer: weeks of more than a half-year."""
        return self.by is Columns.WEEK and len(self.columns) > CLOSE_COLUMNS

    @property
    def months(self) -> int | None:
        """How many calendar months it is, when it is whole ones."""
        if self.first.day != 1 or self.after.day != 1:
            return None
        return 12 * (self.after.year - self.first.year) + self.after.month - self.first.month

    @property
    def previous(self) -> "Span | None":
        return self._beside(-1)

    @property
    def next(self) -> "Span | None":
        return self._beside(1)

    def _beside(self, direction: int) -> "Span | None":
        if self.months:
            first = month_from(self.first, direction * self.months)
            span = Span(first, month_from(first, self.months), self.by)
        else:
            length = self.after - self.first
            span = Span(self.first + direction * length, self.after + direction * length, self.by)
        return span if span.first.year in YEARS and span.last.year in YEARS else None

    def __contains__(self, day: dt.date) -> bool:
        return self.columns[0].first <= day < self.columns[-1].after


def month_from(first: dt.date, months: int) -> dt.date:
    """The first day of the month so many months later."""
    number = 12 * first.year + first.month - 1 + months
    return dt.date(number // 12, number % 12 + 1, 1)


# --- The spans offered ------------------------------------------------------------------------------------------------
def week(day: dt.date) -> Span:
    period = periods.week_of(day)
    return Span(period.first, period.after, Columns.DAY)


def month(day: dt.date) -> Span:
    period = periods.month_of(day)
    return Span(period.first, period.after, Columns.DAY)


def season(day: dt.date) -> Span:
    """Three months from the month of this day."""
    first = day.replace(day=1)
    return Span(first, month_from(first, MONTHS_AHEAD), Columns.WEEK)


def half_year(day: dt.date) -> Span:
    first = day.replace(month=1 if day.month <= 6 else 7, day=1)  # noqa: PLR2004 - June
    return Span(first, month_from(first, 6), Columns.WEEK)


def year(day: dt.date) -> Span:
    return Span(dt.date(day.year, 1, 1), dt.date(day.year + 1, 1, 1), Columns.WEEK)


# --- Reading ----------------------------------------------------------------------------------------------------------
def read(by: str, first: str, last: str, today: dt.date) -> tuple[Span, list[tuple[str, str]]]:
    """The span that an address names, and the values that mean nothing in it; unasked, the season of today."""
    unknown = []
    if by and by not in set(Columns):
        unknown.append(("columns", by))
        by = ""
    columns = Columns(by) if by else Columns.WEEK
    first_on, last_on = _date(first), _date(last)
    begins = first_on or today
    span = season(begins) if columns is Columns.WEEK else month(begins)
    if first_on:
        span = Span(first_on, first_on + (span.after - span.first) if first_on.day != 1 else span.after, columns)
    most = dt.timedelta(weeks=MOST_WEEKS) if columns is Columns.WEEK else dt.timedelta(days=MOST_DAYS)
    if last_on and span.first <= last_on and last_on < span.first + most:
        span = Span(span.first, last_on + A_DAY, columns)
    elif last:
        unknown.append(("until", last))
    if first and not first_on:
        unknown.append(("from", first))
    return span, unknown


def _date(iso: str) -> dt.date | None:
    """A date of a year that calendars have, with room around it."""
    if not _ISO.fullmatch(iso) or not YEARS.start < int(iso[:4]) < YEARS.stop - 1:
        return None
    try:
        return dt.date.fromisoformat(iso)
    except ValueError:
        return None
