"""Background work of registrations: passing on what no write passed on."""

import uuid

from celery import shared_task
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from events import locks
from events.models import Event, SeatPool
from registrations import forgetting, waiting_list


@shared_task(expires=60)
def pass_on_freed_seats() -> int:
    """Give seats that are free while somebody waits for them, event by event; answers how many were given."""
    events = (
        SeatPool.objects.filter(Q(capacity__isnull=True) | Q(taken__lt=F("capacity")), waiting__gt=0)
        .filter(event__state=Event.State.PUBLISHED, event__starts_at__gt=timezone.now())
        .values_list("event_id", flat=True)
        .distinct()
    )
    return sum(_pass_on(event_id) for event_id in list(events))


@shared_task(expires=3600)
def forget_personal_data() -> None:
    forgetting.forget_personal_data()


@transaction.atomic
def _pass_on(event_id: uuid.UUID) -> int:
    event = locks.lock_event(event_id)
    return len(waiting_list.promote(event=event, pools=locks.lock_pools(event), now=timezone.now()))
