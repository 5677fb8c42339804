"""Which texts of the calendar are alike: found among candidates before the rules compare them.

Trainings that are held again have the same texts: whatever is compared is compared once for each text, not for each
training or session.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations
from uuid import UUID

from django.db import connection

from events import likeness
from events.likeness import TextProfile

# How alike to each other, in percent, by their digests.
Likenesses = Mapping[int, Mapping[int, int]]

_READ = """
SELECT DISTINCT ON (digest) languages, letters, concepts, keys, digest
FROM events_textvector WHERE event_id = ANY(%s) AND digest <> 0"""


def alike(text: TextProfile | None, others: Mapping[int, UUID]) -> dict[int, int]:
    """Answer which of these texts, each that of an event, are alike to one, and how much in percent: one query."""
    event_ids = [event_id for digest, event_id in others.items() if digest]
    if text is None or not text.keys or not event_ids:
        return {}
    likenesses = ((other.digest, likeness.percent(text, other)) for other in _of_events(event_ids))
    return {digest: percent for digest, percent in likenesses if percent}


def among(event_ids: Collection[UUID]) -> Likenesses:
    """Answer which of the texts of these events are alike."""
    by_key: dict[int, list[TextProfile]] = defaultdict(list)
    texts = _of_events(event_ids)
    for text in texts:
        for key in text.keys:
            by_key[key].append(text)
    found: dict[int, dict[int, int]] = {text.digest: {} for text in texts}
    for text in texts:
        if percent := likeness.percent(text, text):
            found[text.digest][text.digest] = percent
    for some in by_key.values():
        for one, other in combinations(some, 2):
            if percent := likeness.percent(one, other):
                found[one.digest][other.digest] = found[other.digest][one.digest] = percent
    return found


def _of_events(event_ids: Iterable[UUID]) -> list[TextProfile]:
    with connection.cursor() as cursor:
        cursor.execute(_READ, [list(event_ids)])
        return [likeness.unpacked(*row) for row in cursor.fetchall()]
