"""What the clock does with registrations: seats that nobody accepted, confirmed or named pass on; data is forgotten."""

from celery import shared_task

from registrations import (
    approving,
    few_letters,
    forgetting,
    grouping,
    holding,
    offers,
    reminding,
    waiting_list,
)
from registrations.newsletter import digests, subscribing


@shared_task(expires=60)
def pass_on_freed_seats() -> int:
    """Take back what was held too long, then give every free seat to whoever waits for it."""
    freed = offers.expire_offers() + grouping.release_unnamed_seats() + holding.release_unverified()
    return freed + waiting_list.pass_on_freed_seats()


@shared_task(expires=60)
def owe_reminders() -> int:
    return reminding.owe_reminders()


@shared_task(expires=3600)
def owe_digests() -> int:
    return digests.owe_digests()


@shared_task(expires=3600)
def forget_unconfirmed() -> int:
    return subscribing.forget_unconfirmed()


@shared_task(expires=3600)
def forget_personal_data() -> None:
    forgetting.forget_personal_data(cause=forgetting.Cause.NIGHTLY)


@shared_task(expires=3600)
def remind_supervisors() -> None:
    approving.remind_supervisors()


@shared_task(expires=600)
def warn_of_few() -> int:
    return few_letters.warn()
