"""A year of trainings, counted by week and by sector or agency: what the year wheel draws."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth, TruncWeek

from events import dates
from events.boards.rows import OTHER_NUMBER, Row
from events.boards.years import Year
from events.filters import Selection
from events.models import Event, Session
from events.queries.board import STATES
from events.queries.searches import Reader

Unit = type[TruncWeek | TruncMonth]
# By number of the ring and first day of the week or month.
Counts = defaultdict[int, Counter[dt.date]]
RINGS = {"sector": "event__sectors", "agency": "event__lead"}


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
    """Count the trainings that take part in planning, in five queries."""
    events = selection.narrow(Event.objects.visible_to(reader.viewer).filter(state__in=STATES))
    sessions = Session.objects.filter(
        event__in=events.order_by().values("pk"),
        state=Session.State.SCHEDULED,
        starts_at__gte=dates.midnight(year.first),
        starts_at__lt=dates.midnight(year.after),
    ).order_by()
    numbers = {row.term.id: row.number for row in rows if row.term}
    per_week, per_month = (_by_ring(sessions, unit, by, numbers) for unit in (TruncWeek, TruncMonth))
    rings = [
        Ring(row, _in(year.weeks, per_week[row.number]), _in(year.months, per_month[row.number]))
        for row in rows
        if per_week[row.number] or row.is_own
    ]
    weeks, months = (_in(units, _totals(sessions, unit)) for units, unit in _units(year))
    total = sessions.aggregate(total=Count("event", distinct=True))["total"]
    return CountedYear(tuple(rings), weeks, months, total)


def _units(year: Year) -> tuple[tuple[Sequence[dt.date], Unit], ...]:
    return (year.weeks, TruncWeek), (year.months, TruncMonth)


def _by_ring(sessions: QuerySet[Session], unit: Unit, by: str, numbers: dict[int, int]) -> Counts:
    found: Counts = defaultdict(Counter)
    rows = sessions.annotate(unit=unit("starts_at")).values_list("unit", RINGS[by])
    for begins_at, term_id, count in rows.annotate(count=Count("event", distinct=True)):
        found[numbers.get(term_id, OTHER_NUMBER)][dates.first_day(begins_at)] += count
    return found


def _totals(sessions: QuerySet[Session], unit: Unit) -> Counter[dt.date]:
    rows = sessions.annotate(unit=unit("starts_at")).values_list("unit").annotate(count=Count("event", distinct=True))
    return Counter({dates.first_day(begins_at): count for begins_at, count in rows})


def _in(units: Sequence[dt.date], counts: Counter[dt.date]) -> tuple[int, ...]:
    return tuple(counts[unit] for unit in units)
