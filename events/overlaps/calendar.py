"""Sessions on dates that matter: public and school holidays, matriculation days, days an agency has blocked."""

import datetime as dt
from collections.abc import Iterator

from catalogue.vocabularies import Vocabularies
from events import calendar_days
from events.calendar_days import Concern, Mark
from events.models import OverlapKind, Severity
from events.overlaps.findings import Finding, Reason
from events.overlaps.profiles import Profile, Sitting


def findings(own: Profile, concern: Concern, known: Vocabularies) -> list[Finding]:
    """Answer one finding for each thing that a session's days fall on, with all the sessions it concerns."""
    met: dict[tuple[str, dt.date, int | None], tuple[Mark, list[Sitting]]] = {}
    for sitting in own.sittings:
        for mark in _marks(sitting, concern, known):
            met.setdefault((mark.kind, mark.first_on, mark.period_id), (mark, []))[1].append(sitting)
    return [_finding(*each) for each in met.values()]


def _marks(sitting: Sitting, concern: Concern, known: Vocabularies) -> Iterator[Mark]:
    first, last = (dt.date.fromordinal(day) for day in (sitting.first_day, sitting.last_day))
    yield from calendar_days.marks_between(first, last, vocabularies=known, concern=concern)


def _finding(mark: Mark, sittings: list[Sitting]) -> Finding:
    ids = () if mark.organisation_id is None else (mark.organisation_id,)
    return Finding(
        kind=OverlapKind.CALENDAR,
        severity=Severity.LOW,
        reasons=(Reason(mark.kind, ids=ids, names=tuple(mark.names.items())),),
        evidence=tuple((sitting.key, None) for sitting in sittings),
        starts_at=sittings[0].starts_at,
        ends_at=max(sitting.ends_at for sitting in sittings),
    )
