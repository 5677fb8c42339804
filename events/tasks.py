"""Background work of trainings: keeping the words that search knows."""

from celery import shared_task

from events.searching import words


@shared_task(expires=3600)
def learn_words() -> int:
    return words.learn_all()
