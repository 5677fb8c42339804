"""Background work of registrations: passing on what no write passed on, and forgetting."""

from celery import shared_task

from registrations import answering, forgetting, waiting_list


@shared_task(expires=60)
def pass_on_freed_seats() -> int:
    return waiting_list.pass_on_freed_seats()


@shared_task(expires=3600)
def forget_personal_data() -> None:
    forgetting.forget_personal_data()


@shared_task(expires=3600)
def remove_due_answers() -> None:
    answering.remove_due_answers()
