"""The one order of locks: the event first, then its seat pools by id. Every write of an event begins here."""

import uuid

from events.models import Event, SeatPool


def lock_event(event_id: uuid.UUID) -> Event:
    """Lock the event's row until the transaction ends; raises Event.DoesNotExist."""
    return Event.objects.select_for_update(no_key=True).get(pk=event_id)


def lock_pools(event: Event) -> list[SeatPool]:
    """Lock the seat pools of a locked event and answer them by position."""
    pools = list(SeatPool.objects.select_for_update(no_key=True).filter(event=event).order_by("id"))
    return sorted(pools, key=lambda pool: (pool.position, pool.pk))
