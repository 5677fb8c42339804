"""Overlaps that a board shows: those still to be settled, between trainings that are still to come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.expressions import RawSQL

from catalogue.viewers import Viewer
from events.models import OverlapCase, OverlapKind, Severity
from events.models.events import EventQuerySet
from events.models.overlaps import OverlapCaseQuerySet
from events.queries import cases

# What one sees on a board: when and where trainings meet. The same content elsewhere in the season is said in words.
KINDS = (OverlapKind.RESOURCE, OverlapKind.CLASH, OverlapKind.NEAR)
# The gravest first.
WEIGHTS = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)


@dataclass(frozen=True, slots=True)
class Overlapping:
    """The overlaps of one training: how many, the gravest of them, and `marks` that both its sides have.

    A mark says the case and how grave it is, and "open" when its page is there for the viewer.
    """

    count: int
    severity: str
    marks: str


def shown_to(viewer: Viewer, now: datetime) -> OverlapCaseQuerySet:
    return OverlapCase.objects.unsettled().told_to(viewer).filter(ends_at__gt=now, kind__in=KINDS)


def with_overlaps(events: EventQuerySet, viewer: Viewer, now: datetime) -> EventQuerySet:
    found = shown_to(viewer, now).order_by()
    return events.filter(Q(pk__in=found.values("first")) | Q(pk__in=found.values("second")))


def of_events(ids: Collection[str], *, viewer: Viewer, now: datetime) -> dict[str, Overlapping]:
    """The overlaps of these trainings, in one query."""
    may_open = ExpressionWrapper(cases.acted_on_by(viewer), output_field=BooleanField())
    found = shown_to(viewer, now).order_by().annotate(may_open=may_open)
    sides: list[str] = []
    parameters: list[Any] = []
    for side in ("first", "second"):
        # As an array: hundreds of parameters take longer to pass than to look up.
        is_shown = RawSQL(f"events_overlapcase.{side}_id = ANY (%s::uuid[])", (list(ids),), output_field=BooleanField())  # noqa: S611
        sql, values = found.filter(is_shown).values_list(side, "pk", "severity", "may_open").query.sql_with_params()
        sides.append(sql)
        parameters += values
    with connection.cursor() as cursor:
        cursor.execute(COUNTING.format(sides=" UNION ALL ".join(sides)), [*parameters, list(WEIGHTS)])
        return {event_id: Overlapping(count, WEIGHTS[weight - 1], marks) for event_id, count, weight, marks in cursor}


COUNTING = """
WITH sides (event_id, case_id, severity, may_open) AS ({sides})
SELECT event_id::text, count(*), min(array_position(%s::text[], severity::text)),
       string_agg(concat_ws(':', case_id, severity, CASE WHEN may_open THEN 'open' END), ' ' ORDER BY case_id)
FROM sides GROUP BY event_id
"""
