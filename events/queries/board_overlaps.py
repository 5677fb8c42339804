"""Overlaps that a board shows: those still to be settled, between trainings that are still to come."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from catalogue.viewers import Viewer
from events.models import OverlapCase, OverlapKind, Severity
from events.models.events import EventQuerySet
from events.models.overlaps import OverlapCaseQuerySet

# What one sees on a board: when and where trainings meet. The same content elsewhere in the season is said in words.
KINDS = (OverlapKind.RESOURCE, OverlapKind.CLASH, OverlapKind.NEAR)
# The gravest first.
WEIGHTS = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)


@dataclass(frozen=True, slots=True)
class Overlapping:
    """The overlaps of one training: how many, the gravest of them, and marks that both its sides have."""

    count: int
    severity: str
    marks: tuple[str, ...]


def shown_to(viewer: Viewer, now: datetime) -> OverlapCaseQuerySet:
    """Unsettled ones; what is between two trainings of one organisation is its own affair."""
    cases = OverlapCase.objects.unsettled().filter(ends_at__gt=now, kind__in=KINDS)
    if viewer.is_system_admin:
        return cases
    own = Q(first__lead__in=viewer.organisation_ids) | Q(second__lead__in=viewer.organisation_ids)
    return cases.filter(Q(is_internal=False) | own)


def with_overlaps(events: EventQuerySet, viewer: Viewer, now: datetime) -> EventQuerySet:
    cases = shown_to(viewer, now).order_by()
    return events.filter(Q(pk__in=cases.values("first")) | Q(pk__in=cases.values("second")))


def of_events(ids: Collection[uuid.UUID], *, viewer: Viewer, now: datetime) -> dict[uuid.UUID, Overlapping]:
    """The overlaps of these trainings, in one query."""
    rows = shown_to(viewer, now).of_events(ids).order_by("pk").values_list("pk", "first", "second", "severity")
    found: dict[uuid.UUID, list[tuple[str, str]]] = defaultdict(list)
    for case_id, first, second, severity in rows:
        for event_id in (first, second):
            found[event_id].append((case_id.hex[:12], severity))
    return {event_id: _overlapping(cases) for event_id, cases in found.items()}


def _overlapping(cases: list[tuple[str, str]]) -> Overlapping:
    severity = min((severity for _mark, severity in cases), key=WEIGHTS.index)
    return Overlapping(len(cases), severity, tuple(f"{mark}-{severity}" for mark, severity in cases))
