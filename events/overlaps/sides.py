"""Makes the profiles that the rules compare, of stored sessions."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from catalogue.vocabularies import Vocabularies, Vocabulary
from events import dates
from events.overlaps import working_days
from events.overlaps.profiles import Profile, Sitting
from events.overlaps.spans import SpanRow
from events.overlaps.topics import Topic

# The same days and terms come again with every check.
SPANS_KEPT, TERMS_KEPT = 100_000, 4_000
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
NONE: Mapping[int, int] = MappingProxyType({})
NO_TEXTS: Mapping[int, Mapping[int, int]] = MappingProxyType({})


def of_spans(
    spans: Iterable[SpanRow], known: Vocabularies, *, alike: Mapping[int, Mapping[int, int]] = NO_TEXTS
) -> dict[UUID, Profile]:
    """Answer the trainings that these sessions belong to, by id, with these sessions and no others.

    `alike` says which texts are: events.overlaps.alike_texts.among.
    """
    by_event: dict[UUID, list[SpanRow]] = defaultdict(list)
    for span in spans:
        by_event[span.event_id].append(span)
    return {event_id: _of_event(some, known, alike) for event_id, some in by_event.items()}


def _of_event(spans: list[SpanRow], known: Vocabularies, alike: Mapping[int, Mapping[int, int]]) -> Profile:
    one = spans[0]
    return Profile(
        id=one.event_id,
        lead_id=one.lead_id,
        languages=frozenset(one.languages),
        sittings=in_order(_of_span(span) for span in spans),
        audiences=frozenset(one.audiences),
        audiences_below=below(known.audiences, one.audiences),
        topic=topic_of(one.themes, known, text=one.text, alike=alike.get(one.text, NONE)),
        regions=frozenset(one.regions),
        is_national=one.is_national,
        is_online=one.is_online,
        series_id=one.series_id,
        content_of=one.content_of,
    )


def sitting(
    key: str | int,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    *,
    trainers: frozenset[int] = frozenset(),
    room_id: int | None = None,
) -> Sitting:
    """A session with its local days counted.

    In UTC: two times of one zone compare by what their clocks show, which on an autumn night shows an hour twice.
    """
    starts_at, ends_at = starts_at.astimezone(dt.UTC), ends_at.astimezone(dt.UTC)
    return Sitting(key, starts_at, ends_at, *_days(starts_at, ends_at), trainers, room_id)


@lru_cache(maxsize=SPANS_KEPT)
def _days(starts_at: dt.datetime, ends_at: dt.datetime) -> tuple[int, int, int, int]:
    """The first and the last local day, as ordinals and as numbers of working days."""
    first, last = dates.first_day(starts_at), dates.last_day(ends_at)
    return first.toordinal(), last.toordinal(), working_days.number(first), working_days.number(last)


@lru_cache(maxsize=SPANS_KEPT)
def _times(begins: int, ends: int) -> tuple[dt.datetime, dt.datetime, int, int, int, int]:
    """Begin, end and days of a session of which the microseconds are known."""
    starts_at, ends_at = (EPOCH + dt.timedelta(microseconds=each) for each in (begins, ends))
    return starts_at, ends_at, *_days(starts_at, ends_at)


def in_order(sittings: Iterable[Sitting]) -> tuple[Sitting, ...]:
    found = tuple(sittings)
    if len(found) == 1:
        return found
    return tuple(sorted(found, key=lambda each: (each.starts_at, each.ends_at, str(each.key))))


def below(vocabulary: Vocabulary, ids: Collection[int]) -> frozenset[int]:
    """These terms and all below them."""
    return _below(vocabulary, frozenset(ids))


@lru_cache(maxsize=TERMS_KEPT)
def _below(vocabulary: Vocabulary, ids: frozenset[int]) -> frozenset[int]:
    return frozenset().union(*(term.descendant_ids for term in vocabulary.many(ids)))


def topic_of(
    theme_ids: Collection[int], known: Vocabularies, *, text: int = 0, alike: Mapping[int, int] = NONE
) -> Topic:
    """Themes with all below them. A root is too wide to say what a training is about: it stands for itself alone."""
    themes = frozenset(theme_ids)
    return Topic(themes, _themes_below(known.themes, themes), text, alike)


@lru_cache(maxsize=TERMS_KEPT)
def _themes_below(vocabulary: Vocabulary, ids: frozenset[int]) -> frozenset[int]:
    widened = (term.descendant_ids if term.depth else frozenset({term.id}) for term in vocabulary.many(ids))
    return frozenset().union(*widened)


def _of_span(span: SpanRow) -> Sitting:
    return Sitting(span.uid, *_times(span.begins, span.ends), frozenset(span.trainers), span.room_id)
