"""Fetches a calendar when its turn has come, reads it and keeps what it holds; a failure keeps what was there.

Nothing waits for strangers inside a transaction. Whoever has lost the lease meanwhile writes nothing.
"""

import datetime as dt
import hashlib
import logging
import time
from dataclasses import dataclass

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from catalogue import vocabularies
from events.incoming import fetching, keeping, leases, mapping, parsing, storing
from events.incoming.fetching import Got, Request, connecting
from events.incoming.fetching.connecting import Resolver
from events.incoming.parsing import ReadCalendar
from events.incoming.reading.problems import CalendarError
from events.incoming.storing import Difference, Meant
from events.models import ExternalCalendar, ExternalCopy, ExternalFetch, ExternalUpload

logger = logging.getLogger(__name__)
Outcome = ExternalFetch.Outcome
FETCHES_KEPT = 30
UPLOADS_KEPT = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Brought:
    """`content` are the bytes that hold now; `read` None: its items are what they were."""

    got: Got
    content: bytes
    digest: str
    stamp: str
    read: ReadCalendar | None
    items: list[Meant]


def refresh(
    calendar_id: int, *, now: dt.datetime | None = None, resolver: Resolver = connecting.resolve
) -> ExternalFetch | None:
    """Fetch and read a calendar that is due; answers its report, or None when somebody else does it or has."""
    now, started = now or timezone.now(), time.monotonic()
    calendar = leases.claim(calendar_id, now=now)
    if calendar is None:
        return None
    try:
        brought = _bring(calendar, now, resolver)
    except CalendarError as error:
        return _failed(calendar, error, now, started)
    except Exception as error:  # noqa: BLE001 - whatever a stranger's calendar does, the others go on
        logger.error("Calendar %d could not be read: %s", calendar.pk, type(error).__name__)  # noqa: TRY400
        return _failed(calendar, CalendarError("failed"), now, started)
    try:
        return _keep(calendar, brought, now, started)
    except (DataError, IntegrityError, ValueError) as error:
        # What the database does not take, it will not take in three minutes either: its owner is told instead.
        logger.error("Calendar %d could not be kept: %s", calendar.pk, type(error).__name__)  # noqa: TRY400
        return _failed(calendar, CalendarError("failed"), now, started)


def forget_uploads(now: dt.datetime | None = None) -> int:
    """Forget files that were looked at and not saved; answers how many."""
    old = ExternalUpload.objects.filter(created_at__lt=(now or timezone.now()) - UPLOADS_KEPT)
    return old.delete()[0]


def _bring(calendar: ExternalCalendar, now: dt.datetime, resolver: Resolver) -> _Brought:
    copy = ExternalCopy.objects.filter(calendar=calendar).first()
    got = Got(None)
    if calendar.kind == ExternalCalendar.Kind.ADDRESS:
        known = (calendar.etag, calendar.last_modified) if copy else ("", "")
        got = fetching.fetch(Request(calendar.address, calendar.allows_http, *known), resolver=resolver)
    if got.content is None and copy is None:
        raise CalendarError("not_there", status="–")
    content = got.content if got.content is not None else keeping.unpacked(bytes(copy.content)) if copy else b""
    digest = hashlib.sha256(content).hexdigest()
    stamp = f"{digest}:{calendar.version}:{now.astimezone(dt.UTC).date()}"
    if stamp == calendar.items_of:
        return _Brought(got, content, digest, stamp, None, [])
    read = parsing.read(content, now=now)
    items = mapping.kept(read.items, mapping.of_calendar(calendar, vocabularies.current()))
    return _Brought(got, content, digest, stamp, read, items)


@transaction.atomic
def _keep(claimed: ExternalCalendar, brought: _Brought, now: dt.datetime, started: float) -> ExternalFetch | None:
    calendar = _still_ours(claimed)
    if calendar is None:
        return None
    is_same = brought.digest == calendar.digest
    fetch = ExternalFetch(calendar=calendar, at=now, outcome=Outcome.UNCHANGED if is_same else Outcome.GOOD)
    if brought.read is not None:
        before = _window_of(calendar.items_of)
        difference = storing.store(calendar, brought.items, window=parsing.window_around(now), before=before)
        _report(fetch, brought.read, brought.items, difference)
        calendar.items_of, calendar.item_count = brought.stamp, len(brought.items)
    else:
        fetch.found = calendar.item_count
    if not is_same and brought.got.content is not None:
        kept = {"content": keeping.packed(brought.content), "kept_at": now}
        ExternalCopy.objects.update_or_create(calendar=calendar, defaults=kept)
    if brought.got.content is not None:
        calendar.etag, calendar.last_modified = brought.got.etag, brought.got.last_modified
    calendar.digest = brought.digest
    calendar.last_good_at, calendar.failures = now, 0
    calendar.problem, calendar.problem_details = "", {}
    calendar.next_fetch_at = leases.next_after_success(calendar, now)
    fetch.size = len(brought.content)
    return _finish(calendar, fetch, started)


@transaction.atomic
def _failed(claimed: ExternalCalendar, error: CalendarError, now: dt.datetime, started: float) -> ExternalFetch | None:
    calendar = _still_ours(claimed)
    if calendar is None:
        return None
    calendar.failures += 1
    calendar.problem, calendar.problem_details = error.code, error.details
    calendar.next_fetch_at = leases.next_after_failure(calendar.failures, now)
    fetch = ExternalFetch(
        calendar=calendar, at=now, outcome=Outcome.FAILED, problem=error.code, problem_details=error.details
    )
    return _finish(calendar, fetch, started)


def _still_ours(claimed: ExternalCalendar) -> ExternalCalendar | None:
    """The calendar as it is now, locked; None when its lease has gone to another, or it was changed or removed."""
    calendar = ExternalCalendar.objects.select_for_update(no_key=True).get(pk=claimed.pk)
    if calendar.lease != claimed.lease:
        return None
    if calendar.version == claimed.version:
        return calendar
    # What was read belongs to what it was before: it is fetched again at once.
    calendar.lease = calendar.leased_until = None
    calendar.save(update_fields=["lease", "leased_until"])
    return None


def _report(fetch: ExternalFetch, read: ReadCalendar, items: list[Meant], difference: Difference) -> None:
    fetch.found = len(items)
    fetch.added, fetch.changed, fetch.gone = difference.added, difference.changed, difference.gone
    fetch.changes = difference.changes
    fetch.problem_count = read.problem_count
    fetch.problems = [each.as_json() for each in read.problems]


def _window_of(stamp: str) -> storing.Window | None:
    """The window that the items were read for; None when there were none."""
    day = stamp.rpartition(":")[2]
    if not day:
        return None
    return parsing.window_around(dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), tzinfo=dt.UTC))


def _finish(calendar: ExternalCalendar, fetch: ExternalFetch, started: float) -> ExternalFetch:
    calendar.lease = calendar.leased_until = None
    calendar.save()
    fetch.milliseconds = round(1000 * (time.monotonic() - started))
    fetch.save()
    older = list(calendar.fetches.order_by("-at", "-id").values_list("pk", flat=True)[FETCHES_KEPT:])
    calendar.fetches.filter(pk__in=older).delete()
    return fetch
