"""The starts that come into question: every half hour of working days on which nothing falls that matters."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from zoneinfo import ZoneInfo

from django.utils import timezone

from events.overlaps import working_days
from events.slots.asking import A_DAY, SlotQuery

STEP = 30
MICROSECONDS = 1_000_000
A_MINUTE = 60 * MICROSECONDS
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Column:
    """One session of every start that comes into question, in order.

    When it starts in microseconds since 1970, the ordinal of its local day and that day's number among the working
    days: each of them rises from start to start.
    """

    starts: list[int]
    days: list[int]
    works: list[int]


@dataclass(frozen=True, slots=True)
class Grid:
    """`columns` hold the first, second… sessions; `minutes_of_day` are the local hours, the same for each of them."""

    columns: list[Column]
    minutes_of_day: list[int]

    def __len__(self) -> int:
        return len(self.minutes_of_day)

    def times(self, index: int) -> list[dt.datetime]:
        """When the sessions of a start begin, in UTC."""
        return [moment(column.starts[index]) for column in self.columns]

    def day(self, index: int) -> dt.date:
        return dt.date.fromordinal(self.columns[0].days[index])


def of_query(query: SlotQuery, closed: Collection[dt.date]) -> Grid:
    """Answer all starts in order of time; on none of their days falls anything that is `closed`."""
    zone = _zone()
    open_days = {day: times for day in _days(query, closed) if (times := _times(day, query, zone))}
    first_days = [day for day in open_days if all(each in open_days for each in _weekly(day, query.sessions))]
    hours = {
        day: sorted(set[int].intersection(*(set(open_days[each]) for each in _weekly(day, query.sessions))))
        for day in first_days
    }
    columns = [_column(hours, open_days, dt.timedelta(weeks=week)) for week in range(query.sessions)]
    return Grid(columns, list(chain.from_iterable(hours.values())))


def moment(microseconds: int) -> dt.datetime:
    return EPOCH + dt.timedelta(microseconds=microseconds)


def microseconds(moment: dt.datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def _zone() -> ZoneInfo:
    zone = timezone.get_default_timezone()
    assert isinstance(zone, ZoneInfo)
    return zone


def _days(query: SlotQuery, closed: Collection[dt.date]) -> Iterator[dt.date]:
    day = query.earliest
    while day <= query.latest:
        if day.isoweekday() in query.weekdays and day not in closed:
            yield day
        day += A_DAY


def _weekly(day: dt.date, sessions: int) -> list[dt.date]:
    return [day + dt.timedelta(weeks=week) for week in range(sessions)]


def _times(day: dt.date, query: SlotQuery, zone: ZoneInfo) -> Mapping[int, int]:
    """When a session can start on a day: local minutes since midnight, and the moment that is."""
    begins = dt.datetime.combine(day, dt.time(), zone)
    last = query.to_hour * 60 - query.minutes
    if begins.utcoffset() == (begins + A_DAY).utcoffset():
        midnight = microseconds(begins)
        return {minute: midnight + minute * A_MINUTE for minute in range(query.from_hour * 60, last + 1, STEP)}
    closes = _wall(day, query.to_hour * 60, zone)
    return {
        minute: microseconds(starts)
        for minute in range(query.from_hour * 60, query.to_hour * 60, STEP)
        if _is_one_moment(starts := _wall(day, minute, zone))
        and starts.astimezone(dt.UTC) + dt.timedelta(minutes=query.minutes) <= closes
    }


def _wall(day: dt.date, minute: int, zone: ZoneInfo) -> dt.datetime:
    """What a clock on the wall shows: 24 hours are the next midnight."""
    return (dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=minute)).replace(tzinfo=zone)


def _is_one_moment(local: dt.datetime) -> bool:
    """Not an hour that the clocks skip in spring, nor one that they show twice in autumn."""
    return local.utcoffset() == local.replace(fold=1).utcoffset()


def _column(
    hours: Mapping[dt.date, list[int]], open_days: Mapping[dt.date, Mapping[int, int]], later: dt.timedelta
) -> Column:
    starts: list[int] = []
    days: list[int] = []
    works: list[int] = []
    for first, minutes in hours.items():
        day = first + later
        times = open_days[day]
        starts += [times[minute] for minute in minutes]
        days += [day.toordinal()] * len(minutes)
        works += [working_days.number(day)] * len(minutes)
    return Column(starts, days, works)
