"""Keeps the sessions that take part in overlaps as the search reads them: one row each, in step with every write."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from events.models import Event, OverlapSpan

COLUMNS = (
    "session_id",
    "event_id",
    "uid",
    "span",
    "lead_id",
    "audiences",
    "themes",
    "text_keys",
    "text",
    "languages",
    "regions",
    "is_everywhere",
    "is_national",
    "is_online",
    "trainers",
    "room_id",
    "series_id",
    "content_of",
)
EVENTS_AT_ONCE = 500
# Microseconds since 1970: whole numbers are read ten times as fast as a range of times.
BEGINS = "(extract(epoch FROM lower(span)) * 1000000)::bigint"
ENDS = "(extract(epoch FROM upper(span)) * 1000000)::bigint"
# What a SpanRow is made of; what a text names is looked for and never read.
READ = ", ".join(f"{BEGINS}, {ENDS}" if name == "span" else name for name in COLUMNS if name != "text_keys")


class SpanRow(NamedTuple):
    """A row of OverlapSpan as the search reads it by the hundred: as READ says."""

    session_id: int
    event_id: UUID
    uid: str
    begins: int
    ends: int
    lead_id: int
    audiences: list[int]
    themes: list[int]
    text: int
    languages: list[str]
    regions: list[int]
    is_everywhere: bool
    is_national: bool
    is_online: bool
    trainers: list[int]
    room_id: int | None
    series_id: int | None
    content_of: UUID


def _linked(table: str, column: str, of: str = "event_id = event.id") -> str:
    return f"ARRAY(SELECT {column}::int FROM {table} WHERE {of} ORDER BY 1)"  # noqa: S608 - names of our tables


# A session that has been cancelled takes part no more than its training would.
_SCHEDULED = f"""
SELECT session.id AS session_id, event.id AS event_id, session.uid AS uid,
       tstzrange(session.starts_at, session.ends_at) AS span, event.lead_id AS lead_id,
       {_linked("events_event_audiences", "targetgroup_id")} AS audiences,
       {_linked("events_event_themes", "theme_id")} AS themes,
       coalesce(vector.keys, '{{}}') AS text_keys, coalesce(vector.digest, 0) AS text, event.languages AS languages,
       {_linked("events_event_regions", "region_id")} AS regions,
       event.national OR event.delivery <> 'onsite' AS is_everywhere,
       event.national AS is_national, event.delivery <> 'onsite' AS is_online,
       {_linked("events_session_trainers", "trainer_id", "session_id = session.id")} AS trainers,
       session.room_id AS room_id, event.series_id AS series_id, coalesce(event.repeat_of_id, event.id) AS content_of
FROM events_session AS session JOIN events_event AS event ON event.id = session.event_id
LEFT JOIN events_textvector AS vector ON vector.event_id = event.id
WHERE event.id = ANY(%(ids)s) AND session.state = 'scheduled'
"""  # noqa: S608 - names of our tables
_REFRESH = f"""
WITH wanted AS ({_SCHEDULED} AND event.state IN ('planned', 'published')),
gone AS (
    DELETE FROM events_overlapspan
    WHERE event_id = ANY(%(ids)s) AND session_id NOT IN (SELECT session_id FROM wanted)
)
INSERT INTO events_overlapspan AS kept ({", ".join(COLUMNS)})
SELECT {", ".join(COLUMNS)} FROM wanted
ON CONFLICT (session_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])}
WHERE ({", ".join(f"kept.{name}" for name in COLUMNS[1:])})
    IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in COLUMNS[1:])})
"""  # noqa: S608 - names of our columns


def refresh(event_ids: Collection[UUID]) -> None:
    """Bring the rows of these events up to date. Their caller has them locked, and their links and sessions written."""
    if event_ids:
        with connection.cursor() as cursor:
            cursor.execute(_REFRESH, {"ids": list(event_ids)})


def refresh_since(since: datetime) -> None:
    """Bring the rows of all that goes on later up to date, some hundreds of events at a time, locked meanwhile."""
    lasting = Q(ends_at__gt=since) | Q(pk__in=OverlapSpan.objects.filter(span__endswith__gt=since).values("event"))
    ids = list(Event.objects.filter(lasting).order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(ids), EVENTS_AT_ONCE):
        some = ids[first : first + EVENTS_AT_ONCE]
        with transaction.atomic():
            refresh(list(_locked(some)))


def of_any_state(event_id: UUID) -> list[SpanRow]:
    """The rows that an event would have if it took part, not saved: how a draft sees itself."""
    with connection.cursor() as cursor:
        sql = f"SELECT {READ} FROM ({_SCHEDULED}) AS its ORDER BY lower(span), session_id"  # noqa: S608 - our columns
        cursor.execute(sql, {"ids": [event_id]})
        return [SpanRow(*row) for row in cursor.fetchall()]


def of_events(event_ids: Collection[UUID]) -> list[SpanRow]:
    """The stored rows of these events."""
    if not event_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {READ} FROM events_overlapspan WHERE event_id = ANY(%s)", [list(event_ids)])  # noqa: S608
        return [SpanRow(*row) for row in cursor.fetchall()]


def _locked(ids: Sequence[UUID]) -> Sequence[UUID]:
    rows = Event.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    return list(rows.values_list("pk", flat=True))
