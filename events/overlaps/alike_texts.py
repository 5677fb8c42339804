"""Which texts of the calendar are alike: asked before the rules compare, and before candidates are searched by it.

Trainings that are held again have the same texts: whatever is compared is compared once for each text, not for each
training or session.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any
from uuid import UUID

from django.db import connection

from catalogue.vocabularies import Vocabularies
from events import likeness
from events.likeness import TextProfile
from events.overlaps import candidates
from events.overlaps.profiles import Profile

# How alike to each other, in percent, by their digests.
Likenesses = Mapping[int, Mapping[int, int]]

_READ = "languages, letters, concepts, keys, digest"
_IN_SEASON = f"""
SELECT {_READ} FROM events_textvector WHERE event_id IN (
    SELECT DISTINCT ON (text) event_id FROM events_overlapspan
    WHERE span && %(season)s::tstzmultirange {candidates.SAME_PEOPLE} AND text_keys && %(keys)s::int[] ORDER BY text
)"""  # noqa: S608 - our columns
_OF_EVENTS = f"SELECT DISTINCT ON (digest) {_READ} FROM events_textvector WHERE event_id = ANY(%(ids)s)"  # noqa: S608


def told(own: Profile, text: TextProfile | None, known: Vocabularies, *, season: str = "") -> Profile:
    """Answer the profile with its text and those of the season for the same people that are alike to it: one query.

    `season` is a multirange of time; without it, that around its own sessions.
    """
    if text is None or not text.keys:
        return own
    values = candidates.values_of_people(own, known) | {
        "season": season or candidates.multirange(map(candidates.season_window, own.sittings)),
        "keys": sorted(text.keys),
    }
    found = ((other.digest, likeness.percent(text, other)) for other in _read(_IN_SEASON, values))
    alike = {digest: percent for digest, percent in found if percent}
    return replace(own, topic=replace(own.topic, text=text.digest, alike=alike))


def among(event_ids: Collection[UUID]) -> Likenesses:
    """Answer which of the texts of these events are alike."""
    by_key: dict[int, list[TextProfile]] = defaultdict(list)
    texts = _read(_OF_EVENTS, {"ids": list(event_ids)})
    for text in texts:
        for key in text.keys:
            by_key[key].append(text)
    found: dict[int, dict[int, int]] = {text.digest: {} for text in texts}
    for text in texts:
        if text.keys:
            found[text.digest][text.digest] = likeness.percent(text, text)
    for some in by_key.values():
        for one, other in combinations(some, 2):
            if percent := likeness.percent(one, other):
                found[one.digest][other.digest] = found[other.digest][one.digest] = percent
    return found


def _read(sql: str, values: Mapping[str, Any]) -> list[TextProfile]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [likeness.unpacked(*row) for row in cursor.fetchall()]
