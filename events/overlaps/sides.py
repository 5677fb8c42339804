"""Makes the profiles that the rules compare, of stored sessions."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from catalogue.vocabularies import Vocabularies, Vocabulary
from events import dates
from events.models import OverlapSpan
from events.overlaps import working_days
from events.overlaps.profiles import Profile, Sitting
from events.overlaps.topics import Topic


def of_spans(spans: Iterable[OverlapSpan], known: Vocabularies) -> dict[UUID, Profile]:
    """Answer the trainings that these sessions belong to, by id, with these sessions and no others."""
    by_event: dict[UUID, list[OverlapSpan]] = defaultdict(list)
    for span in spans:
        by_event[span.event_id].append(span)
    return {event_id: _of_event(some, known) for event_id, some in by_event.items()}


def _of_event(spans: list[OverlapSpan], known: Vocabularies) -> Profile:
    one = spans[0]
    return Profile(
        id=one.event_id,
        lead_id=one.lead_id,
        languages=frozenset(one.languages),
        sittings=in_order(_of_span(span) for span in spans),
        audiences=frozenset(one.audiences),
        audiences_below=below(known.audiences, one.audiences),
        topic=topic_of(one.themes, known),
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
    first, last = dates.first_day(starts_at), dates.last_day(ends_at)
    return Sitting(
        key=key,
        starts_at=starts_at,
        ends_at=ends_at,
        first_day=first.toordinal(),
        last_day=last.toordinal(),
        first_work=working_days.number(first),
        last_work=working_days.number(last),
        trainers=trainers,
        room_id=room_id,
    )


def in_order(sittings: Iterable[Sitting]) -> tuple[Sitting, ...]:
    return tuple(sorted(sittings, key=lambda each: (each.starts_at, each.ends_at, str(each.key))))


def below(vocabulary: Vocabulary, ids: Collection[int]) -> frozenset[int]:
    """These terms and all below them."""
    return frozenset().union(*(term.descendant_ids for term in vocabulary.many(ids)))


def topic_of(theme_ids: Collection[int], known: Vocabularies) -> Topic:
    """Themes with all below them. A root is too wide to say what a training is about: it stands for itself alone."""
    terms = known.themes.many(theme_ids)
    widened = (term.descendant_ids if term.depth else frozenset({term.id}) for term in terms)
    return Topic(themes=frozenset(theme_ids), themes_below=frozenset().union(*widened))


def _of_span(span: OverlapSpan) -> Sitting:
    return sitting(span.uid, span.span.lower, span.span.upper, trainers=frozenset(span.trainers), room_id=span.room_id)
