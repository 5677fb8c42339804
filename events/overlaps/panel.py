"""Overlaps as the panel beside a form and the page of a training show them: one entry for each other training."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalogue.texts import Text
from catalogue.vocabularies import Vocabularies
from events import dates
from events.models import OverlapKind, Severity
from events.overlaps import wording
from events.overlaps.finding import OtherTraining, Overlap
from events.overlaps.wording import Speaker
from events.queries.cases import CaseLink

# By kind and other training.
Cases = Mapping[tuple[str, uuid.UUID], CaseLink]


@dataclass(frozen=True, slots=True)
class ShownKind:
    """One kind of overlap with its reasons in words."""

    name: str
    reasons: str
    advice: str


@dataclass(frozen=True, slots=True)
class ShownOverlap:
    """With one other training, or on a date that matters (`other` None); the severity is that of the gravest kind.

    `case` is where the viewer may settle it: the first kind still open, else the first that is settled.
    """

    severity: str
    severity_name: str
    other: OtherTraining | None
    lead: Text | None
    when: str
    kinds: tuple[ShownKind, ...]
    case: CaseLink | None = None


def shown(
    overlaps: Iterable[Overlap], *, language: str, known: Vocabularies, cases: Cases | None = None
) -> list[ShownOverlap]:
    """Answer the entries, the gravest first as they came; `cases` lead to the pages on which they are settled."""
    overlaps = list(overlaps)
    reasons = (reason for overlap in overlaps for reason in overlap.finding.reasons)
    speaker = Speaker.of(reasons, language=language, known=known)
    together: dict[object, list[Overlap]] = {}
    for number, overlap in enumerate(overlaps):
        together.setdefault(overlap.other.id if overlap.other else number, []).append(overlap)
    return [_entry(some, speaker, cases or {}) for some in together.values()]


def _entry(overlaps: list[Overlap], speaker: Speaker, cases: Cases) -> ShownOverlap:
    gravest = overlaps[0]
    links = [
        cases[key] for each in overlaps if each.other and (key := (str(each.finding.kind), each.other.id)) in cases
    ]
    sitting = gravest.theirs or gravest.own
    return ShownOverlap(
        severity=str(gravest.finding.severity),
        severity_name=str(Severity(gravest.finding.severity).label),
        other=gravest.other,
        lead=gravest.other.lead if gravest.other else None,
        when=dates.span(sitting.starts_at, sitting.ends_at, speaker.language),
        kinds=tuple(_kind(overlap, speaker) for overlap in overlaps),
        case=min(links, key=lambda link: link.is_settled, default=None),
    )


def _kind(overlap: Overlap, speaker: Speaker) -> ShownKind:
    found = overlap.finding
    return ShownKind(
        name=str(OverlapKind(found.kind).label),
        reasons=wording.SEPARATOR.join(said.text for said in speaker.say(found.reasons)),
        advice=wording.advice(found.kind),
    )
