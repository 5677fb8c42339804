"""A board laid out as a table: groups of columns, column heads with the days that matter, rows of cells."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils import translation
from django.utils.translation import gettext

from catalogue.texts import Text
from events import calendar_days, dates
from events.boards import spans
from events.boards.asking import Board
from events.boards.blocks import Block, label_of
from events.boards.rows import Row, Rows
from events.boards.spans import Column, Columns
from events.calendar_days import Mark
from events.descriptions import Named
from events.queries.board import Cell, Filling
from events.queries.searches import Reader

SATURDAY = 6
SHOWN_MARKS = 2
# Of rows on paper: with more of them each gets less room.
DENSITIES = {"few": 9, "some": 16, "many": 28, "most": 50}


@dataclass(frozen=True, slots=True)
class MarkName:
    """A day that matters, by name; `where` says whose it is when it is not everybody's."""

    kind: str
    name: Text
    where: str
    days: str


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head; `iso` is its first day."""

    column: Column
    iso: str
    name: str
    dates: str
    label: str
    marks: list[MarkName]
    is_today: bool
    is_over: bool
    is_weekend: bool
    today_at: int

    @property
    def more_marks(self) -> int:
        return max(0, len(self.marks) - SHOWN_MARKS)


@dataclass(frozen=True, slots=True)
class Group:
    """Columns under one name: a month of weeks, or a week of days; `query` leads to it alone."""

    name: str
    span: int
    query: str


@dataclass(frozen=True, slots=True)
class LaidCell:
    """`shade` is the kind of day that weighs most in it; `filled` None is an empty one."""

    head: Head
    key: str
    shade: str
    filled: Cell | None

    @property
    def blocks(self) -> list[Block]:
        return self.filled.blocks if self.filled else []


@dataclass(frozen=True, slots=True)
class LaidRow:
    row: Row
    cells: list[LaidCell]
    is_chosen: bool
    query: str


@dataclass(frozen=True, slots=True)
class Layout:
    title: str
    groups: list[Group]
    heads: list[Head]
    rows: list[LaidRow]
    sectors: list[Named]
    has_weekends: bool
    total: int

    @property
    def density(self) -> str:
        """How much room a row has on paper."""
        return next((density for density, most in DENSITIES.items() if len(self.rows) <= most), "all")


def lay_out(
    board: Board, rows: Sequence[Row], filling: Filling, reader: Reader, *, columns: Sequence[Column] = ()
) -> Layout:
    """The rows that have something, and one's own; of these columns alone when they are said."""
    columns = columns or board.span.columns
    marks = calendar_days.marks_between(columns[0].first, columns[-1].last, vocabularies=reader.vocabularies)
    by_column = [[mark for mark in marks if _touches(mark, column)] for column in columns]
    heads = [_head(column, found, board, reader) for column, found in zip(columns, by_column, strict=True)]
    filled = {number for number, _on in filling.cells}
    shown = [row for row in rows if row.number in filled or row.is_own]
    chosen = board.row if board.row in {row.key for row in shown} else next((row.key for row in shown), "")
    return Layout(
        title=title_of(board, reader.language),
        groups=_groups(board, heads, reader.language),
        heads=heads,
        rows=[_row(row, heads, by_column, filling, board, is_chosen=row.key == chosen) for row in shown],
        sectors=_sectors(filling, reader),
        has_weekends=any(on.isoweekday() >= SATURDAY for _row, on in filling.cells),
        total=filling.total,
    )


def _sectors(filling: Filling, reader: Reader) -> list[Named]:
    """Those of the blocks, for the legend."""
    sectors = {block.training.sector for cell in filling.cells.values() for block in cell.blocks}
    marked = {sector.code: sector for sector in sectors if sector}
    return [marked[term.code] for term in reader.vocabularies.sectors if term.code in marked]


def title_of(board: Board, language: str) -> str:
    """As in: maaliskuu 2027; tammikuu – maaliskuu 2027; 2027; 8.–14. maaliskuuta 2027."""
    span = board.span
    if span.months is None:
        return dates.days(dates.midnight(span.first), dates.midnight(span.after), language)
    if span.months == 12 and span.first.month == 1:  # noqa: PLR2004 - a year
        return str(span.first.year)
    last = dates.month_of_the_year(span.last, language)
    if span.months == 1:
        return last
    same_year = span.first.year == span.last.year
    first = dates.month(span.first, language) if same_year else dates.month_of_the_year(span.first, language)
    return f"{first} – {last}"


