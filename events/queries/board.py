"""What stands in the cells of a planning board: each cell's first trainings, and all of them when it is opened."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Max, Prefetch, QuerySet, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from catalogue.models import Organisation
from catalogue.viewers import Viewer
from events import dates
from events.boards.asking import Board
from events.boards.blocks import Block, Blocks, Sitting
from events.boards.rows import Row, Rows
from events.boards.spans import Column, Columns
from events.models import Event, SeatPool, Session
from events.models.events import EventQuerySet
from events.queries import board_overlaps
from events.queries.describing import linked_ids
from events.queries.searches import Reader

# What takes part in planning; drafts are their organisers' own.
STATES = (Event.State.PLANNED, Event.State.PUBLISHED)
# A cell with one more than it shows shows that one too: the line that hides it takes as much room.
SHOWN, SHOWN_CLOSE = 3, 1  # of a year the first of each cell, no more
# Longer sessions stand below the others: they are the same in every column.
LONG_DAYS = 7


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

    @property
    def event_ids(self) -> set[uuid.UUID]:
        return {block.id for cell in self.cells.values() for block in cell.blocks}


@dataclass(frozen=True, slots=True)
class _Placed:
    row: int
    on: dt.date
    event_id: uuid.UUID
    session_ids: list[int]
    of_cell: int
    of_all: int


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
    """Fill the cells of these rows with the events, in five queries."""
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
    by_day = {column.first: column for column in columns}
    limit = SHOWN_CLOSE if board.span.is_close else SHOWN
    placed = _placed(board, rows, columns, events, limit)
    if not placed:
        return Filling({}, 0)
    found = {event.pk: event for event in _events({each.event_id for each in placed})}
    sittings = _sittings(pk for each in placed for pk in each.session_ids)
    overlapping = board_overlaps.of_events(found.keys(), viewer=reader.viewer, now=reader.now)
    blocks = Blocks(board.span.by, reader, overlapping)
    leads = {row.number: row.term.id for row in rows if row.term} if board.rows is Rows.AGENCY else {}
    cells: dict[Place, Cell] = {}
    for each in placed:
        held = sorted((sittings[pk] for pk in each.session_ids), key=lambda sitting: sitting.starts_at)
        event = found[each.event_id]
        block = blocks.block(event, by_day[each.on], held, is_of_row=leads.get(each.row) == event.lead_id)
        cells.setdefault((each.row, each.on), Cell([], each.of_cell, limit)).blocks.append(block)
    return Filling(cells, placed[0].of_all)


def _touching(first: dt.date, after: dt.date) -> QuerySet[Session]:
    scheduled = Session.objects.filter(state=Session.State.SCHEDULED)
    return scheduled.filter(starts_at__lt=dates.midnight(after), ends_at__gt=dates.midnight(first))


def _placed(
    board: Board,
    rows: Sequence[Row],
    columns: Sequence[Column],
    events: EventQuerySet,
    limit: int,
) -> list[_Placed]:
    first, last = columns[0].first, columns[-1].last
    sessions = _touching(first, columns[-1].after).order_by().filter(event__in=events.order_by().values("pk"))
    names = ("id", "event_id", "starts_at", "ends_at", "all_day")
    try:
        sql, parameters = sessions.values_list(*names).query.sql_with_params()
    except EmptyResultSet:
        return []
    known = [row for row in rows if row.term]
    cell = board.cell
    opened = next((row.number for row in rows if cell and row.key == cell[0]), None)
    column = "day::date" if board.span.by is Columns.DAY else "date_trunc('week', day)::date"
    statement = PLACING.format(sessions=sql, column=column, links=LINKS[board.rows])
    zone = settings.TIME_ZONE
    values: list[Any] = [zone, zone, LONG_DAYS, first, last]
    values += [[row.term.id for row in known if row.term], [row.number for row in known]]
    values += [limit, opened, cell[1] if cell else None]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, *values])
        return [_Placed(*row) for row in cursor]


# What puts a training in a row: pairs of an event and a term, none where it belongs to the row of all others.
LINKS = {
    Rows.AGENCY: """
        SELECT id AS event_id, lead_id AS term_id FROM events_event WHERE id IN (SELECT event_id FROM touching)
        UNION ALL
        SELECT event_id, organisation_id FROM events_event_co_organisers
        WHERE event_id IN (SELECT event_id FROM touching)
            AND organisation_id IN (SELECT id FROM catalogue_organisation WHERE kind <> 'partner')
    """,
    Rows.SECTOR: """
        SELECT event_id, sector_id AS term_id FROM events_event_sectors
        WHERE event_id IN (SELECT event_id FROM touching)
    """,
    Rows.AUDIENCE: """
        SELECT event_id, targetgroup_id AS term_id FROM events_event_audiences
        WHERE event_id IN (SELECT event_id FROM touching)
    """,
    Rows.REGION: """
        SELECT id AS event_id, NULL AS term_id FROM events_event
        WHERE id IN (SELECT event_id FROM touching) AND (national OR delivery <> 'onsite')
        UNION ALL
        SELECT event_id, region_id FROM events_event_regions JOIN events_event ON events_event.id = event_id
        WHERE event_id IN (SELECT event_id FROM touching) AND NOT national AND delivery <> 'online'
    """,
}
PLACING = """
WITH touching (id, event_id, starts_at, ends_at, all_day) AS MATERIALIZED ({sessions}),
spans AS (
    SELECT *, (starts_at AT TIME ZONE %s)::date AS first_on,
           ((ends_at - interval '1 microsecond') AT TIME ZONE %s)::date AS last_on
    FROM touching
),
standing AS (
    SELECT {column} AS column_on, event_id, array_agg(DISTINCT id) AS session_ids,
           bool_and(last_on - first_on > %s) AS is_long, min(starts_at) AS starts_at
    FROM spans CROSS JOIN LATERAL generate_series(
        greatest(first_on, %s)::timestamp, least(last_on, %s)::timestamp, interval '1 day'
    ) AS day
    GROUP BY 1, event_id
),
known (term_id, row) AS (SELECT * FROM unnest(%s::bigint[], %s::int[])),
belonging AS (
    SELECT DISTINCT event_id, coalesce(known.row, 0) AS row
    FROM (SELECT DISTINCT event_id FROM touching) AS events
    LEFT JOIN ({links}) AS links USING (event_id)
    LEFT JOIN known USING (term_id)
),
placed AS (
    SELECT row, column_on, event_id, session_ids,
           row_number() OVER (PARTITION BY row, column_on ORDER BY is_long, starts_at, event_id) AS place,
           count(*) OVER (PARTITION BY row, column_on) AS of_cell
    FROM standing JOIN belonging USING (event_id)
)
SELECT row, column_on, event_id, session_ids, of_cell, (SELECT count(DISTINCT event_id) FROM touching)
FROM placed, (SELECT %s::int AS shown, %s::int AS opened_row, %s::date AS opened_on) AS wanted
WHERE place <= shown OR (of_cell = shown + 1 AND shown > 1) OR (row = opened_row AND column_on = opened_on)
ORDER BY row, column_on, place
"""


def told_of(event_id: uuid.UUID) -> dict[str, int]:
    """How many hear of it when the training is moved: who has a seat or is offered one, and who waits."""
    pools = SeatPool.objects.filter(event=event_id)
    return pools.aggregate(taken=Coalesce(Sum("taken"), 0), waiting=Coalesce(Max("waiting"), 0))


def _events(ids: Collection[uuid.UUID]) -> Iterable[Event]:
    """What a block says of its training; none of the long texts."""
    sectors = RawSQL(linked_ids("sector", "events_event.id"), ())  # noqa: S611 - our own names
    joint = Prefetch("co_organisers", Organisation.objects.order_by().only("id"))
    events = Event.objects.filter(pk__in=ids).order_by().annotate(sector_ids=sectors)
    return events.only("title_fi", "title_sv", "title_en", "state", "lead_id").prefetch_related(joint)


def _sittings(ids: Iterable[int]) -> dict[int, Sitting]:
    rows = Session.objects.filter(pk__in=set(ids)).order_by()
    return {row[0]: Sitting(*row) for row in rows.values_list("id", "starts_at", "ends_at", "all_day")}
