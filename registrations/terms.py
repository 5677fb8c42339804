"""The terms on which an event takes registrations: what its organisers have settled, else the defaults."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction

from catalogue.actors import Actor
from catalogue.models.history import difference
from events import drafting, locks
from events.models import Event, SeatPool
from registrations.models import RegistrationTerms

Holding = RegistrationTerms.Holding
SETTABLE = frozenset(field.name for field in RegistrationTerms._meta.concrete_fields) - {"event"}  # noqa: SLF001

# As `read` takes them, for statements that ask for something else too.
COLUMNS = [field.attname for field in RegistrationTerms._meta.concrete_fields]  # noqa: SLF001


def read(event_id: uuid.UUID, row: Sequence[Any]) -> RegistrationTerms:
    """Answer what stands in COLUMNS of an event's terms; the defaults when there is nothing."""
    if row[0] is None:
        return RegistrationTerms(event_id=event_id)
    return RegistrationTerms.from_db(DEFAULT_DB_ALIAS, COLUMNS, row)


def of(event_id: uuid.UUID) -> RegistrationTerms:
    """Answer an event's terms; of one without a row the defaults, unsaved."""
    found = RegistrationTerms.objects.filter(pk=event_id).first()
    return found or RegistrationTerms(event_id=event_id)


def hold_until(settled: RegistrationTerms, event: Event, pools: Collection[SeatPool], now: datetime) -> datetime | None:
    """Until when a seat taken now is held for an address that nobody has confirmed; None: for good.

    Without limits there is no queue, and nobody who could want the seat.
    """
    is_limited = event.seat_ceiling is not None or any(pool.capacity is not None for pool in pools)
    if settled.holds_unverified == Holding.NEVER or (settled.holds_unverified == Holding.AUTO and not is_limited):
        return None
    by = now + timedelta(hours=settled.verify_hours)
    return by if event.starts_at is None or by < event.starts_at else None


def takes_groups(settled: RegistrationTerms) -> bool:
    """Whether somebody may register others: not where each has a supervisor of their own to ask."""
    return settled.largest_group > 1 and settled.approval != RegistrationTerms.Approval.SUPERVISOR


@transaction.atomic
def save_terms(
    *, by: Actor, event_id: uuid.UUID, values: Mapping[str, Any], reason: str = "", now: datetime | None = None
) -> RegistrationTerms:
    """Settle terms; `values` are names in SETTABLE. What has changed stands in the event's history."""
    event = locks.lock_event(event_id)
    return set_terms(event, by=by, values=values, reason=reason, now=now)


def set_terms(
    event: Event, *, by: Actor, values: Mapping[str, Any], reason: str = "", now: datetime | None = None
) -> RegistrationTerms:
    """Do the same to an event that is locked."""
    if unknown := set(values) - SETTABLE:
        raise ValueError(f"not terms: {sorted(unknown)}")
    terms = of(event.pk)
    before = {name: getattr(terms, name) for name, value in values.items() if getattr(terms, name) != value}
    for name in before:
        setattr(terms, name, values[name])
    if before:
        terms.save()
        details = {name: difference(value, values[name]) for name, value in before.items()}
        drafting.save_change(event, by=by, action="registration_terms", reason=reason, details=details, now=now)
    return terms
