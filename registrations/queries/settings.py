"""What the page "Seats and registration" begins with: a training's seats and terms as they are settled."""

import uuid
from dataclasses import dataclass
from typing import Any

from catalogue.texts import LANGUAGES
from catalogue.vocabularies import Vocabularies
from events.models import Event, SeatPool
from registrations import kept_for, terms
from registrations.models import Answer, Registration
from registrations.seat_settings import OF_EVENT
from registrations.settings_forms import initial_of_terms


@dataclass(frozen=True, kw_only=True, slots=True)
class SettledSeats:
    """`values` and `pools` are what the form begins with; `awaiting` wait for approval, `wishes` told one."""

    event: Event
    values: dict[str, Any]
    pools: list[dict[str, Any]]
    awaiting: int
    wishes: int


def settled_seats(event: Event, known: Vocabularies) -> SettledSeats:
    """Read what is settled, in five queries."""
    settled = terms.of(event.pk)
    ceiling = event.seat_ceiling
    values = {name: getattr(event, name) for name in OF_EVENT} | initial_of_terms(settled)
    awaiting = Registration.objects.filter(event=event, state=Registration.State.AWAITING_APPROVAL).count()
    return SettledSeats(
        event=event,
        values=values | {"ceiling": ceiling.capacity if ceiling else None, "version": event.version},
        pools=[_row(pool, known, is_public=event.is_public) for pool in event.pools.all()],
        awaiting=awaiting,
        wishes=_wishes(event.pk),
    )


def _wishes(event_id: uuid.UUID) -> int:
    """How many have answered a standard question."""
    answered = Answer.objects.filter(question__event=event_id).exclude(question__standard="")
    return answered.values("registration").distinct().count()


def _row(pool: SeatPool, known: Vocabularies, *, is_public: bool) -> dict[str, Any]:
    return {
        "id": pool.pk,
        "capacity": pool.capacity,
        "delivery": pool.delivery,
        **{f"name_{language}": getattr(pool, f"name_{language}") for language in LANGUAGES},
        "kept_for": kept_for.of_pool(pool, known),
        "kept_until": pool.reserved_until,
        "taken": pool.taken,
        "waiting": pool.waiting,
        "is_public": is_public,
    }
