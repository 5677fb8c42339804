"""Bringing an event's seat pools to what a draft says. Nobody who has a seat loses it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue import texts
from catalogue.rules import RuleError
from events import capacity
from events.drafting import PoolDraft
from events.models import Event, SeatPool


class CapacityBelowTakenError(RuleError):
    """Overbooking is done with a reason or not at all."""

    code = "capacity_below_taken"
    text = gettext_lazy("More seats are taken already. Nobody loses theirs: to go below, say why.")


class PoolInUseError(RuleError):
    code = "pool_in_use"
    text = gettext_lazy("Somebody may have chosen these seats: give them 0 seats instead of removing them.")


class NoSuchPoolError(RuleError):
    code = "no_such_pool"
    status = 404
    text = gettext_lazy("The training has no such seats.")


def revise(
    event: Event, pools: Sequence[SeatPool], drafts: Sequence[PoolDraft], *, reason: str
) -> tuple[dict[str, Any], bool]:
    """Write the locked pools of an event; answer the details of a history row and whether there may be more seats.

    Fewer seats than are taken need a reason: the rest counts as overbooked and shrinks as people cancel.
    """
    present = {pool.pk: pool for pool in pools}
    drafts = drafts or (PoolDraft(),)
    named = [draft.pool_id for draft in drafts if draft.pool_id]
    if len(set(named) & set(present)) < len(named):
        raise NoSuchPoolError
    details: dict[str, Any] = {}
    is_resized = False
    for number, draft in enumerate(drafts):
        if draft.pool_id:
            pool = present.pop(draft.pool_id)
            change = _change(pool, draft, reason=reason, number=number)
            details |= {str(pool.position): change} if change else {}
            is_resized |= "capacity" in change
    for pool in present.values():
        _remove(event, pool)
        details[str(pool.position)] = {"capacity": {"from": pool.capacity, "to": None}, "state": "removed"}
    added = [draft for draft in drafts if draft.pool_id is None]
    first = max((pool.position for pool in pools), default=-1) + 1
    for position, draft in enumerate(added, start=first):
        SeatPool.objects.create(event=event, position=position, capacity=draft.capacity, **_words(draft))
        details[str(position)] = {"capacity": {"from": None, "to": draft.capacity}, "state": "added"}
    is_resized |= bool(added)
    return details, is_resized


def _change(pool: SeatPool, draft: PoolDraft, *, reason: str, number: int) -> dict[str, Any]:
    details: dict[str, Any] = {}
    if pool.capacity != draft.capacity:
        if draft.capacity is not None and draft.capacity < pool.taken - pool.overbooked and not reason:
            words = _(
                "%(taken)s seats are taken already. Nobody loses theirs: to go below, say why in “Why you change it”; "
                "the seats shrink as people cancel."
            )
            raise CapacityBelowTakenError(words % {"taken": pool.taken}, field=f"pools-{number}-capacity")
        details["capacity"] = capacity.resize(pool, draft.capacity)
    for name, value in _words(draft).items():
        if getattr(pool, name) != value:
            details[name] = {"from": getattr(pool, name), "to": value}
            setattr(pool, name, value)
    if details:
        pool.save()
    return details


def _remove(event: Event, pool: SeatPool) -> None:
    if event.is_public or pool.taken or pool.waiting:
        raise PoolInUseError
    pool.delete()


def _words(draft: PoolDraft) -> dict[str, str]:
    return {"delivery": draft.delivery, **texts.columns("name", dict(draft.names))}