def _touches(mark: Mark, column: Column) -> bool:
    return mark.first_on < column.after and mark.last_on >= column.first


def _head(column: Column, marks: list[Mark], board: Board, reader: Reader) -> Head:
    by_days, first = board.span.by is Columns.DAY, column.first
    name, days, label = _called(column, board.span.by, reader.language)
    return Head(
        column=column,
        iso=first.isoformat(),
        name=name,
        dates=days,
        label=label,
        marks=_names(marks, reader),
        is_today=board.today in column,
        is_over=column.last < board.today,
        is_weekend=by_days and first.isoweekday() >= SATURDAY,
        today_at=board.today.isoweekday() if not by_days else 1,
    )


def name_of(column: Column, by: Columns, language: str) -> str:
    """What a column is called in full, where no head says it."""
    return _called(column, by, language)[2]


@lru_cache(maxsize=1024)
def _called(column: Column, by: Columns, language: str) -> tuple[str, str, str]:
    """What a column is called in its head, its days there, and both in full."""
    first = column.first
    if by is Columns.DAY:
        label = f"{dates.weekday(first, language)} {dates.day(first, language)}"
        return dates.weekday(first, language, short=True), str(first.day), label
    days = dates.days(dates.midnight(first), dates.midnight(column.after), language)
    with translation.override(language):
        week = gettext("Week %(number)s") % {"number": column.week}
    return str(column.week), dates.short_days(first, column.last, language), f"{week}, {days}"


def _names(marks: Iterable[Mark], reader: Reader) -> list[MarkName]:
    """Each name once, whatever the number of regions or days that have it."""
    found: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        found.setdefault((mark.kind, mark.name(reader.language).value), []).append(mark)
    return [_name(same, reader) for same in found.values()]


def _name(marks: list[Mark], reader: Reader) -> MarkName:
    organisations = reader.vocabularies.organisations
    owners = [
        label_of(organisations.by_id(mark.organisation_id), reader.language) for mark in marks if mark.organisation_id
    ]
    regions = frozenset().union(*(mark.region_ids for mark in marks))
    names = [term.name(reader.language).value for term in reader.vocabularies.regions.many(regions)]
    is_everywhere = any(not mark.region_ids for mark in marks)
    first, last = min(mark.first_on for mark in marks), max(mark.last_on for mark in marks)
    days = dates.short_days(first, last, reader.language) if first != last else ""
    where = dates.enumeration(owners or ([] if is_everywhere else names), reader.language)
    return MarkName(marks[0].kind, marks[0].name(reader.language), where, days)


def _groups(board: Board, heads: Sequence[Head], language: str) -> list[Group]:
    if board.span.by is Columns.DAY:
        weeks = itertools.groupby(heads, key=lambda head: dates.monday_of(head.column.first))
        return [
            Group(
                gettext("Week %(number)s") % {"number": monday.isocalendar().week},
                len(list(same)),
                board.but(span=spans.week(monday)).query,
            )
            for monday, same in weeks
        ]
    months = itertools.groupby(heads, key=lambda head: head.column.middle.replace(day=1))
    return [
        Group(dates.month_of_the_year(first, language), len(list(same)), board.but(span=spans.month(first)).query)
        for first, same in months
    ]


def _row(
    row: Row, heads: Sequence[Head], marks: Sequence[list[Mark]], filling: Filling, board: Board, *, is_chosen: bool
) -> LaidRow:
    cells = [
        LaidCell(
            head,
            f"{row.key}.{head.iso}",
            shade_of(found, row, board.rows) if found else "",
            filling.cells.get((row.number, head.column.first)),
        )
        for head, found in zip(heads, marks, strict=True)
    ]
    return LaidRow(row, cells, is_chosen, board.of_row(row.key))


def shade_of(marks: Iterable[Mark], row: Row, kind: Rows) -> str:
    """The kind of day that weighs most in this row: of a region its own holidays, of an agency its own blocked days."""
    return next((mark.kind for mark in marks if _is_of(mark, row, kind)), "")


def _is_of(mark: Mark, row: Row, kind: Rows) -> bool:
    if mark.organisation_id is not None:
        return kind is Rows.AGENCY and row.term is not None and mark.organisation_id in row.term.ancestor_ids
    if mark.region_ids:
        return kind is Rows.REGION and row.term is not None and row.term.id in mark.region_ids
    return True


def row_of(rows: Iterable[Row], key: str) -> Row | None:
    return next((row for row in rows if row.key == key), None)
