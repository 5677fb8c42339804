"""The one order of locks: the event first, then its seat pools by id. Every write of an event begins here.

What is written of organisations as a whole keeps out trainings that are being started, and they it.
"""

import uuid
from dataclasses import dataclass

from catalogue import advisory_locks
from catalogue.advisory_locks import Work
from catalogue.statements import Asked, Selection
from catalogue.texts import LANGUAGES
from events.models import Event, SeatPool

LONG_TEXTS = [
    f"{text}_{language}"
    for text in ("summary", "description", "audience_note", "registration_note")
    for language in LANGUAGES
]
_EVENT = Selection(Event, "WHERE id = %s FOR NO KEY UPDATE", without=["search", *LONG_TEXTS])
_POOLS = Selection(SeatPool, "WHERE event_id = %s ORDER BY id FOR NO KEY UPDATE")


@dataclass(frozen=True, slots=True)
class LocksAsked:
    """The locks of an event and its pools, asked for in a pipeline: whoever reads them waits and has them."""

    event: Asked[Event]
    pools: Asked[SeatPool]

    def read(self) -> tuple[Event, list[SeatPool]]:
        """Answer the event and its pools by position; raises Event.DoesNotExist."""
        found, pools = self.event.read(), self.pools.read()
        if not found:
            raise Event.DoesNotExist
        for pool in pools:
            pool.event = found[0]
        return found[0], _by_position(pools)


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
    """Lock the seat pools of a locked event and answer them by position."""
    return _by_position(list(SeatPool.objects.select_for_update(no_key=True).filter(event=event).order_by("id")))


def _by_position(pools: list[SeatPool]) -> list[SeatPool]:
    return sorted(pools, key=lambda pool: (pool.position, pool.pk))
