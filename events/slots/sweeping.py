"""Counts for every start at once what it would touch: each session in the way is a stretch of starts.

Starts are in order, so that those at which one session meets another, lies near it or in its season are neighbours: two
bisections find where they begin and end, and differences that are added up count them all.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from uuid import UUID

from django.conf import settings

from events.overlaps import working_days
from events.slots.bookings import Booked, Bookings, Other
from events.slots.grid import A_MINUTE, Column, Grid

# From one index to another, the latter not included.
Stretch = tuple[int, int]
TAKEN, CLASH_HIGH, CLASH_MEDIUM, NEAR, DUPLICATE, SAME_WEEK = KINDS = (
    "taken",
    "clash_high",
    "clash_medium",
    "near",
    "duplicate",
    "same_week",
)
OVERLAPPING = (CLASH_HIGH, CLASH_MEDIUM, NEAR, DUPLICATE)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many other trainings a start would touch, by kind and by the start's index; and the stretches of each."""

    by_kind: dict[str, list[int]]
    stretches: dict[UUID, list[Stretch]]

    def touched(self, index: int) -> list[UUID]:
        """The trainings with which a start would overlap."""
        return [
            event_id
            for event_id, stretches in self.stretches.items()
            if any(first <= index < after for first, after in stretches)
        ]


def count(grid: Grid, bookings: Bookings, minutes: int) -> Counts:
    """Count for every start of the grid; sessions last so many minutes."""
    differences = {kind: [0] * (len(grid) + 1) for kind in KINDS}
    length = minutes * A_MINUTE
    weeks = _Weeks(grid)
    _add(
        differences[TAKEN],
        (_meeting(column, starts, ends, length) for column in grid.columns for starts, ends in bookings.taken),
    )
    stretches: dict[UUID, list[Stretch]] = {}
    for event_id, other in bookings.others.items():
        found = {
            CLASH_HIGH if other.is_direct or other.is_same_topic else CLASH_MEDIUM: _meetings(grid, other, length),
            NEAR: list(_near(grid, other, length)) if other.is_same_topic else [],
            DUPLICATE: _in_season(grid, other),
        }
        for kind, some in found.items():
            _add(differences[kind], some)
        _add(differences[SAME_WEEK], weeks.of(other))
        stretches[event_id] = [stretch for some in found.values() for stretch in some]
    return Counts({kind: list(accumulate(steps)) for kind, steps in differences.items()}, stretches)


def _meeting(column: Column, starts: int, ends: int, length: int) -> Stretch:
    """The starts at which a session of this length goes on at the same moment; touching is not."""
    return bisect_right(column.starts, starts - length), bisect_left(column.starts, ends)


def _meetings(grid: Grid, other: Other, length: int) -> list[Stretch]:
    return [_meeting(column, each.starts, each.ends, length) for column in grid.columns for each in other.booked]


def _near(grid: Grid, other: Other, length: int) -> Iterator[Stretch]:
    """The starts some working days away or less, without those that meet the same session."""
    days = settings.OVERLAP_NEAR_WORKING_DAYS
    for each in other.booked:
        first = working_days.number(_date(each.first_day)) - days
        last = working_days.number(_date(each.last_day)) + days
        for column in grid.columns:
            begins, after = bisect_left(column.works, first), bisect_right(column.works, last)
            meets, parts = _meeting(column, each.starts, each.ends, length)
            if meets >= parts:
                yield begins, after
            else:
                yield begins, min(meets, after)
                yield max(parts, begins), after


def _in_season(grid: Grid, other: Other) -> list[Stretch]:
    days = settings.OVERLAP_SEASON_DAYS
    return [
        (bisect_left(column.days, first - days), bisect_right(column.days, last + days))
        for first, last in other.season
        for column in grid.columns
    ]


class _Weeks:
    """The starts that have a session in a week, from Monday to Sunday."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._known: dict[int, list[Stretch]] = {}

    def of(self, other: Other) -> list[Stretch]:
        mondays = {monday for each in other.booked for monday in _mondays(each)}
        return [stretch for monday in mondays for stretch in self._starts(monday)]

    def _starts(self, monday: int) -> list[Stretch]:
        if monday not in self._known:
            self._known[monday] = [
                (bisect_left(column.days, monday), bisect_left(column.days, monday + 7))
                for column in self._grid.columns
            ]
        return self._known[monday]


def _mondays(booked: Booked) -> Iterator[int]:
    """The Mondays of the weeks that a session touches; the first of January of the year 1 was one."""
    first = booked.first_day - (booked.first_day - 1) % 7
    yield from range(first, booked.last_day + 1, 7)


def _date(ordinal: int) -> dt.date:
    return dt.date.fromordinal(ordinal)


def _add(differences: list[int], stretches: Iterable[Stretch]) -> None:
    """Count one training once at each start, however many of its sessions are in the way there."""
    reached = 0
    for first, after in sorted(stretches):
        begins = max(first, reached)
        if begins < after:
            differences[begins] += 1
            differences[after] -= 1
            reached = after
