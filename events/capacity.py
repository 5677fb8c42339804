"""Changing how many seats a pool has. Nobody is thrown out: too small a capacity counts the rest as overbooked."""

from datetime import datetime

from django.db import transaction

from catalogue.actors import Actor
from events import drafting, locks, signals
from events.models import Event, SeatPool


@transaction.atomic
def change_capacity(
    *, by: Actor, pool_id: int, capacity: int | None, reason: str = "", now: datetime | None = None
) -> SeatPool:
    """Set a pool's capacity (None: unlimited); the queue moves in the same transaction when seats were added.

    Lowered below what is taken, the difference becomes `overbooked` and shrinks as people cancel.
    """
    event = locks.lock_event(SeatPool.objects.values_list("event_id", flat=True).get(pk=pool_id))
    pools = locks.lock_pools(event)
    pool = next(pool for pool in pools if pool.pk == pool_id)
    if pool.capacity == capacity:
        return pool
    details = {"pool": pool.position, "capacity": resize(pool, capacity)}
    pool.save(update_fields=["capacity", "overbooked"])
    change = drafting.save_change(event, by=by, action="change_capacity", reason=reason, details=details, now=now)
    signals.capacity_changed.send(Event, event=event, pools=pools, added=(), change=change)
    return pool


def resize(pool: SeatPool, capacity: int | None) -> dict[str, int | None]:
    """Give a locked pool its capacity, unsaved; answer what has changed as a history row says it."""
    change = {"from": pool.capacity, "to": capacity}
    pool.capacity = capacity
    pool.overbooked = 0 if capacity is None else max(0, pool.taken - capacity)
    return change
