"""Background work of trainings: words that search knows, overlaps and mail about them, calendars of others."""

from celery import shared_task
from django.utils import timezone

from events import case_notices, likeness
from events.incoming import leases, refreshing
from events.overlaps import rebuilding, sweeping
from events.overlaps.keeping import FINDER
from events.searching import words


@shared_task(expires=3600)
def learn_words() -> int:
    likeness.keep_all()
    return words.learn_all()


@shared_task(expires=60)
def sweep_overlaps() -> int:
    return sweeping.sweep()


@shared_task(expires=3600)
def rebuild_overlaps() -> int:
    return rebuilding.rebuild(by=FINDER).changed


@shared_task(expires=3600)
def send_overlap_digests() -> int:
    return case_notices.send_digests()


@shared_task(expires=3600)
def send_overdue_overlaps() -> int:
    return case_notices.send_overdue()


@shared_task(expires=60)
def refresh_calendars() -> int:
    """Hand over what is due: one task each, so that a slow server keeps no other calendar waiting."""
    due = leases.due(timezone.now())
    for calendar_id in due:
        refresh_calendar.delay(calendar_id)
    return len(due)


@shared_task(expires=300)
def refresh_calendar(calendar_id: int) -> None:
    refreshing.refresh(calendar_id)


@shared_task(expires=3600)
def forget_uploads() -> int:
    return refreshing.forget_uploads()
