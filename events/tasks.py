"""Background work of trainings: keeping the words that search knows, and the overlaps between trainings."""

from celery import shared_task

from events.overlaps import rebuilding, sweeping
from events.overlaps.keeping import FINDER
from events.searching import words


@shared_task(expires=3600)
def learn_words() -> int:
    return words.learn_all()


@shared_task(expires=60)
def sweep_overlaps() -> int:
    return sweeping.sweep()


@shared_task(expires=3600)
def rebuild_overlaps() -> int:
    return rebuilding.rebuild(by=FINDER).changed
