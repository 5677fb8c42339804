"""Calendars of others on the planning board: a row for each, below those of the agencies, with its items by column."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from catalogue.texts import Text
from events import dates
from events.boards import laying, spans
from events.boards.asking import Board
from events.boards.spans import Column, Columns
from events.models import ExternalItem
from events.queries.searches import Reader

# A calendar that is fuller shows the first of each cell all the same; what lies beyond so many is not counted.
MOST_ITEMS, MOST_CALENDARS = 5_000, 30
# Of a cell: a week leads on to its days, where nearly all of them have room.
SHOWN, SHOWN_CLOSE, SHOWN_OF_A_DAY = 2, 1, 10
# What can be asked of an item, by the columns that answer it; with any other filter items are not what is asked for.
_ASKED = {"audience": "audience_ids", "theme": "theme_ids", "sector": "sector_ids", "region": "region_ids"}


@dataclass(slots=True)
class OutsideCell:
    """The first items of a calendar in a column; `today_at` is today's weekday when today is in it.

    `query` leads to the days of a week; a day has none.
    """

    first_on: dt.date
    label: str
    today_at: int
    query: str
    shown: list["OutsideItem"] = field(default_factory=list)
    total: int = 0

    @property
    def hidden(self) -> int:
        return self.total - len(self.shown)


@dataclass(frozen=True, slots=True)
class OutsideItem:
    title: str
    when: str


@dataclass(frozen=True, slots=True)
class OutsideRow:
    """`agency` is the one that keeps the calendar."""

    name: str
    agency: Text
    cells: list[OutsideCell]


@dataclass(frozen=True, slots=True)
class Outside:
    """The calendars that have something in the columns of the board; `has_more` when not all of them are there."""

    rows: list[OutsideRow]
    has_more: bool = False

    def __bool__(self) -> bool:
        return bool(self.rows)


NOTHING = Outside([])


def rows(board: Board, reader: Reader) -> Outside:
    """What calendars have in the columns of the board, by the calendar's name: one query."""
    condition = _asked(board)
    if condition is None:
        return NOTHING
    columns = board.span.columns
    first, after = dates.midnight(columns[0].first), dates.midnight(columns[-1].after)
    items = ExternalItem.objects.filter(condition, starts_at__lt=after, ends_at__gt=first)
    items = items.select_related("calendar").order_by("calendar__name", "calendar_id", "starts_at", "id")
    heads = [_head(column, board, reader.language) for column in columns]
    found: dict[int, OutsideRow] = {}
    for number, item in enumerate(items[: MOST_ITEMS + 1]):
        row = found.get(item.calendar_id)
        if number == MOST_ITEMS or (row is None and len(found) == MOST_CALENDARS):
            return Outside(list(found.values()), has_more=True)
        if row is None:
            agency = reader.vocabularies.organisations.by_id(item.calendar.organisation_id).short_name(reader.language)
            row = found[item.calendar_id] = OutsideRow(
                item.calendar.name, agency, [OutsideCell(*head) for head in heads]
            )
        _place(item, row, columns, board, reader.language)
    return Outside(list(found.values()))


def _head(column: Column, board: Board, language: str) -> tuple[dt.date, str, int, str]:
    query = board.but(span=spans.week(column.first)).query if board.span.by is Columns.WEEK else ""
    return column.first, laying.name_of(column, board.span.by, language), _today_in(column, board), query


def _asked(board: Board) -> Q | None:
    """Items that the filters of the board mean; None when they mean no item at all."""
    wanted = board.selection.wanted
    asked = {name: values for name, values in wanted.values.items() if values and name not in ("from", "until", "past")}
    if board.only_overlaps or not asked.keys() <= {*_ASKED, "q"}:
        return None
    condition = Q()
    for name, column in _ASKED.items():
        if name in asked:
            vocabulary = getattr(wanted.vocabularies, f"{name}s")
            terms = [term for code in asked[name] if (term := vocabulary.get(code))]
            ids = frozenset().union(*(term.ancestor_ids | term.descendant_ids for term in terms))
            condition &= Q(**{f"{column}__overlap": sorted(ids)}) | Q(**{column: []})
    for text in asked.get("q", ()):
        condition &= Q(title__icontains=text)
    return condition


def _place(item: ExternalItem, row: OutsideRow, columns: Sequence[Column], board: Board, language: str) -> None:
    shown = SHOWN_OF_A_DAY if board.span.by is Columns.DAY else SHOWN_CLOSE if board.span.is_close else SHOWN
    begins_on, last_on = dates.first_day(item.starts_at), dates.last_day(item.ends_at)
    for column, cell in zip(columns, row.cells, strict=True):
        if begins_on < column.after and last_on >= column.first:
            cell.total += 1
            if len(cell.shown) < shown:
                cell.shown.append(OutsideItem(item.title or _("(no title)"), _when(item, begins_on, board, language)))


def _today_in(column: Column, board: Board) -> int:
    if board.today not in column:
        return 0
    return 1 if board.span.by is Columns.DAY else board.today.isoweekday()


def _when(item: ExternalItem, begins_on: dt.date, board: Board, language: str) -> str:
    day = f"{dates.weekday(begins_on, language, short=True)} " if board.span.by is Columns.WEEK else ""
    return day.rstrip() if item.all_day else f"{day}{dates.clock(item.starts_at, language)}"
