"""What the rules of overlaps ask of a training, frozen: its sessions and whom, what and where it is for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from events.overlaps.topics import Topic


@dataclass(frozen=True, slots=True)
class Sitting:
    """A scheduled session, half-open. `key` is a stored one's UID, or its place among those of a draft.

    Days are ordinals of local dates; `first_work` and `last_work` number the same days by working days.
    """

    key: str | int
    starts_at: datetime
    ends_at: datetime
    first_day: int
    last_day: int
    first_work: int
    last_work: int
    trainers: frozenset[int] = frozenset()
    room_id: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What the rules ask of a training. `id` None: it has not been saved yet.

    `…_below` are the chosen terms with all below them; of themes, the roots stand for themselves alone.
    `content_of` is the event whose content this is: itself, or the one it declares to repeat.
    """

    id: UUID | None
    lead_id: int
    languages: frozenset[str]
    sittings: tuple[Sitting, ...]
    audiences: frozenset[int] = frozenset()
    audiences_below: frozenset[int] = frozenset()
    topic: Topic = field(default_factory=Topic)
    regions: frozenset[int] = frozenset()
    is_national: bool = False
    is_online: bool = False
    series_id: int | None = None
    content_of: UUID | None = None

    def knowing(self, alike: Mapping[int, int]) -> "Profile":
        """With the texts that are alike to its own."""
        return replace(self, topic=replace(self.topic, alike=alike)) if alike else self

    @property
    def is_everywhere(self) -> bool:
        return self.is_national or self.is_online
