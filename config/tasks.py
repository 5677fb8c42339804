"""Background work of the wiring: forgetting sessions that have ended, and tries that count no longer."""

from celery import shared_task


@shared_task(expires=3600)
def forget_ended_sessions() -> int:
    from config.accounts import resetting

    return resetting.forget_ended_sessions()
