"""Which trainings stand in which cells of a planning board, with what their blocks say: one statement."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from events.boards.rows import Row, Rows
from events.boards.spans import Column
from events.models import Session
from events.models.events import EventQuerySet
from events.queries.describing import linked_ids

# Longer sessions stand below the others: they are the same in every column.
LONG_DAYS = 7


@dataclass(frozen=True, slots=True)
class Cells:
    """Which cells are asked for: the first trainings of each (`limit`), and all of `opened`: its row and column."""

    kind: Rows
    rows: Sequence[Row]
    columns: Sequence[Column]
    limit: int
    opened: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Training:
    id: str
    state: str
    lead_id: int
    titles: dict[str, str]
    sector_ids: list[int]
    co_organiser_ids: list[int]
    is_over: bool


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session by the clocks of Finland."""

    id: int
    begins: dt.datetime
    ends: dt.datetime
    last_on: dt.date
    all_day: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A training in a column, with its sessions there by time."""

    training: Training
    sittings: list[Sitting]


@dataclass(frozen=True, slots=True)
class Place:
    """`of_cell` counts all trainings of the cell."""

    row: int
    column: int
    standing: Standing
    of_cell: int


@dataclass(frozen=True, slots=True)
class Placed:
    """Places by row, column and time; `total` counts the trainings of all cells."""

    places: list[Place]
    total: int


@dataclass(frozen=True, slots=True)
class Statement:
    sql: str
    parameters: list[Any]


def place(cells: Cells, sessions: QuerySet[Session], events: EventQuerySet, now: dt.datetime) -> Placed:
    """Place the sessions of these events; the sessions touch the columns."""
    asked = touching(sessions, events)
    if asked is None:
        return Placed([], 0)
    columns, known = cells.columns, [(row.term.id, row.number) for row in cells.rows if row.term]
    values: list[Any] = [settings.TIME_ZONE, now, columns[0].first, columns[-1].last]
    values += [(columns[0].after - columns[0].first).days, list(range(len(columns)))]
    values += [LONG_DAYS, cells.limit, *(cells.opened or (None, None))]
    values += [[term_id for term_id, _number in known], [number for _id, number in known]]
    linked = {name: linked_ids(name, "events_event.id") for name in ("sector", "co_organiser")}
    with connection.cursor() as cursor:
        statement = PLACING.format(touching=asked.sql, links=LINKS[cells.kind], **linked)
        cursor.execute(statement, [*asked.parameters, *values])
        total, *found = cursor.fetchone()
    return Placed(_places(*(json.loads(each or "[]") for each in found)), total)


def _places(cells: list[list[int]], sittings: list[list[Any]], trainings: list[list[Any]]) -> list[Place]:
    by_id = {each[0]: Training(*each) for each in trainings}
    standings: dict[int, Standing] = {}
    for number, event_id, session_id, begins, ends, last_on, all_day, is_over in sittings:
        if number not in standings:
            standings[number] = Standing(by_id[event_id], [])
        moments = dt.datetime.fromisoformat(begins), dt.datetime.fromisoformat(ends)
        sitting = Sitting(session_id, *moments, dt.date.fromisoformat(last_on), all_day, is_over)
        standings[number].sittings.append(sitting)
    return [Place(row, column, standings[number], of_cell) for row, column, number, of_cell in cells]


def touching(sessions: QuerySet[Session], events: EventQuerySet) -> Statement | None:
    """SQL for a common table `touching`: those of these sessions that are of these events; None when none can be."""
    inside, of_sessions = sessions.order_by().values_list(*_INSIDE).query.sql_with_params()
    # Of events only those that have one of the sessions are looked at.
    is_inside = RawSQL("events_event.id = ANY (ARRAY(SELECT event_id FROM inside))", (), output_field=BooleanField())
    try:
        wanted, of_events = events.order_by().filter(is_inside).values_list("pk").query.sql_with_params()
    except EmptyResultSet:
        return None
    return Statement(TOUCHING.format(inside=inside, events=wanted), [*of_sessions, *of_events])


_INSIDE = ("id", "event_id", "starts_at", "ends_at", "all_day")
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
# The outer join is one that the planner cannot turn into an inner one: it would then expect three rows and loop over
# thousands.
TOUCHING = """
inside (id, event_id, starts_at, ends_at, all_day) AS MATERIALIZED ({inside}),
touching AS MATERIALIZED (
    SELECT inside.* FROM inside LEFT JOIN ({events}) AS wanted (id) ON wanted.id = inside.event_id
    WHERE coalesce(wanted.id::text, '') <> ''
)
"""
# Trainings of a column are put in order once, not once for every row they stand in. What is found comes as JSON: read
# as rows, its thousands of values would take most of the time.
PLACING = """
WITH {touching},
asked (zone, now, board_on, board_until, days, numbers, long_days, shown, opened_row, opened_column) AS (
    VALUES (%s::text, %s::timestamptz, %s::date, %s::date, %s::int, %s::int[], %s::int, %s::int, %s::int, %s::int)
),
dated AS (
    SELECT id, event_id, starts_at, starts_at AT TIME ZONE zone AS begins, ends_at AT TIME ZONE zone AS ends,
           ((ends_at - interval '1 microsecond') AT TIME ZONE zone)::date AS last_on, all_day, ends_at <= now AS is_over
    FROM touching, asked
),
sitting AS MATERIALIZED (
    SELECT dated.*, last_on - begins::date > long_days AS is_long, unnest(numbers[
        1 + (greatest(begins::date, board_on) - board_on) / days : 1 + (least(last_on, board_until) - board_on) / days
    ]) AS number
    FROM dated, asked
),
standing AS MATERIALIZED (
    SELECT number, event_id,
           row_number() OVER (ORDER BY bool_and(is_long), min(starts_at), event_id, number) AS standing_id
    FROM sitting GROUP BY number, event_id
),
known (term_id, row) AS (SELECT * FROM unnest(%s::bigint[], %s::int[])),
belonging AS (
    SELECT DISTINCT event_id, coalesce(known.row, 0) AS row
    FROM (SELECT DISTINCT event_id FROM touching) AS events
    LEFT JOIN ({links}) AS links USING (event_id)
    LEFT JOIN known USING (term_id)
),
ranked AS (
    SELECT row, number, standing_id, count(*) OVER (PARTITION BY row, number) AS of_cell,
           row_number() OVER (PARTITION BY row, number ORDER BY standing_id) AS place
    FROM standing JOIN belonging USING (event_id)
),
placed AS MATERIALIZED (
    SELECT row, number, standing_id, of_cell
    FROM ranked, asked
    WHERE place <= shown OR (of_cell = shown + 1 AND shown > 1) OR (row = opened_row AND number = opened_column)
),
shown AS MATERIALIZED (SELECT * FROM standing WHERE standing_id IN (SELECT standing_id FROM placed))
SELECT (SELECT count(DISTINCT event_id) FROM touching),
    (SELECT json_agg(json_build_array(row, number, standing_id, of_cell) ORDER BY row, number, standing_id) FROM placed
    )::text,
    (SELECT json_agg(
        json_build_array(standing_id, event_id, id, begins, ends, last_on, all_day, is_over) ORDER BY starts_at, id
    ) FROM shown JOIN sitting USING (event_id, number))::text,
    (SELECT json_agg(json_build_array(
        id, state, lead_id, json_build_object('fi', title_fi, 'sv', title_sv, 'en', title_en),
        {sector}, {co_organiser}, ends_at <= now
    )) FROM events_event, asked WHERE id IN (SELECT event_id FROM shown))::text
"""
