"""A year of trainings, counted by week and by sector or agency: what the year wheel draws."""

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from events import dates
from events.boards.rows import OTHER_NUMBER, Row
from events.boards.years import Year
from events.filters import Selection
from events.models import Event, Session
from events.queries import board_placing
from events.queries.board import STATES
from events.queries.searches import Reader

# By number of the ring and first day of the week or month.
Counts = defaultdict[int, Counter[dt.date]]


@dataclass(frozen=True, slots=True)
class Ring:
    """`weeks` and `months` are counts in the order of the year's; a training counts once in each of them."""

    row: Row
    weeks: tuple[int, ...]
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CountedYear:
    """Totals count each training once, however many rings it stands in."""

    rings: tuple[Ring, ...]
    weeks: tuple[int, ...]
    months: tuple[int, ...]
    total: int


def counted(year: Year, by: str, rows: Sequence[Row], selection: Selection, reader: Reader) -> CountedYear:
    """Count the trainings that take part in planning, in one query."""
    sessions = Session.objects.filter(
        state=Session.State.SCHEDULED,
        starts_at__gte=dates.midnight(year.first),
        starts_at__lt=dates.midnight(year.after),
    )
    events = selection.narrow(Event.objects.visible_to(reader.viewer).filter(state__in=STATES))
    asked = board_placing.touching(sessions, events)
    if asked is None:
        return _counted(year, rows, [], [])
    with connection.cursor() as cursor:
        statement = COUNTING.format(touching=asked.sql, links=LINKS[by])
        cursor.execute(statement, [*asked.parameters, settings.TIME_ZONE, settings.TIME_ZONE])
        of_rings, of_all = (json.loads(each or "[]") for each in cursor.fetchone())
    return _counted(year, rows, of_rings, of_all)


# Of a ring (a term's id, none of trainings without) or of all: first day of a week, else of a month, else neither; how
# many trainings.
Found = tuple[int | None, str | None, str | None, int]


def _counted(year: Year, rows: Sequence[Row], of_rings: Sequence[Found], of_all: Sequence[Found]) -> CountedYear:
    numbers = {row.term.id: row.number for row in rows if row.term}
    per_week, per_month, _total = _sorted(of_rings, numbers)
    rings = [
        Ring(row, _in(year.weeks, per_week[row.number]), _in(year.months, per_month[row.number]))
        for row in rows
        if per_week[row.number] or row.is_own
    ]
    weeks, months, total = _sorted(of_all, numbers)
    return CountedYear(
        tuple(rings), _in(year.weeks, weeks[OTHER_NUMBER]), _in(year.months, months[OTHER_NUMBER]), total
    )


def _sorted(found: Sequence[Found], numbers: dict[int, int]) -> tuple[Counts, Counts, int]:
    """Counts by week and by month of each ring, and the one of no time."""
    per_week: Counts = defaultdict(Counter)
    per_month: Counts = defaultdict(Counter)
    total = 0
    for term_id, week, month, count in found:
        number = numbers.get(term_id, OTHER_NUMBER) if term_id else OTHER_NUMBER
        if week:
            per_week[number][dt.date.fromisoformat(week)] += count
        elif month:
            per_month[number][dt.date.fromisoformat(month)] += count
        else:
            total = count
    return per_week, per_month, total


# What puts a training in a ring.
LINKS = {
    "sector": "SELECT event_id, sector_id AS term_id FROM events_event_sectors",
    "agency": "SELECT id AS event_id, lead_id AS term_id FROM events_event",
}
COUNTING = """
WITH {touching},
units AS MATERIALIZED (
    SELECT DISTINCT event_id, date_trunc('week', starts_at AT TIME ZONE %s)::date AS week,
           date_trunc('month', starts_at AT TIME ZONE %s)::date AS month
    FROM touching
),
of_rings AS (
    SELECT term_id, week, month, count(DISTINCT event_id) AS number
    FROM units LEFT JOIN (SELECT * FROM ({links}) AS every WHERE event_id IN (SELECT event_id FROM units)) AS links
        USING (event_id)
    GROUP BY GROUPING SETS ((term_id, week), (term_id, month))
),
of_all AS (
    SELECT NULL AS term_id, week, month, count(DISTINCT event_id) AS number
    FROM units GROUP BY GROUPING SETS ((week), (month), ())
)
SELECT (SELECT json_agg(json_build_array(term_id, week, month, number)) FROM of_rings)::text,
       (SELECT json_agg(json_build_array(term_id, week, month, number)) FROM of_all)::text
"""


def _in(units: Sequence[dt.date], counts: Counter[dt.date]) -> tuple[int, ...]:
    return tuple(counts[unit] for unit in units)
