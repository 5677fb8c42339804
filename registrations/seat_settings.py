"""The one write of the page "Seats and registration": seats, for whom they are kept, the queue and the terms."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.actors import Actor
from catalogue.rules import RuleError
from events import drafting, locks, reserving, signals
from events.drafting import PoolDraft
from events.editing import pools
from events.models import Event, EventChange, SeatPool
from events.reserving import Reservation
from registrations import answering, terms
from registrations.models import Question

# Columns of the event that are settled here.
OF_EVENT = ("waiting_list_mode", "waiting_list_limit", "minimum_participants")
_ASKED_BY = {"has_catering": Question.Standard.DIET, "asks_accessibility": Question.Standard.ACCESSIBILITY}


class CeilingBelowTakenError(RuleError):
    code = "ceiling_below_taken"
    text = _("More seats are taken together already. Nobody loses theirs: to go below, say why.")


@dataclass(frozen=True, kw_only=True, slots=True)
class PoolSettings:
    draft: PoolDraft
    reservation: Reservation | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatSettings:
    """`event` are columns in OF_EVENT, `terms` names in terms.SETTABLE, `ceiling` None as many as the pools have."""

    event: Mapping[str, Any]
    terms: Mapping[str, Any]
    pools: Sequence[PoolSettings]
    ceiling: int | None = None


@transaction.atomic
def save_settings(
    *,
    by: Actor,
    event_id: uuid.UUID,
    settings: SeatSettings,
    expected_version: int | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> None:
    """Settle how one gets into a training. The queue moves last, when everything is as it should be.

    Answers that are asked for no longer lose their purpose and are removed. Raises drafting.VersionConflictError,
    CeilingBelowTakenError, reserving.ReservedForNobodyError and what `editing.pools.revise` raises.
    """
    now = now or timezone.now()
    event = locks.lock_event(event_id)
    if expected_version is not None and expected_version != event.version:
        raise drafting.VersionConflictError
    seats = locks.lock_pools(event)
    _refuse_ceiling(event, seats, settings.ceiling, reason)
    change, added = _save_pools(event, seats, settings, by=by, reason=reason, now=now)
    before = terms.of(event_id)
    terms.set_terms(event, by=by, values=settings.terms, reason=reason, now=now)
    for name, standard in _ASKED_BY.items():
        if getattr(before, name) and not settings.terms.get(name, True):
            answering.remove_answers_to(event_id, standard)
    reserving.set_ceiling(by=by, event_id=event_id, capacity=settings.ceiling, reason=reason, now=now)
    if change is not None:
        event = locks.lock_event(event_id)
        seats = locks.lock_pools(event)
        signals.capacity_changed.send(Event, event=event, pools=seats, added=added, change=change)


def _refuse_ceiling(event: Event, seats: Sequence[SeatPool], ceiling: int | None, reason: str) -> None:
    before = event.seat_ceiling
    if ceiling is None or reason or (before and before.capacity == ceiling):
        return
    if ceiling < sum(pool.taken for pool in seats):
        raise CeilingBelowTakenError(field="ceiling")


def _save_pools(
    event: Event, seats: Sequence[SeatPool], settings: SeatSettings, *, by: Actor, reason: str, now: datetime
) -> tuple[EventChange | None, Collection[int]]:
    """Write the event's columns and pools; answer the history row, if there is any, and the ids of new pools."""
    details = drafting.set_columns(event, settings.event)
    seating, _is_resized = pools.revise(event, seats, [each.draft for each in settings.pools], reason=reason)
    known = {pool.pk for pool in seats}
    now_there = locks.lock_pools(event)
    added = [pool for pool in now_there if pool.pk not in known]
    meant = {pool.pk: pool for pool in now_there}
    new = iter(added)
    for each in settings.pools:
        pool = meant[each.draft.pool_id] if each.draft.pool_id else next(new)
        kept = reserving.keep_for(pool, each.reservation)
        if kept:
            seating[str(pool.position)] = seating.get(str(pool.position), {}) | kept
    details |= {"pools": seating} if seating else {}
    if not details:
        return None, ()
    change = drafting.save_change(event, by=by, action="edit", reason=reason, details=details, now=now)
    return change, {pool.pk for pool in added}
