"""What stands in the cells of a planning board: each cell's first trainings, and all of them when it is opened."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from catalogue.viewers import Viewer
from events import dates
from events.boards.asking import Board
from events.boards.blocks import Block, Blocks
from events.boards.rows import Row, Rows
from events.boards.spans import Column
from events.models import Event, Session
from events.models.events import EventQuerySet
from events.queries import board_overlaps, board_placing
from events.queries.board_placing import Cells
from events.queries.searches import Reader

# What takes part in planning; drafts are their organisers' own.
STATES = (Event.State.PLANNED, Event.State.PUBLISHED)
# A cell with one more than it shows shows that one too: the line that hides it takes as much room.
SHOWN, SHOWN_CLOSE = 3, 1  # of a year the first of each cell, no more


@dataclass(frozen=True, slots=True)
class Cell:
    """The first trainings of a row in a column; `total` counts them all."""

    blocks: list[Block]
    total: int
    limit: int

    @property
    def hidden(self) -> int:
        return self.total - len(self.blocks)

    @property
    def can_close(self) -> bool:
        """Whether it shows more than it does unasked."""
        return not self.hidden and self.total > self.limit + 1


# Number of the row, first day of the column.
Place = tuple[int, dt.date]


@dataclass(frozen=True, slots=True)
class Filling:
    """`total` trainings on the whole board, each counted once."""

    cells: dict[Place, Cell]
    total: int


def taking_part(board: Board, viewer: Viewer, now: dt.datetime) -> EventQuerySet:
    """Trainings that take part in planning at any time, not narrowed by filters yet."""
    states = [*STATES, Event.State.DRAFT] if board.with_drafts else STATES
    events = Event.objects.visible_to(viewer).filter(state__in=states)
    return board_overlaps.with_overlaps(events, viewer, now) if board.only_overlaps else events


def shown_on(board: Board, viewer: Viewer, now: dt.datetime) -> EventQuerySet:
    """Those with a session in the columns of the board."""
    columns = board.span.columns
    sessions = _touching(columns[0].first, columns[-1].after).order_by().values_list("event_id")
    sql, parameters = sessions.query.sql_with_params()
    touched = RawSQL(f"events_event.id = ANY (ARRAY({sql}))", parameters, output_field=BooleanField())  # noqa: S611
    return taking_part(board, viewer, now).filter(touched)


def filled(board: Board, rows: Sequence[Row], *, events: EventQuerySet, reader: Reader) -> Filling:
    """Fill the cells of these rows with the events, in two queries."""
    return _filled(board, rows, board.span.columns, events, reader)


def filled_column(
    board: Board, rows: Sequence[Row], column: Column, *, events: EventQuerySet, reader: Reader
) -> Filling:
    """The same for one column alone."""
    return _filled(board, rows, [column], events, reader)


def _filled(
    board: Board,
    rows: Sequence[Row],
    columns: Sequence[Column],
    events: EventQuerySet,
    reader: Reader,
) -> Filling:
    limit = SHOWN_CLOSE if board.span.is_close else SHOWN
    asked = Cells(board.rows, rows, columns, limit, _opened(board, rows, columns))
    placed = board_placing.place(asked, _touching(columns[0].first, columns[-1].after), events, reader.now)
    trainings = (each.standing.training for each in placed.places)
    ids = {training.id for training in trainings if not training.is_over}
    overlapping = board_overlaps.of_events(ids, viewer=reader.viewer, now=reader.now)
    blocks = Blocks(board.span.by, reader, overlapping)
    leads = {row.number: row.term.id for row in rows if row.term} if board.rows is Rows.AGENCY else {}
    cells: dict[Place, Cell] = {}
    for each in placed.places:
        column, standing = columns[each.column], each.standing
        cell = cells.get((each.row, column.first))
        if cell is None:
            cell = cells[each.row, column.first] = Cell([], each.of_cell, limit)
        is_of_row = leads.get(each.row) == standing.training.lead_id
        cell.blocks.append(blocks.block(standing, column, is_of_row=is_of_row))
    return Filling(cells, placed.total)


def _opened(board: Board, rows: Sequence[Row], columns: Sequence[Column]) -> tuple[int, int] | None:
    """The cell shown in full: number of its row and of its column."""
    if board.cell is None:
        return None
    key, first = board.cell
    row = next((row.number for row in rows if row.key == key), None)
    column = next((number for number, column in enumerate(columns) if column.first == first), None)
    return (row, column) if row is not None and column is not None else None


def _touching(first: dt.date, after: dt.date) -> QuerySet[Session]:
    scheduled = Session.objects.filter(state=Session.State.SCHEDULED)
    return scheduled.filter(starts_at__lt=dates.midnight(after), ends_at__gt=dates.midnight(first))
