"""Finds all overlaps anew and brings every stored case into line: the nightly net below the checks after each commit.

The same rules on the same rows give the same cases as the increments did. What is compared is read without locks; a
case is written under the locks of both its events, and only if neither has been written since: whoever wrote it has
compared it, or the sweep will.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from catalogue import collecting, vocabularies
from catalogue.actors import Actor
from events.models import Event, OverlapCase, OverlapCheck, OverlapSpan
from events.overlaps import alike_texts, cases, life, pairs, sides, spans
from events.overlaps.life import Fingerprints, Held, Key
from events.overlaps.profiles import Profile
from events.overlaps.spans import SpanRow

EVENTS_AT_ONCE, CASES_AT_ONCE = 200, 5_000
A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many trainings were compared in how many pairs, and how many cases hold and changed their state."""

    trainings: int
    pairs: int
    held: int
    changed: int


@collecting.paused()
def rebuild(*, by: Actor, now: dt.datetime | None = None, tell: bool = True) -> Rebuilt:
    """Compare everything that has something ahead with all others. `tell=False` sends no news of what changes."""
    now = now or timezone.now()
    since = now - (settings.OVERLAP_SEASON_DAYS + 2) * A_DAY
    spans.refresh_since(since)
    with transaction.atomic():
        versions = dict(Event.objects.exclude(state=Event.State.DRAFT).values_list("pk", "version"))
        known = vocabularies.current()
        rows = _spans(since)
        alike = alike_texts.among({row.event_id for row in rows})
        profiles = sides.of_spans(rows, known, alike=alike)
        found = set(pairs.ahead(list(profiles.values()), known, now=now))
    held = _held(found, profiles, now)
    changed = _write(held, versions, by=by, now=now, tell=tell)
    _note_checked(versions)
    return Rebuilt(len(profiles), len(found), len(held), changed)


def _spans(since: dt.datetime) -> list[SpanRow]:
    """The sessions of events that could meet one that lies ahead; what ended long ago cannot."""
    ids = OverlapSpan.objects.filter(span__endswith__gt=since).values_list("event", flat=True).distinct()
    return spans.of_events(list(ids))


def _held(found: Iterable[pairs.Pair], profiles: Mapping[UUID, Profile], now: dt.datetime) -> dict[Key, Held]:
    fingerprints = Fingerprints()
    return {
        key: each
        for first, second in found
        for key, each in cases.held_between(profiles[first], profiles[second], fingerprints).items()
        if each.finding.ends_at > now
    }


def _write(held: Mapping[Key, Held], versions: Mapping[UUID, int], *, by: Actor, now: dt.datetime, tell: bool) -> int:
    """Write what differs, for some events after the other; answer how many cases have changed their state."""
    # What is over and done with is read only where it is found again.
    lasting = Q(state__in=OverlapCase.UNSETTLED) | Q(ends_at__gt=now)
    rows = OverlapCase.objects.filter(lasting).values_list("first", "second", "kind", *life.COMPARED)
    stored = {(first, second, kind): row for first, second, kind, *row in rows.iterator(chunk_size=CASES_AT_ONCE)}
    wanted = {key for key, each in held.items() if key not in stored or life.differs(stored[key], each)}
    wanted |= {key for key, (state, *_) in stored.items() if key not in held and state in OverlapCase.UNSETTLED}
    by_first: dict[UUID, list[Key]] = {}
    for key in sorted(wanted):
        by_first.setdefault(key[0], []).append(key)
    changed = 0
    firsts = sorted(by_first)
    for start in range(0, len(firsts), EVENTS_AT_ONCE):
        keys = [key for first in firsts[start : start + EVENTS_AT_ONCE] for key in by_first[first]]
        changed += _write_some(keys, held, versions, by=by, now=now, tell=tell)
    return changed


@transaction.atomic
def _write_some(
    keys: list[Key], held: Mapping[Key, Held], versions: Mapping[UUID, int], *, by: Actor, now: dt.datetime, tell: bool
) -> int:
    ids = {event_id for first, second, _kind in keys for event_id in (first, second)}
    cases.lock(ids)
    current = dict(Event.objects.filter(pk__in=ids).values_list("pk", "version"))
    as_compared = {key for key in keys if all(current.get(each) == versions.get(each) for each in key[:2])}
    stored = [
        case
        for case in OverlapCase.objects.filter(first__in={key[0] for key in as_compared})
        if (case.first_id, case.second_id, case.kind) in as_compared
    ]
    some = {key: held[key] for key in as_compared if key in held}
    return len(life.apply(some, stored, by=by, now=now, tell=tell))


def _note_checked(versions: Mapping[UUID, int]) -> None:
    """Note which versions were compared; who has been written since stays unchecked."""
    rows = list(versions.items())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {OverlapCheck._meta.db_table} AS kept (event_id, checked_version)"  # noqa: S608, SLF001
            " SELECT event.id, checked.version FROM unnest(%s::uuid[], %s::int[]) AS checked (id, version)"
            " JOIN events_event AS event USING (id) ORDER BY event.id"
            " ON CONFLICT (event_id) DO UPDATE SET checked_version = excluded.checked_version"
            " WHERE kept.checked_version < excluded.checked_version",
            [[event_id for event_id, _version in rows], [version for _event_id, version in rows]],
        )
