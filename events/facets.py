"""How many trainings each choice of a filter would bring.

A choice counts the trainings that all *other* filters let through, for it would be added to its own filter by OR.
All counts, and how many trainings there are in all, come from one query.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper

from events import choices
from events.choices import FACETS, Choices
from events.filter_values import LABELS
from events.filters import Selection
from events.models.events import EventQuerySet
from events.queries.describing import linked_ids

# What is one number each.
_SINGLE = ("total", "open", "other")
OPEN_AT_FIRST = ("sector", "region")
KEPT_FOR, MOST_KEPT = timedelta(minutes=5), 50
# Name of the filter, keys of the terms, how many trainings have just these.
Group = tuple[str, list[str], int]
Statement = tuple[str, tuple[Any, ...]]
# By canonical query, for this process: when it was asked, and what was answered.
_kept: dict[str, tuple[datetime, list[Group]]] = {}

# Of a training that is selected: its plain columns, and what the choices of each filter find it by.
_PLAIN = ("lead_id", "languages", "delivery", "national")
_KEYS = {name: linked_ids(name, "shown.id") for name in ("sector", "audience", "theme", "level")} | {
    "agency": f"lead_id || {linked_ids('co_organiser', 'shown.id')}",
    "region": f"CASE WHEN national OR delivery IN ('online', 'hybrid') THEN ARRAY[{choices.EVERYWHERE}] "
    f"ELSE {linked_ids('region', 'shown.id')} END",
    "language": "languages",
    "delivery": "ARRAY[delivery]",
}


@dataclass(frozen=True, slots=True)
class CountedChoice:
    """`count` is how many trainings it would bring; None when they have not been counted."""

    value: str
    label: str
    depth: int
    count: int | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One group of choices; `chosen` is how many of them are ticked."""

    name: str
    label: str
    choices: list[CountedChoice]
    chosen: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Other:
    """Trainings of another selection, and its canonical query."""

    query: str
    events: EventQuerySet


@dataclass(frozen=True, slots=True)
class Facets:
    """`total` is how many trainings all filters together bring, `open` how many of them take registrations now.

    `other` is how many another selection brings.
    """

    facets: list[Facet]
    total: int
    open: int
    other: int


def of(selection: Selection, events: EventQuerySet, other: Other | None = None) -> Facets:
    """Count what each choice would bring of these events, which are not narrowed yet, and how many others there are."""
    return _facets(selection, _groups(selection, events, other))


def uncounted(selection: Selection) -> list[Facet]:
    """The choices alone, without asking anything."""
    offered = choices.offered(selection.wanted.vocabularies, selection.wanted.language)
    return [
        _facet(name, each, [None] * len(each.choices), selection.wanted.values[name]) for name, each in offered.items()
    ]


def of_past(selection: Selection, events: EventQuerySet, other: Other | None = None) -> Facets:
    """The same of all that is over: ten years of it hardly change, so the counts may be some minutes old."""
    key = f"{selection.query} {other.query if other else ''}"
    now, (asked_at, groups) = selection.wanted.now, _kept.get(key, (None, []))
    if asked_at is None or not timedelta(0) <= now - asked_at < KEPT_FOR:
        if len(_kept) >= MOST_KEPT:
            forget()
        groups = _groups(selection, events, other)
        _kept[key] = now, groups
    return _facets(selection, groups)


def forget() -> None:
    _kept.clear()


def _facets(selection: Selection, groups: Iterable[Group]) -> Facets:
    wanted = selection.wanted
    offered = choices.offered(wanted.vocabularies, wanted.language)
    counts = {name: [0] * len(each.choices) for name, each in offered.items()} | {name: [0] for name in _SINGLE}
    for name, keys, count in groups:
        for position in offered[name].found_by(keys) if name in offered else (0,):
            counts[name][position] += count
    facets = [_facet(name, each, counts[name], wanted.values[name]) for name, each in offered.items()]
    return Facets(facets, *(counts[name][0] for name in _SINGLE))


def _groups(selection: Selection, events: EventQuerySet, other: Other | None) -> list[Group]:
    statements = [_statement(selection, events), _number("other", other.events) if other else None]
    asked = [statement for statement in statements if statement]
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"({sql})" for sql, _given in asked), [each for _sql, given in asked for each in given]
        )
        return list(cursor)


def _compiled(events: Any) -> Statement | None:
    """None when Django sees without asking that nothing is found, as by a text without any word."""
    try:
        sql, parameters = events.query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql, parameters


def _number(name: str, events: EventQuerySet) -> Statement | None:
    compiled = _compiled(events.order_by().values_list("id"))
    return compiled and (f"SELECT '{name}', NULL::text[], count(*) FROM ({compiled[0]}) AS {name}", compiled[1])  # noqa: S608


def _facet(name: str, offered: Choices, counts: Sequence[int | None], values: list[str]) -> Facet:
    counted = [
        CountedChoice(choice.value, choice.label, choice.depth, count, choice.value in values)
        for choice, count in zip(offered.choices, counts, strict=True)
        if choice.is_active or choice.value in values
    ]
    return Facet(name, str(LABELS[name]), counted, len(values), bool(values) or name in OPEN_AT_FIRST)


def _statement(selection: Selection, events: EventQuerySet) -> Statement | None:
    """A row for each group of trainings with the same terms: name of the filter, keys of the terms, how many.

    What every training has to be asked is plain SQL: to compose it anew takes longer than to answer it.
    """
    narrowing = [name for name in (*FACETS, "open") if selection.wanted.values[name]]
    fits = {
        f"fits_{name}": ExpressionWrapper(selection.condition(name), output_field=BooleanField())
        for name in dict.fromkeys([*narrowing, "open"])
    }
    columns = ("id", *_PLAIN, *fits)
    shown = selection.narrow(events, leaving=narrowing).order_by().annotate(**fits).values_list(*columns)
    compiled = _compiled(shown)
    if compiled is None:
        return None
    groups = [_group(name, keys, _where(narrowing, name)) for name, keys in _KEYS.items()]
    groups.append(_group("open", "NULL::text[]", _where([*narrowing, "open"])))
    groups.append(_group("total", "NULL::text[]", _where(narrowing)))
    return f"WITH shown ({', '.join(columns)}) AS MATERIALIZED ({compiled[0]}) {' UNION ALL '.join(groups)}", compiled[
        1
    ]


def _group(name: str, keys: str, where: str) -> str:
    # Keys become text when they are counted: to write thousands of them takes longer than all else.
    counted = f"SELECT {keys} AS keys, count(*) AS number FROM shown {where} GROUP BY 1"  # noqa: S608 - our own names
    return f"SELECT '{name}', keys::text[], number FROM ({counted}) AS {name}_counted"  # noqa: S608


def _where(narrowing: list[str], leaving: str = "") -> str:
    fits = [f"fits_{name}" for name in dict.fromkeys(narrowing) if name != leaving]
    return f"WHERE {' AND '.join(fits)}" if fits else ""
