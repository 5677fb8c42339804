"""What the search for free slots answers: the best starts with what each touches and why it is good, day by day."""

import datetime as dt
from dataclasses import dataclass

from events.calendar_days import Mark
from events.overlaps.finding import Overlap
from events.slots.asking import SlotQuery


@dataclass(frozen=True, slots=True)
class Good:
    """Why a start is good, without words: a code with the number, ids or weekday that belong to it."""

    code: str
    number: int | None = None
    ids: tuple[int, ...] = ()
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """`starts` are those of its sessions, in order; `touches` are overlaps as the check of the editor finds them."""

    starts: tuple[dt.datetime, ...]
    ends_at: dt.datetime
    score: int
    touches: tuple[Overlap, ...]
    reasons: tuple[Good, ...]

    @property
    def starts_at(self) -> dt.datetime:
        return self.starts[0]


@dataclass(frozen=True, slots=True)
class DayLook:
    """How a day looked at is, by its best start: `score` None where there is none. `marks` are why it was passed over.

    `place` is that of the day's best slot among those answered, 1 for the best.
    """

    on: dt.date
    score: int | None
    marks: tuple[Mark, ...] = ()
    place: int | None = None


@dataclass(frozen=True, slots=True)
class SlotAnswer:
    """`lacks` names what must be said of the training before overlaps can be looked for."""

    query: SlotQuery
    slots: tuple[Slot, ...]
    days: tuple[DayLook, ...]
    lacks: tuple[str, ...] = ()
