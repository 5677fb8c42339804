"""The one order of locks: the event first, then its seat pools by id, then their common ceiling.

Every write of an event begins here.

What is written of organisations as a whole keeps out trainings that are being started, and they it.
"""

import uuid
from dataclasses import dataclass

from catalogue import advisory_locks
from catalogue.advisory_locks import Work
from catalogue.statements import Asked, AskedPairs, PairSelection, Selection
from catalogue.texts import LANGUAGES
from events.models import Event, SeatCeiling, SeatPool

LONG_TEXTS = [
    f"{text}_{language}"
    for text in ("summary", "description", "audience_note", "registration_note")
    for language in LANGUAGES
]
_EVENT = Selection(Event, "WHERE id = %s FOR NO KEY UPDATE", without=["search", *LONG_TEXTS])
# The ceiling is written by nobody who has not locked the event.
_POOLS = PairSelection(
    SeatPool,
    SeatCeiling,
    "LEFT JOIN events_seatceiling ON events_seatceiling.event_id = events_seatpool.event_id "
    "WHERE events_seatpool.event_id = %s ORDER BY events_seatpool.id FOR NO KEY UPDATE OF events_seatpool",
)


@dataclass(frozen=True, slots=True)
class LocksAsked:
    """The locks of an event and its pools, asked for in a pipeline: whoever reads them waits and has them."""

    event: Asked[Event]
    pools: AskedPairs[SeatPool, SeatCeiling]

    def read(self) -> tuple[Event, list[SeatPool]]:
        """Answer the event with its ceiling, and its pools by position; raises Event.DoesNotExist."""
        found, pairs = self.event.read(), self.pools.read()
        if not found:
            raise Event.DoesNotExist
        ceilings = [ceiling for _pool, ceiling in pairs[:1] if ceiling]
        return found[0], _tied(found[0], [pool for pool, _ceiling in pairs], ceilings)


def lock_organisations() -> None:
    """Until the end of the transaction nobody else changes organisations as a whole, or starts a training."""
    advisory_locks.take(Work.ORGANISATIONS)


def hold_organisations() -> None:
    """Until the end of the transaction organisations stay what they are; others may hold them too."""
    advisory_locks.share(Work.ORGANISATIONS)


def ask_for_locks(event_id: uuid.UUID) -> LocksAsked:
    """Ask for both locks without waiting: see `catalogue.statements.pipeline`."""
    return LocksAsked(_EVENT.ask(event_id), _POOLS.ask(event_id))


def lock_event(event_id: uuid.UUID) -> Event:
    """Lock the event's row until the transaction ends; raises Event.DoesNotExist."""
    return Event.objects.select_for_update(no_key=True).get(pk=event_id)


def lock_pools(event: Event) -> list[SeatPool]:
    """Lock the seat pools of a locked event and their ceiling; answer the pools by position."""
    pools = list(SeatPool.objects.select_for_update(no_key=True).filter(event=event).order_by("id"))
    return _tied(event, pools, list(SeatCeiling.objects.select_for_update(no_key=True).filter(event=event)))


def _tied(event: Event, pools: list[SeatPool], ceilings: list[SeatCeiling]) -> list[SeatPool]:
    """The pools by position; they, the event and its ceiling know each other."""
    for pool in pools:
        pool.event = event
    tie_ceiling(event, ceilings[0] if ceilings else None)
    return sorted(pools, key=lambda pool: (pool.position, pool.pk))


def tie_ceiling(event: Event, ceiling: SeatCeiling | None) -> None:
    """Let an event know its ceiling without asking for it again."""
    Event._meta.get_field("ceiling").set_cached_value(event, ceiling)  # noqa: SLF001
