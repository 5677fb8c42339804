"""Background work of the catalogue: delivering messages and forgetting stored answers."""

from celery import shared_task

from catalogue import idempotency, outbox


@shared_task
def deliver_messages(message_ids: list[str]) -> None:
    for message_id in message_ids:
        outbox.deliver(message_id)


@shared_task(expires=30)
def sweep_outbox() -> int:
    return outbox.sweep()


@shared_task(expires=3600)
def forget_expired_answers() -> int:
    return idempotency.forget_expired_answers()
