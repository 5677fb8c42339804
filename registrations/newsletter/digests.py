"""What is new goes out once a day: to each address what it wants to hear of, and nothing when there is nothing."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from catalogue import outbox, vocabularies
from events import dates, filters
from events.models import Event
from registrations.models import NewsSubscription
from registrations.newsletter import subscribing

BATCH = 500


def owe_digests(*, now: datetime | None = None) -> int:
    """Owe everybody who has not had one today the trainings published since they were told; answers to how many."""
    now = now or timezone.now()
    midnight = dates.midnight(timezone.localdate(now))
    waiting = NewsSubscription.objects.filter(confirmed_at__isnull=False, told_until__lt=midnight)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    return sum(_owe(ids[start : start + BATCH], midnight, now) for start in range(0, len(ids), BATCH))


@transaction.atomic
def _owe(ids: list[uuid.UUID], midnight: datetime, now: datetime) -> int:
    # Another run that has been here has moved them on.
    found = NewsSubscription.objects.filter(pk__in=ids, told_until__lt=midnight).select_for_update()
    subscriptions = list(found.order_by("pk"))
    if not subscriptions:
        return 0
    since = min(each.told_until for each in subscriptions)
    fresh = _published(since, now, {each.choices for each in subscriptions})
    owed = []
    for subscription in subscriptions:
        events = [str(pk) for pk, at in fresh[subscription.choices].items() if at > subscription.told_until]
        if events:
            cause = f"{subscribing.DIGEST}:{subscription.pk}:{timezone.localdate(now)}"
            owed.append(subscribing.build(subscribing.DIGEST, subscription, cause=cause, now=now, events=events))
    outbox.queue_messages(owed)
    NewsSubscription.objects.filter(pk__in=[each.pk for each in subscriptions]).update(told_until=now)
    return len(owed)


def _published(since: datetime, now: datetime, wanted: Iterable[str]) -> Mapping[str, Mapping[uuid.UUID, datetime]]:
    """What was published since then and is still to come, for each choice of filters; a query for each."""
    fresh = Event.objects.published().coming(now).filter(published_at__gt=since, published_at__lte=now)
    known = vocabularies.current()
    found = {}
    for choices in wanted:
        # What has left the calendar means nothing any more.
        selection = filters.parse(QueryDict(choices), vocabularies=known, language="fi", now=now)
        narrowed = selection.narrow(fresh).order_by("starts_at", "pk")
        found[choices] = {event.pk: event.published_at for event in narrowed.only("pk", "published_at")}
    return {choices: {pk: at for pk, at in events.items() if at} for choices, events in found.items()}
