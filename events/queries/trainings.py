"""The page of a training for its organisers: its sessions, seats and what it lacks."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catalogue.viewers import Viewer
from catalogue.vocabularies import Vocabularies
from events.descriptions import EventDescription, describe, pool_name
from events.drafting import EventDraft
from events.editing import missing
from events.editing.missing import Missing
from events.models import Event
from events.queries.describing import described
from events.queries.drafts import saved_draft


@dataclass(frozen=True, slots=True)
class Seats:
    """One kind of seats; `capacity` None is as many as come."""

    name: str
    capacity: int | None
    taken: int
    waiting: int


@dataclass(frozen=True, slots=True)
class TrainingPage:
    event: EventDescription
    draft: EventDraft
    seats: Sequence[Seats]
    missing: Sequence[Missing]
    created_at: datetime
    published_at: datetime | None
    repeat_of: Event | None

    @property
    def needed(self) -> list[Missing]:
        """What it cannot be published without."""
        return [each for each in self.missing if each.is_needed]


def page_of(
    event_id: uuid.UUID, *, viewer: Viewer, now: datetime, language: str, vocabularies: Vocabularies
) -> TrainingPage:
    """Raises Event.DoesNotExist for one that the viewer may not see."""
    visible = Event.objects.visible_to(viewer)
    row = described(visible).get(pk=event_id)
    draft = saved_draft(event_id)
    return TrainingPage(
        event=describe(row, language=language, vocabularies=vocabularies, now=now),
        draft=draft,
        seats=[Seats(pool_name(pool, language), pool.capacity, pool.taken, pool.waiting) for pool in row.pools.all()],
        missing=missing.of(draft),
        created_at=row.created_at,
        published_at=row.published_at,
        repeat_of=visible.filter(pk=row.repeat_of_id).first() if row.repeat_of_id else None,
    )
