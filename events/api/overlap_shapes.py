"""How the API says an overlap: kind, weight, reasons in words, the other training, and the sessions it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from pydantic import BaseModel, Field

from catalogue.schemas import OrganisationReference, PageLanguage
from catalogue.vocabularies import Vocabularies
from events.overlaps.finding import OtherTraining, Overlap
from events.overlaps.wording import Speaker


class ReasonOut(BaseModel):
    code: str = Field(description="Stable.")
    text: str = Field(description="In the language asked for.")


class OtherTrainingOut(BaseModel):
    id: UUID
    slug: str
    title: str
    language: PageLanguage = Field(description="Of the title.")
    state: Literal["planned", "published", "postponed", "cancelled"]
    agency: OrganisationReference
    url: str = Field(description="Its page in the workspace.")


class OverlapOut(BaseModel):
    kind: Literal["resource", "clash", "near", "duplicate", "calendar"]
    severity: Literal["high", "medium", "low"]
    score: int = Field(description="0 to 100.")
    reasons: list[ReasonOut]
    event: OtherTrainingOut | None = Field(description="Null for `calendar`, which has no other side.")
    own_session: int = Field(description="The place of the first session concerned among those asked about.")
    other_session: str | None = Field(description="The `uid` of the other training’s.")


@dataclass(frozen=True, slots=True)
class Speaking:
    """Says overlaps in one language; names are read once for all of them."""

    language: str
    known: Vocabularies
    speaker: Speaker

    @classmethod
    def of(cls, overlaps: Iterable[Overlap], language: str, known: Vocabularies) -> "Speaking":
        reasons = [reason for overlap in overlaps for reason in overlap.finding.reasons]
        return cls(language, known, Speaker.of(reasons, language=language, known=known))

    def overlap(self, overlap: Overlap) -> OverlapOut:
        found = overlap.finding
        own, other = found.evidence[0]
        return OverlapOut.model_validate(
            {
                "kind": found.kind,
                "severity": found.severity,
                "score": found.score,
                "reasons": [{"code": each.code, "text": each.text} for each in self.speaker.say(found.reasons)],
                "event": self.event(overlap.other) if overlap.other else None,
                "own_session": own,
                "other_session": other,
            }
        )

    def event(self, other: OtherTraining) -> OtherTrainingOut:
        lead = self.known.organisations.by_id(other.lead_id)
        return OtherTrainingOut.model_validate(
            {
                "id": other.id,
                "slug": other.slug,
                "title": other.title.value,
                "language": other.title.language,
                "state": other.state,
                "agency": OrganisationReference(slug=lead.code, name=lead.name(self.language).value),
                "url": f"{settings.BASE_URL}{reverse('workspace-event', args=[other.id])}",
            }
        )
