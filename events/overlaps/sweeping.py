"""Finds what a lost check has left: events written since they were compared, and cases whose sessions are over."""

from datetime import datetime
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from events.models import Event, OverlapCase
from events.overlaps import cases, rebuilding
from events.overlaps.keeping import FINDER

# More than these are compared all at once.
ONE_BY_ONE = 100


def sweep(*, now: datetime | None = None) -> int:
    """Compare what has not been compared; answer how many events that were."""
    now = now or timezone.now()
    waiting = {*unchecked(), *_over(now)}
    if len(waiting) > ONE_BY_ONE:
        rebuilding.rebuild(by=FINDER, now=now)
    else:
        cases.refresh_cases(event_ids=waiting, by=FINDER, now=now)
    return len(waiting)


def unchecked() -> list[UUID]:
    """The events, drafts apart, whose present version has not been compared."""
    events = Event.objects.exclude(state=Event.State.DRAFT)
    behind = Q(overlap_check__isnull=True) | Q(overlap_check__checked_version__lt=F("version"))
    return list(events.filter(behind).order_by().values_list("pk", flat=True))


def _over(now: datetime) -> list[UUID]:
    rows = OverlapCase.objects.unsettled().filter(ends_at__lte=now)
    return list(rows.order_by().values_list("first", flat=True))
