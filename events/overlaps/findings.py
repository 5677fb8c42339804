"""What the rules find: the kind and weight of an overlap, and why, as structured reasons without words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, without words: a code with the ids, languages, number or times that belong to it.

    `names` are those of a date that matters, by language; such reasons are never stored.
    """

    code: str
    ids: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    number: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    names: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As it is stored; what says nothing is left out."""
        return {
            name: value
            for name, value in (
                ("code", self.code),
                ("ids", list(self.ids)),
                ("languages", list(self.languages)),
                ("number", self.number),
                ("starts_at", self.starts_at and self.starts_at.isoformat()),
                ("ends_at", self.ends_at and self.ends_at.isoformat()),
            )
            if value or value == 0
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Reason":
        return cls(
            code=stored["code"],
            ids=tuple(stored.get("ids", ())),
            languages=tuple(stored.get("languages", ())),
            number=stored.get("number"),
            starts_at=datetime.fromisoformat(stored["starts_at"]) if "starts_at" in stored else None,
            ends_at=datetime.fromisoformat(stored["ends_at"]) if "ends_at" in stored else None,
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of overlap with one other training, or with a date that matters (`other_id` None).

    `evidence` are pairs of keys, one's own first.

    `starts_at` and `ends_at` are those of all sessions that the finding is about.
    """

    kind: str
    severity: str
    reasons: tuple[Reason, ...]
    evidence: tuple[tuple[str | int, str | int | None], ...]
    starts_at: datetime
    ends_at: datetime
    other_id: UUID | None = None
    is_internal: bool = False

    @property
    def score(self) -> int:
        """0 to 100: the sum of what the settings say each reason weighs."""
        return min(100, sum(settings.OVERLAP_WEIGHTS[reason.code] for reason in self.reasons))
