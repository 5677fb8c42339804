"""Seats kept for some until a date, and the ceiling common to all of an event's seats."""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalogue.actors import Actor
from catalogue.models.history import difference
from catalogue.rules import RuleError
from events import drafting, locks, signals
from events.models import Event, SeatCeiling, SeatPool


class ReservedForNobodyError(RuleError):
    code = "reserved_for_nobody"
    status = 422
    text = _("Say for whom the seats are kept, and until when.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reservation:
    """For whom a pool's seats are kept, any of these, until a moment; then they are for everybody."""

    until: datetime
    organisation_id: int | None = None
    region_id: int | None = None
    audience_id: int | None = None
    language: str = ""


def keep_for(pool: SeatPool, reservation: Reservation | None) -> dict[str, Any]:
    """Keep a locked pool's seats for some, or (None) for nobody; answer what has changed as a history row says it.

    Raises ReservedForNobodyError.
    """
    columns = _columns_of(reservation)
    if reservation is not None and not any(value for name, value in columns.items() if name != "reserved_until"):
        raise ReservedForNobodyError
    before = {name: getattr(pool, name) for name in columns if getattr(pool, name) != columns[name]}
    for name in before:
        setattr(pool, name, columns[name])
    if before:
        pool.save(update_fields=list(before))
    return {name: difference(value, columns[name]) for name, value in before.items()}


@transaction.atomic
def set_ceiling(
    *, by: Actor, event_id: uuid.UUID, capacity: int | None, reason: str = "", now: datetime | None = None
) -> SeatCeiling | None:
    """Say how many may take part together, whatever the pools have room for; None: as many as they have.

    Lowered below what is taken, the difference counts as overbooked and shrinks as people cancel.
    """
    event = locks.lock_event(event_id)
    pools = locks.lock_pools(event)
    ceiling = event.seat_ceiling
    before = ceiling.capacity if ceiling else None
    if before == capacity:
        return ceiling
    if capacity is None:
        SeatCeiling.objects.filter(event=event).delete()
        ceiling = None
    else:
        taken = sum(pool.taken for pool in pools)
        values = {"capacity": capacity, "taken": taken, "overbooked": max(0, taken - capacity)}
        ceiling, _is_new = SeatCeiling.objects.update_or_create(event=event, defaults=values)
    locks.tie_ceiling(event, ceiling)
    details = {"ceiling": difference(before, capacity)}
    change = drafting.save_change(event, by=by, action="reserve_seats", reason=reason, details=details, now=now)
    signals.capacity_changed.send(Event, event=event, pools=pools, added=(), change=change)
    return ceiling


def _columns_of(reservation: Reservation | None) -> dict[str, Any]:
    names = ("until", "organisation_id", "region_id", "audience_id", "language")
    said = asdict(reservation) if reservation else dict.fromkeys(names) | {"language": ""}
    return {f"reserved_{name}": said[name] for name in names}
