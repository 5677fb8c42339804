"""Background work of the catalogue: delivering messages and forgetting stored answers."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from catalogue import outbox
from catalogue.models import StoredAnswer

ANSWERS_KEPT = timedelta(hours=24)


@shared_task
def deliver_messages(message_ids: list[str]) -> None:
    for message_id in message_ids:
        outbox.deliver(message_id)


@shared_task(expires=30)
def sweep_outbox() -> int:
    return outbox.sweep()


@shared_task(expires=3600)
def forget_expired_answers() -> int:
    """Delete stored answers of the API: they are personal data and of no use after a day."""
    deleted, _per_model = StoredAnswer.objects.filter(created_at__lt=timezone.now() - ANSWERS_KEPT).delete()
    return deleted
