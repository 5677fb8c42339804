"""A training's seats as a small picture: taken, free, waiting and overbooked in each pool."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from catalogue import texts
from events.descriptions import pool_name
from events.models import Event, SeatPool
from events.queries.searches import Reader
from registrations.queries.table_columns import LANGUAGES

WIDTH = 100.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of the picture, of a hundred in all."""

    kind: str
    x: str
    size: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Seats:
    """`capacity` and `free` None are unlimited; `overbooked` are those of the taken that are beyond the capacity."""

    name: str
    capacity: int | None
    taken: int
    free: int | None
    waiting: int = 0
    overbooked: int = 0
    reserved_until: datetime | None = None
    reserved_for: str = ""
    is_ceiling: bool = False

    @property
    def bars(self) -> list[Bar]:
        """Taken, overbooked and waiting side by side; what is left of the frame before those waiting is free."""
        within = self.taken - self.overbooked
        free = self.free or 0
        parts = [("taken", within), ("overbooked", self.overbooked), ("free", free), ("waiting", self.waiting)]
        whole = sum(size for _kind, size in parts) or 1
        bars, start = [], 0.0
        for kind, size in parts:
            width = WIDTH * size / whole
            if size:
                bars.append(Bar(kind, f"{start:.2f}", f"{width:.2f}"))
            start += width
        return bars


def of_event(event: Event, pools: Iterable[SeatPool], read: Reader) -> list[Seats]:
    """Each pool, and the ceiling common to them where there is one."""
    found = [_of_pool(pool, read) for pool in pools]
    ceiling = event.seat_ceiling
    if ceiling is None:
        return found
    together = Seats(
        name="",
        capacity=ceiling.capacity,
        taken=ceiling.taken,
        free=ceiling.free,
        waiting=event.waiting,
        overbooked=_beyond(ceiling.taken, ceiling.capacity),
        is_ceiling=True,
    )
    return [together, *found]


def _of_pool(pool: SeatPool, read: Reader) -> Seats:
    is_reserved = pool.is_reserved(read.now)
    return Seats(
        name=pool_name(pool, read.language),
        capacity=pool.capacity,
        taken=pool.taken,
        free=None if pool.capacity is None else max(0, pool.capacity - pool.taken),
        waiting=pool.waiting,
        overbooked=_beyond(pool.taken, pool.capacity),
        reserved_until=pool.reserved_until if is_reserved else None,
        reserved_for=", ".join(_kept_for(pool, read.language)) if is_reserved else "",
    )


def _kept_for(pool: SeatPool, language: str) -> Iterator[str]:
    for kept in (pool.reserved_organisation, pool.reserved_region, pool.reserved_audience):
        if kept is not None:
            yield texts.pick(kept, "name", language).value
    if pool.reserved_language:
        yield LANGUAGES[pool.reserved_language]


def _beyond(taken: int, capacity: int | None) -> int:
    return 0 if capacity is None else max(0, taken - capacity)
