"""Background work of trainings: words that search knows, overlaps between trainings, mail about those that wait."""

from celery import shared_task

from events import case_notices, likeness
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
