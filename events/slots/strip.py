"""The weeks looked at as a picture: a column for each week, a row for each weekday, a cell for each day."""

import datetime as dt
from dataclasses import dataclass

from events import dates
from events.slots.answers import DayLook, SlotAnswer

CELL, GAP, LEFT, TOP = 18, 3, 26, 18
STEP = CELL + GAP
# From these scores on a day is free, or has something.
FREE, SOME = 90, 60
# So many columns apart the months are named.
APART = 3


@dataclass(frozen=True, slots=True)
class Cell:
    x: int
    y: int
    kind: str
    place: int | None
    label: str

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + CELL // 2, self.y + CELL // 2


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A week of the table behind the picture: what is said of each of its days."""

    number: int
    said: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Strip:
    width: int
    height: int
    cells: list[Cell]
    weekdays: list[tuple[int, str]]
    months: list[tuple[int, str]]
    weeks: list[WeekRow]
    size: int = CELL


def of_answer(answer: SlotAnswer, language: str) -> Strip | None:
    """Answer the picture; nothing when no day was looked at."""
    if not answer.days:
        return None
    monday = dates.monday_of(answer.days[0].on)
    rows = sorted({day.on.weekday() for day in answer.days})
    columns = (dates.monday_of(answer.days[-1].on) - monday).days // 7 + 1
    cells: list[Cell] = []
    weeks: dict[int, WeekRow] = {}
    for day in answer.days:
        column = (dates.monday_of(day.on) - monday).days // 7
        label = _label(day, language)
        cells.append(
            Cell(LEFT + column * STEP, TOP + rows.index(day.on.weekday()) * STEP, kind_of(day), day.place, label)
        )
        week = weeks.setdefault(column, WeekRow(day.on.isocalendar().week, []))
        week.said.append((dates.weekday(day.on, language, short=True), dates.day_of_the_year(day.on, language), label))
    return Strip(
        width=LEFT + columns * STEP,
        height=TOP + len(rows) * STEP,
        cells=cells,
        weekdays=[
            (TOP + at * STEP + CELL - 4, dates.weekday(monday + dt.timedelta(days=row), language, short=True))
            for at, row in enumerate(rows)
        ],
        months=_months(monday, columns, language),
        weeks=list(weeks.values()),
    )


def kind_of(day: DayLook) -> str:
    """How a day looks: closed, taken, free, some or much."""
    if day.marks:
        return "closed"
    if day.score is None:
        return "taken"
    return "free" if day.score >= FREE else "some" if day.score >= SOME else "much"


def _label(day: DayLook, language: str) -> str:
    """What falls on the day, or its best score."""
    if day.marks:
        return str(day.marks[0].name(language))
    return "–" if day.score is None else str(day.score)


def _months(monday: dt.date, columns: int, language: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    last = -APART
    for column in range(columns):
        day = monday + dt.timedelta(weeks=column)
        is_new = column == 0 or day.month != (day - dt.timedelta(weeks=1)).month
        if is_new and column - last >= APART:
            found.append((LEFT + column * STEP, dates.month(day, language, short=True)))
            last = column
    return found
