"""A calendar year or a school year as an address writes it, with its months and weeks."""

import datetime as dt
import re
from dataclasses import dataclass

from events import dates
from events.boards import spans
from events.filter_values import YEARS

# A school year begins in August.
AUGUST = 8
_CALENDAR, _SCHOOL = re.compile(r"\d{4}", re.ASCII), re.compile(r"(\d{4})-(\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Year:
    """Begins with the given year, or with the August of it."""

    begins: int
    is_school_year: bool = False

    @property
    def first(self) -> dt.date:
        return dt.date(self.begins, AUGUST if self.is_school_year else 1, 1)

    @property
    def after(self) -> dt.date:
        return spans.month_from(self.first, 12)

    @property
    def code(self) -> str:
        """2027; 2026-2027"""
        return f"{self.begins}-{self.begins + 1}" if self.is_school_year else f"{self.begins}"

    @property
    def name(self) -> str:
        return self.code.replace("-", "\N{EN DASH}")

    @property
    def months(self) -> tuple[dt.date, ...]:
        """Their first days."""
        return tuple(spans.month_from(self.first, number) for number in range(12))

    @property
    def weeks(self) -> tuple[dt.date, ...]:
        """The Mondays of all weeks with a day in the year."""
        monday = dates.monday_of(self.first)
        count = -(-(self.after - monday).days // 7)
        return tuple(monday + number * spans.A_WEEK for number in range(count))

    @property
    def previous(self) -> "Year | None":
        return self._beside(-1)

    @property
    def next(self) -> "Year | None":
        return self._beside(1)

    @property
    def other(self) -> "Year":
        """The school year that begins in this year, or the year in which this school year ends."""
        return Year(self.begins + 1) if self.is_school_year else Year(self.begins - 1, is_school_year=True)

    def _beside(self, direction: int) -> "Year | None":
        begins = self.begins + direction
        return Year(begins, self.is_school_year) if YEARS.start < begins < YEARS.stop - 2 else None


def around(day: dt.date, *, is_school_year: bool = False) -> Year:
    if not is_school_year:
        return Year(day.year)
    return Year(day.year if day.month >= AUGUST else day.year - 1, is_school_year=True)


def read(code: str) -> Year | None:
    """The year that an address names; None when it means none."""
    if _CALENDAR.fullmatch(code):
        year = Year(int(code))
    elif (match := _SCHOOL.fullmatch(code)) and int(match[2]) == int(match[1]) + 1:
        year = Year(int(match[1]), is_school_year=True)
    else:
        return None
    return year if YEARS.start < year.begins < YEARS.stop - 2 else None
