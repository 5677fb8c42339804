"""All pairs of events that may overlap, at once: for the rebuild, which asks for every training what one save asks.

The sessions that lie ahead go with their windows and widened terms into a temporary table, and are joined with all
others: those near in time through the GiST index, those of a season through the topics and target groups they share. A
topic is a theme or a text, whose digest is no theme's number.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import connection

from catalogue.vocabularies import Vocabularies
from events.overlaps import candidates
from events.overlaps.profiles import Profile, Sitting

Pair = tuple[UUID, UUID]

_MAKE = """
DROP TABLE IF EXISTS overlap_ahead, overlap_training, overlap_topic, overlap_topic_wide;
CREATE TEMPORARY TABLE overlap_ahead (
    event_id uuid, lead_id bigint, span tstzrange, near tstzrange, audiences int[], around int[], themes int[],
    alike bigint[], languages varchar[], regions int[], is_everywhere boolean, trainers int[], room_id bigint
) ON COMMIT DROP;
CREATE TEMPORARY TABLE overlap_training (
    event_id uuid, lead_id bigint, is_ahead boolean, span tstzrange, season tstzrange, languages varchar[],
    audiences int[], around int[], topics bigint[], topics_around bigint[], buckets int[], buckets_around int[]
) ON COMMIT DROP;
"""
# By its own terms and the buckets its days lie in; by all that meets those, in the buckets around its days.
_SPREAD = """
CREATE TEMPORARY TABLE overlap_topic ON COMMIT DROP AS
SELECT event_id, lead_id, span, languages, audience, topic, bucket
FROM overlap_training, unnest(audiences) AS audience, unnest(topics) AS topic, unnest(buckets) AS bucket
WHERE is_ahead;
CREATE TEMPORARY TABLE overlap_topic_wide ON COMMIT DROP AS
SELECT event_id, lead_id, season, languages, audience, topic, bucket
FROM overlap_training, unnest(around) AS audience, unnest(topics_around) AS topic, unnest(buckets_around) AS bucket;
ANALYZE overlap_ahead; ANALYZE overlap_topic; ANALYZE overlap_topic_wide
"""
_COPY = "COPY {} FROM STDIN"
_NOT_SELF = "other.event_id <> own.event_id"
_SOON = f"""
SELECT DISTINCT least(own.event_id, other.event_id), greatest(own.event_id, other.event_id)
FROM overlap_ahead AS own JOIN events_overlapspan AS other
    ON other.span && own.near AND other.audiences && own.around
WHERE {_NOT_SELF} AND other.languages && own.languages
    AND (own.is_everywhere OR other.is_everywhere OR other.regions && own.regions)
    AND (other.span && own.span OR other.themes && own.themes OR other.text = ANY(own.alike))
"""  # noqa: S608 - a constant
_SAME_RESOURCE = f"""
SELECT DISTINCT least(own.event_id, other.event_id), greatest(own.event_id, other.event_id)
FROM overlap_ahead AS own JOIN events_overlapspan AS other ON other.span && own.span
WHERE {_NOT_SELF} AND (cardinality(own.trainers) > 0 OR own.room_id IS NOT NULL)
    AND (other.trainers && own.trainers OR other.room_id = own.room_id)
"""  # noqa: S608 - a constant
_SAME_SEASON = f"""
SELECT DISTINCT least(own.event_id, other.event_id), greatest(own.event_id, other.event_id)
FROM overlap_topic AS own JOIN overlap_topic_wide AS other USING (audience, topic, bucket)
WHERE {_NOT_SELF} AND other.lead_id <> own.lead_id AND other.languages && own.languages AND other.season && own.span
"""  # noqa: S608 - a constant
# So many days that a season reaches from one into the next at most.
BUCKET_DAYS = 128


def ahead(profiles: Collection[Profile], known: Vocabularies, *, now: dt.datetime) -> Iterator[Pair]:
    """Yield the pairs of which at least one has something ahead, each once for each way to meet; the smaller id first.

    Call it in a transaction, with the rows of spans up to date.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MAKE)
        _copy(cursor, "overlap_ahead", _sessions(profiles, known, now))
        _copy(cursor, "overlap_training", _trainings(profiles, known, now))
        cursor.execute(_SPREAD)
        for sql in (_SAME_RESOURCE, _SOON, _SAME_SEASON):
            cursor.execute(sql)
            yield from cursor.fetchall()


def _copy(cursor: Any, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(_COPY.format(table)) as copy:
        for row in rows:
            copy.write_row(row)


def _sessions(profiles: Iterable[Profile], known: Vocabularies, now: dt.datetime) -> Iterator[tuple[Any, ...]]:
    around = _Widened(known)
    for each in profiles:
        for sitting in each.sittings:
            if sitting.ends_at > now:
                yield (
                    each.id,
                    each.lead_id,
                    _range(sitting.starts_at, sitting.ends_at),
                    _range(*around.window(sitting)),
                    sorted(each.audiences),
                    around.audiences(each.audiences),
                    around.themes(each.topic.themes),
                    sorted(each.topic.alike),
                    sorted(each.languages),
                    sorted(each.regions),
                    each.is_everywhere,
                    sorted(sitting.trainers),
                    sitting.room_id,
                )


def _trainings(profiles: Iterable[Profile], known: Vocabularies, now: dt.datetime) -> Iterator[tuple[Any, ...]]:
    around = _Widened(known)
    for each in profiles:
        last = max(sitting.ends_at for sitting in each.sittings)
        yield (
            each.id,
            each.lead_id,
            last > now,
            _range(each.sittings[0].starts_at, last),
            _range(*_season(each)),
            sorted(each.languages),
            sorted(each.audiences),
            around.audiences(each.audiences),
            [*each.topic.themes, each.topic.text],
            [*around.themes(each.topic.themes), *each.topic.alike],
            _buckets(each, reach=0),
            _buckets(each, reach=1),
        )


def _buckets(profile: Profile, *, reach: int) -> list[int]:
    return sorted(
        {
            bucket
            for sitting in profile.sittings
            for bucket in range(sitting.first_day // BUCKET_DAYS - reach, sitting.last_day // BUCKET_DAYS + reach + 1)
        }
    )


def _season(profile: Profile) -> candidates.Window:
    windows = [candidates.season_window(sitting) for sitting in profile.sittings]
    return min(start for start, _end in windows), max(end for _start, end in windows)


def _range(start: dt.datetime, end: dt.datetime) -> str:
    return f"[{start.isoformat()},{end.isoformat()})"


class _Widened:
    """Remembers what has been widened before: many trainings have the same terms and days."""

    def __init__(self, known: Vocabularies) -> None:
        self.known = known
        self._audiences: dict[frozenset[int], list[int]] = {}
        self._themes: dict[frozenset[int], list[int]] = {}
        self._windows: dict[tuple[int, int], candidates.Window] = {}

    def audiences(self, ids: frozenset[int]) -> list[int]:
        if ids not in self._audiences:
            self._audiences[ids] = candidates.around(self.known.audiences, ids)
        return self._audiences[ids]

    def themes(self, ids: frozenset[int]) -> list[int]:
        if ids not in self._themes:
            self._themes[ids] = candidates.themes_around(self.known, ids)
        return self._themes[ids]

    def window(self, sitting: Sitting) -> candidates.Window:
        days = sitting.first_day, sitting.last_day
        if days not in self._windows:
            self._windows[days] = candidates.near_window(sitting)
        return self._windows[days]
