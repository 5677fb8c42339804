"""Overlaps of one training in words, as an opened block and the preview of a move say them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from catalogue.texts import Text
from events import dates
from events.models import OverlapKind, Severity
from events.overlaps import wording
from events.overlaps.finding import Overlap
from events.overlaps.wording import Speaker
from events.queries.cases import CaseLink
from events.queries.searches import Reader


@dataclass(frozen=True, slots=True)
class SaidOverlap:
    """`title`, `agency` and `when` are those of the other training; a date that matters has none.

    `case` is where the viewer may settle it.
    """

    kind: str | Promise
    severity: str
    severity_name: str | Promise
    reasons: list[str]
    advice: str
    title: Text | None = None
    agency: Text | None = None
    when: str = ""
    event_id: uuid.UUID | None = None
    case: CaseLink | None = None


Links = Mapping[tuple[str, uuid.UUID], CaseLink]


def say(overlaps: Sequence[Overlap], reader: Reader, links: Links) -> list[SaidOverlap]:
    reasons = [reason for overlap in overlaps for reason in overlap.finding.reasons]
    speaker = Speaker.of(reasons, language=reader.language, known=reader.vocabularies)
    return [_said(overlap, speaker, reader, links) for overlap in overlaps]


def _said(overlap: Overlap, speaker: Speaker, reader: Reader, links: Links) -> SaidOverlap:
    found, other, theirs = overlap.finding, overlap.other, overlap.theirs
    when = dates.span(theirs.starts_at, theirs.ends_at, reader.language, now=reader.now) if theirs else ""
    return SaidOverlap(
        kind=OverlapKind(found.kind).label,
        severity=found.severity,
        severity_name=Severity(found.severity).label,
        reasons=[each.text for each in speaker.say(found.reasons)],
        advice=wording.advice(found.kind),
        title=other.title if other else None,
        agency=other.lead if other else None,
        when=when,
        event_id=other.id if other else None,
        case=links.get((found.kind, other.id)) if other else None,
    )
