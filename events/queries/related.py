"""The trainings that one leads on to: those it belongs with, the organiser's next ones, and coming ones like it."""

import itertools
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Func, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Abs, Extract

from catalogue import texts
from catalogue.texts import Text
from catalogue.viewers import Viewer
from catalogue.vocabularies import Vocabularies, Vocabulary
from events.models import Event
from events.queries.describing import LINKED

SIMILAR, FOLLOWING = 4, 3
# So many of the best by themes and audiences are then compared by their titles.
COMPARED = 24
NO_ID = 0
SHARED = ("theme", "audience", "sector")
TITLES = [f"title_{language}" for language in texts.LANGUAGES]


@dataclass(frozen=True, slots=True)
class EventLink:
    slug: str
    title: Text
    starts_at: datetime | None
    ends_at: datetime | None
    state: str
    part: int | None


@dataclass(frozen=True, slots=True)
class SimilarEvent:
    """A coming training and what it shares with the one at hand: themes, else audiences, else sectors."""

    link: EventLink
    themes: tuple[Text, ...]
    audiences: tuple[Text, ...]
    sectors: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Those in its series in their order, the one whose content it repeats, and those with the same content."""

    series: list[EventLink]
    original: EventLink | None
    repeats: list[EventLink]


def belonging(event: Event, viewer: Viewer, language: str) -> Related:
    """What this viewer may see of the series and the repeats; the event itself is in its series."""
    condition = Q(repeat_of=event.pk)
    if event.repeat_of_id:
        condition |= Q(pk=event.repeat_of_id) | Q(repeat_of=event.repeat_of_id)
    if event.series_id:
        condition |= Q(series_id=event.series_id)
    order = (F("series_part").asc(nulls_last=True), F("starts_at").asc(nulls_last=True), "id")
    rows = list(_brief(Event.objects.visible_to(viewer)).filter(condition).order_by(*order))
    twins = {event.pk, event.repeat_of_id} - {None}
    return Related(
        series=[_link(row, language) for row in rows if event.series_id and row.series_id == event.series_id],
        original=next((_link(row, language) for row in rows if row.pk == event.repeat_of_id), None),
        repeats=[_link(row, language) for row in rows if row.repeat_of_id in twins and row.pk != event.pk],
    )


def following(event: Event, *, now: datetime, language: str, but: Collection[str]) -> list[EventLink]:
    """The organiser's next trainings after this one, or from now on when this one has begun; `but` are slugs."""
    after = max(now, event.starts_at or now)
    rows = _others(event, now).filter(lead_id=event.lead_id, starts_at__gt=after).order_by("starts_at", "id")
    found = _one_of_a_kind((row for row in rows[:COMPARED] if row.slug not in but), language)
    return [_link(row, language) for row in itertools.islice(found, FOLLOWING)]


def similar(
    event: Event, *, now: datetime, language: str, vocabularies: Vocabularies, terms: dict[str, list[int]]
) -> list[SimilarEvent]:
    """Coming trainings that share a theme, an audience or a sector; `terms` are the event's ids by those names.

    More shared themes come first, then more shared audiences, then a shared language of training, then like titles,
    then nearness of date. Of a series and of the same title there is but one.
    """
    around = max(now, event.starts_at or now)
    rows = (
        _others(event, now)
        .annotate(**{f"shared_{name}": _shared_ids(name, terms[name]) for name in SHARED})
        .order_by(*(_number(f"shared_{name}").desc() for name in SHARED), _distance(around), "id")
    )
    title = texts.pick(event, "title", language).value
    alike = [row for row in rows[:COMPARED] if any(_ids(row, name) for name in SHARED)]
    ranked = sorted(alike, key=lambda row: _rank(row, event, title, around, language))
    named = {"theme": vocabularies.themes, "audience": vocabularies.audiences, "sector": vocabularies.sectors}
    return [
        SimilarEvent(_link(row, language), *(_names(row, name, named[name], language) for name in SHARED))
        for row in itertools.islice(_one_of_a_kind(ranked, language), SIMILAR)
    ]


def _brief(events: QuerySet[Event]) -> QuerySet[Event]:
    return events.only(
        "slug", *TITLES, "languages", "starts_at", "ends_at", "state", "series", "series_part", "repeat_of"
    )


def _others(event: Event, now: datetime) -> QuerySet[Event]:
    """Published and coming: anybody may see them. Those it belongs with stand elsewhere on the page."""
    rows = _brief(Event.objects.published().coming(now)).exclude(pk=event.pk)
    twins = {event.pk, event.repeat_of_id} - {None}
    rows = rows.exclude(repeat_of__in=twins)
    if event.repeat_of_id:
        rows = rows.exclude(pk=event.repeat_of_id)
    return rows.exclude(series=event.series_id) if event.series_id else rows


def _shared_ids(name: str, ids: Iterable[int]) -> ArraySubquery:
    through, column = LINKED[name]
    # Without any id Django writes an array of no type, which PostgreSQL cannot count.
    wanted = list(ids) or [NO_ID]
    rows = through._default_manager.filter(event_id=OuterRef("pk"), **{f"{column}__in": wanted})  # noqa: SLF001
    return ArraySubquery(rows.values(column))


def _number(array: str) -> Func:
    return Func(F(array), function="cardinality", output_field=IntegerField())


def _distance(moment: datetime) -> Abs:
    return Abs(Extract("starts_at", "epoch") - Value(moment.timestamp()))


def _rank(row: Event, event: Event, title: str, around: datetime, language: str) -> tuple[float, ...]:
    """Titles count in tenths: of two that are about as like, the nearer comes first."""
    likeness = _likeness(title, texts.pick(row, "title", language).value)
    distance = abs((row.starts_at - around).total_seconds()) if row.starts_at else 0
    is_understood = bool({*row.languages} & {*event.languages})
    return (-len(_ids(row, "theme")), -len(_ids(row, "audience")), -is_understood, -round(likeness, 1), distance)


def _likeness(one: str, other: str) -> float:
    """0 to 1, by the groups of three letters that both have, as pg_trgm would say it."""
    first, second = _trigrams(one), _trigrams(other)
    return len(first & second) / len(first | second) if first | second else 0


def _trigrams(title: str) -> set[str]:
    return {
        padded[at : at + 3]
        for word in title.casefold().split()
        for padded in [f"  {word} "]
        for at in range(len(word) + 1)
    }


def _one_of_a_kind(rows: Iterable[Event], language: str) -> Iterator[Event]:
    seen: set[object] = set()
    for row in rows:
        kinds = {
            texts.pick(row, "title", language).value.casefold(),
            row.series_id or row.pk,
            row.repeat_of_id or row.pk,
        }
        if not kinds & seen:
            yield row
        seen |= kinds


def _names(row: Event, name: str, vocabulary: Vocabulary, language: str) -> tuple[Text, ...]:
    return tuple(term.name(language) for term in vocabulary.many(_ids(row, name)))


def _ids(row: Event, name: str) -> list[int]:
    ids: list[int] = getattr(row, f"shared_{name}")
    return ids


def _link(event: Event, language: str) -> EventLink:
    title = texts.pick(event, "title", language)
    return EventLink(event.slug, title, event.starts_at, event.ends_at, event.state, event.series_part)
