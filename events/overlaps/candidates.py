"""The sessions that may overlap with a training, from PostgreSQL: never more than what its index gives for its days.

One statement with a part for each of the rules' ways to meet: at one moment with the same trainer or room; for the same
people at one moment, or within some working days and on the same theme; within the season for both.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from catalogue.vocabularies import Vocabularies, Vocabulary
from events import dates
from events.likeness import TextProfile
from events.overlaps import working_days
from events.overlaps.profiles import Profile, Sitting
from events.overlaps.spans import READ, SpanRow

Window = tuple[dt.datetime, dt.datetime]
NOBODY = UUID(int=0)

_SELECT = f"SELECT {READ} FROM events_overlapspan WHERE event_id <> ALL(%(not_these)s)"  # noqa: S608
_SAME_RESOURCE = f"""{_SELECT}
AND span && %(moments)s::tstzmultirange AND (trainers && %(trainers)s::int[] OR room_id = ANY(%(rooms)s::bigint[]))"""
_SAME_PEOPLE = "AND audiences && %(audiences)s::int[] AND languages && %(languages)s::varchar[]"
# Texts that name something in common may be alike; the rules say whether they are.
MAYBE_SAME_TOPIC = "(themes && %(themes)s::int[] OR text_keys && %(text_keys)s::int[])"
_SOON = f"""{_SELECT}
AND span && %(near)s::tstzmultirange {_SAME_PEOPLE}
AND (span && %(moments)s::tstzmultirange OR {MAYBE_SAME_TOPIC})
AND (%(is_everywhere)s OR is_everywhere OR regions && %(regions)s::int[])"""
_SAME_SEASON = f"""{_SELECT}
AND span && %(season)s::tstzmultirange {_SAME_PEOPLE}
AND lead_id <> %(lead)s AND {MAYBE_SAME_TOPIC}"""


def of(own: Profile, text: TextProfile | None, known: Vocabularies) -> list[SpanRow]:
    """Answer the stored sessions that the rules might find something with, each once."""
    text_keys = text.keys if text else frozenset()
    parts = _parts(own, text_keys)
    if not parts:
        return []
    sql = " UNION ALL ".join(parts)
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(own, text_keys, known))
        rows = {row[0]: row for row in cursor.fetchall()}
    return [SpanRow(*row) for row in rows.values()]


def _parts(own: Profile, text_keys: Collection[int]) -> list[str]:
    """The parts of the statement that can find anything."""
    if not own.sittings:
        return []
    parts = []
    if any(each.trainers or each.room_id is not None for each in own.sittings):
        parts.append(_SAME_RESOURCE)
    if own.audiences and own.languages:
        parts.append(_SOON)
        if own.topic.themes or text_keys:
            parts.append(_SAME_SEASON)
    return parts


def _values(own: Profile, text_keys: Collection[int], known: Vocabularies) -> dict[str, Any]:
    return {
        # An empty array has no type of its own.
        "not_these": [own.id or NOBODY],
        "moments": multirange((each.starts_at, each.ends_at) for each in own.sittings),
        "trainers": sorted(frozenset().union(*(each.trainers for each in own.sittings))),
        "rooms": sorted({each.room_id for each in own.sittings if each.room_id is not None}),
        "near": multirange(near_window(each) for each in own.sittings),
        "season": multirange(season_window(each) for each in own.sittings),
        "audiences": around(known.audiences, own.audiences),
        "themes": themes_around(known, own.topic.themes),
        "text_keys": sorted(text_keys),
        "languages": sorted(own.languages),
        "regions": sorted(own.regions),
        "is_everywhere": own.is_everywhere,
        "lead": own.lead_id,
    }


def around(vocabulary: Vocabulary, ids: Collection[int]) -> list[int]:
    """These terms with all above and below them."""
    return sorted(frozenset().union(*(term.ancestor_ids | term.descendant_ids for term in vocabulary.many(ids))))


def themes_around(known: Vocabularies, ids: Collection[int]) -> list[int]:
    """These themes with all above and below them, but for the roots, which meet only themselves."""
    found = set(ids)
    for term in known.themes.many(ids):
        if term.depth:
            found |= term.descendant_ids
            found |= {each for each in term.ancestor_ids if known.themes.by_id(each).depth}
    return sorted(found)


def near_window(sitting: Sitting) -> Window:
    """From when to when another session is near: whole local days."""
    days = settings.OVERLAP_NEAR_WORKING_DAYS
    return (
        dates.midnight(working_days.earliest_within(dt.date.fromordinal(sitting.first_day), days)),
        dates.midnight(working_days.latest_within(dt.date.fromordinal(sitting.last_day), days) + dt.timedelta(days=1)),
    )


def season_window(sitting: Sitting) -> Window:
    days = settings.OVERLAP_SEASON_DAYS
    return (
        dates.midnight(dt.date.fromordinal(max(sitting.first_day - days, dt.date.min.toordinal()))),
        dates.midnight(dt.date.fromordinal(min(sitting.last_day + days + 1, dt.date.max.toordinal()))),
    )


def season_days() -> int:
    """How far apart the days of two sessions may be to be of one season."""
    days: int = settings.OVERLAP_SEASON_DAYS
    return days


def multirange(windows: Iterable[Window]) -> str:
    """Half-open windows as PostgreSQL writes them; it joins those that touch."""
    return "{" + ",".join(f"[{start.isoformat()},{end.isoformat()})" for start, end in windows) + "}"
