"""What is in the way, from PostgreSQL: every session that a training could touch in a whole window, read at once.

The statement says of each what the rules of overlaps would say whatever the time: for the same people, on the same
theme, in the same room. `tests/events/slots` proves that both say the same.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from catalogue.vocabularies import Vocabularies
from events import dates
from events.overlaps import alike_texts, candidates, sides
from events.overlaps.candidates import MAYBE_SAME_TOPIC, NOBODY
from events.overlaps.finding import Subject
from events.overlaps.profiles import Profile, Sitting
from events.overlaps.spans import BEGINS, ENDS
from events.slots.asking import A_DAY, A_WEEK, SlotQuery

# The days of the Gregorian calendar counted as Python counts them.
_ORDINAL = "(%s AT TIME ZONE %%(zone)s)::date - date '0001-01-01' + 1"
_DAYS = ", ".join(_ORDINAL % bound for bound in ("lower(span)", "(upper(span) - interval '1 microsecond')"))
_OTHERS = "event_id <> ALL(%(not_these)s)"
_APART = """
(series_id IS DISTINCT FROM %(series)s OR %(series)s::bigint IS NULL)
AND (content_of <> %(content_of)s OR %(content_of)s::uuid IS NULL)"""
# Whether a theme is shared, and else which text may be about the same.
_TOPIC = "themes && %(themes)s::int[], CASE WHEN text_keys && %(text_keys)s::int[] THEN text ELSE 0 END"
_PEOPLE = "audiences && %(around)s::int[] AND languages && %(languages)s::varchar[]"

_RESOURCE = f"""
SELECT {BEGINS}, {ENDS} FROM events_overlapspan
WHERE {_OTHERS} AND span && %(window)s::tstzmultirange
AND (trainers && %(trainers)s::int[] OR room_id = %(room)s::bigint)"""  # noqa: S608 - our columns
_SOON = f"""
SELECT event_id, audiences && %(audiences)s::int[], {BEGINS}, {ENDS}, {_DAYS}, {_TOPIC} FROM events_overlapspan
WHERE {_OTHERS} AND {_APART} AND span && %(near)s::tstzmultirange AND {_PEOPLE}
AND (%(is_everywhere)s OR is_everywhere OR regions && %(regions)s::int[])
AND (lead_id <> %(lead)s OR %(sees_inside)s)"""  # noqa: S608 - our columns
_SEASON = f"""
SELECT event_id, {_DAYS}, {_TOPIC} FROM events_overlapspan
WHERE {_OTHERS} AND {_APART} AND span && %(season)s::tstzmultirange AND {_PEOPLE} AND {MAYBE_SAME_TOPIC}
AND lead_id <> %(lead)s"""  # noqa: S608 - our columns


@dataclass(frozen=True, slots=True)
class Booked:
    """A session of another training: microseconds since 1970, half-open, and its local days as ordinals."""

    starts: int
    ends: int
    first_day: int
    last_day: int


@dataclass(slots=True)
class Other:
    """Another training for the same people, with its sessions in the window and those of the season around it."""

    is_direct: bool = False
    is_same_topic: bool = False
    booked: list[Booked] = field(default_factory=list)
    season: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Bookings:
    """`taken` are times of the trainers and of the room; `alike` are the texts that are about the same."""

    taken: list[tuple[int, int]]
    others: dict[UUID, Other]
    alike: Mapping[int, int]


def of_query(query: SlotQuery, subject: Subject, known: Vocabularies, *, sees_inside: bool) -> Bookings:
    """Answer what is in the way of a training; `sees_inside`: those of the lead organisation itself count too."""
    profile, text_keys = subject.profile, subject.text.keys if subject.text else frozenset()
    values = _values(query, profile, text_keys, known, sees_inside=sees_inside)
    taken = _rows(_RESOURCE, values) if query.trainer_ids or query.room_id else []
    others: dict[UUID, Other] = {}
    has_people = profile.audiences and profile.languages
    soon = _rows(_SOON, values) if has_people else []
    season = _rows(_SEASON, values) if has_people and (profile.topic.themes or text_keys) else []
    texts = {text: event_id for event_id, *_, is_shared, text in (*soon, *season) if text and not is_shared}
    alike = alike_texts.alike(subject.text, texts)
    for event_id, is_direct, starts, ends, first, last, is_shared, text in soon:
        other = others.get(event_id)
        if other is None:
            other = others[event_id] = Other(is_direct, is_shared or text in alike)
        other.booked.append(Booked(starts, ends, first, last))
    for event_id, first, last, is_shared, text in season:
        if is_shared or text in alike:
            others.setdefault(event_id, Other()).season.append((first, last))
    return Bookings(taken, others, alike)


def _rows(sql: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[Any] = cursor.fetchall()
    return rows


def _values(
    query: SlotQuery, profile: Profile, text_keys: Collection[int], known: Vocabularies, *, sees_inside: bool
) -> dict[str, Any]:
    whole = _window(query)
    return {
        "zone": settings.TIME_ZONE,
        # An empty array has no type of its own.
        "not_these": [query.event_id or NOBODY],
        "window": candidates.multirange([(whole.starts_at, whole.ends_at)]),
        "near": candidates.multirange([_with_whole_weeks(candidates.near_window(whole), query)]),
        "season": candidates.multirange([candidates.season_window(whole)]),
        "trainers": sorted(query.trainer_ids),
        "room": query.room_id,
        "audiences": sorted(profile.audiences),
        "around": candidates.around(known.audiences, profile.audiences),
        "themes": candidates.themes_around(known, profile.topic.themes),
        "text_keys": sorted(text_keys),
        "languages": sorted(profile.languages),
        "regions": sorted(profile.regions),
        "is_everywhere": profile.is_everywhere,
        "lead": profile.lead_id,
        "series": profile.series_id,
        "content_of": profile.content_of,
        "sees_inside": sees_inside,
    }


def _window(query: SlotQuery) -> Sitting:
    """All that was asked for as if it were one session."""
    return sides.sitting("window", dates.midnight(query.earliest), dates.midnight(query.latest + A_DAY))


def _with_whole_weeks(window: candidates.Window, query: SlotQuery) -> candidates.Window:
    """Weeks are looked at as a whole, also those in which the window begins and ends."""
    after = dates.monday_of(query.latest) + A_WEEK
    return min(window[0], dates.midnight(dates.monday_of(query.earliest))), max(window[1], dates.midnight(after))
