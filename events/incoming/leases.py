"""Whose turn it is: one fetch of a calendar, one of a server, and few at once; a worker that dies lets go by itself."""

import datetime as dt
import random
import uuid

from django.db import transaction
from django.db.models import Q

from catalogue import advisory_locks
from catalogue.advisory_locks import Work
from events.incoming import keeping
from events.models import ExternalCalendar

# Longer than a fetch can take with everything that comes after it.
LEASE = dt.timedelta(seconds=180)
# Of the worker's threads, as many as may wait for strangers.
MOST_AT_ONCE = 2
# Between two fetches from one server.
PAUSE_OF_A_HOST = dt.timedelta(seconds=5)
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=15), dt.timedelta(hours=24)
JITTER = 0.2


def due(now: dt.datetime, *, limit: int = 50) -> list[int]:
    """The calendars whose turn has come, the longest waiting first."""
    waiting = ExternalCalendar.objects.filter(is_active=True, is_paused=False, next_fetch_at__lte=now)
    waiting = waiting.filter(Q(leased_until=None) | Q(leased_until__lte=now))
    return list(waiting.order_by("next_fetch_at", "id").values_list("pk", flat=True)[:limit])


@transaction.atomic
def claim(calendar_id: int, *, now: dt.datetime) -> ExternalCalendar | None:
    """Take the lease of a calendar that is due; None when it is not, is in other hands, or its server is busy."""
    advisory_locks.take(Work.CALENDARS)
    try:
        calendar = keeping.lock(calendar_id)
    except (keeping.CalendarRemovedError, ExternalCalendar.DoesNotExist):
        return None
    is_due = calendar.next_fetch_at is not None and calendar.next_fetch_at <= now
    if not is_due or calendar.is_paused or _is_held(calendar, now):
        return None
    if ExternalCalendar.objects.filter(leased_until__gt=now).count() >= MOST_AT_ONCE:
        return None
    if _is_busy(calendar, now):
        calendar.next_fetch_at = now + 2 * PAUSE_OF_A_HOST
        calendar.save(update_fields=["next_fetch_at"])
        return None
    calendar.lease, calendar.leased_until, calendar.last_tried_at = uuid.uuid4(), now + LEASE, now
    calendar.save(update_fields=["lease", "leased_until", "last_tried_at"])
    return calendar


def next_after_failure(failures: int, now: dt.datetime) -> dt.datetime:
    """After a quarter of an hour, then after twice as long each time, a day at most; never all at one moment."""
    pause = min(FIRST_PAUSE * 2 ** min(failures - 1, 10), LONGEST_PAUSE)
    return now + _spread(pause)


def next_after_success(calendar: ExternalCalendar, now: dt.datetime) -> dt.datetime:
    """A file stays what it is, but the days go on: it is read again tomorrow."""
    is_file = calendar.kind == ExternalCalendar.Kind.FILE
    return now + _spread(dt.timedelta(hours=24 if is_file else calendar.refresh_hours))


def _is_held(calendar: ExternalCalendar, now: dt.datetime) -> bool:
    return calendar.leased_until is not None and calendar.leased_until > now


def _is_busy(calendar: ExternalCalendar, now: dt.datetime) -> bool:
    """Whether its server is being asked by us, or was just now."""
    if not calendar.host:
        return False
    others = ExternalCalendar.objects.filter(host=calendar.host).exclude(pk=calendar.pk)
    return others.filter(Q(leased_until__gt=now) | Q(last_tried_at__gt=now - PAUSE_OF_A_HOST)).exists()


def _spread(pause: dt.timedelta) -> dt.timedelta:
    return pause * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - so that not all come at one moment
