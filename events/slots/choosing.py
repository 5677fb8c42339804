"""Chooses the best starts: the sum of what the settings say each touched training and each unusual hour costs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings

from events.slots import sweeping
from events.slots.grid import Grid
from events.slots.habits import Habit
from events.slots.sweeping import Counts

BEST = 100
NOON = 12 * 60
HOUR = 60
TUESDAY, THURSDAY, SATURDAY = 1, 3, 5


@dataclass(frozen=True, slots=True)
class Pick:
    """A start by its index; `cost` 0 is the best there can be, but for a usual time, which is better still."""

    index: int
    cost: int

    @property
    def score(self) -> int:
        return min(BEST, max(0, BEST - self.cost))


def best(picks: Iterable[Pick], grid: Grid, *, limit: int) -> list[Pick]:
    """Answer the starts that cost least, the earlier one of equals; of each morning and each afternoon the best."""
    halves: dict[tuple[int, bool], Pick] = {}
    for pick in picks:
        half = grid.columns[0].days[pick.index], grid.minutes_of_day[pick.index] < NOON
        known = halves.get(half)
        if known is None or pick.cost < known.cost:
            halves[half] = pick
    return sorted(halves.values(), key=lambda pick: (pick.cost, pick.index))[:limit]


def costs(grid: Grid, counts: Counts, habit: Habit | None) -> Iterator[Pick]:
    """Answer every start at which trainers and room are free, in order of time."""
    weights = settings.SLOT_WEIGHTS
    touching = [(counts.by_kind[kind], weights[kind]) for kind in sweeping.OVERLAPPING]
    taken, same_week = counts.by_kind[sweeping.TAKEN], counts.by_kind[sweeping.SAME_WEEK]
    most, of_week = settings.SLOT_BUSIEST_WEEK, weights[sweeping.SAME_WEEK]
    hours = {minute: _cost_of_hour(minute) for minute in set(grid.minutes_of_day)}
    days = {day: _cost_of_day((day - 1) % 7) for day in set(grid.columns[0].days)} if grid.columns else {}
    for index, minute in enumerate(grid.minutes_of_day):
        if taken[index]:
            continue
        day = grid.columns[0].days[index]
        cost = hours[minute] + days[day] + min(same_week[index], most) * of_week
        for numbers, weight in touching:
            cost += numbers[index] * weight
        if habit and habit.holds((day - 1) % 7, is_morning=minute < NOON):
            cost += weights["your_usual_time"]
        yield Pick(index, cost)


def is_usual(minute: int) -> bool:
    """Whether most trainings begin at this local minute of the day."""
    return minute in settings.SLOT_USUAL_STARTS


def _cost_of_hour(minute: int) -> int:
    if is_usual(minute):
        return 0
    return int(settings.SLOT_WEIGHTS["half_hour" if minute % HOUR else "other_hour"])


def _cost_of_day(weekday: int) -> int:
    """Monday is 0."""
    if TUESDAY <= weekday <= THURSDAY:
        return 0
    return int(settings.SLOT_WEIGHTS["weekend" if weekday >= SATURDAY else "monday_friday"])
