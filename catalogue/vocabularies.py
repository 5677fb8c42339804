"""Snapshots of the vocabularies, organisations and dates that matter, kept per process until their revision moves.

One small query per call of `current()`; names, ancestors, descendants and lineage are answered from memory.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db import connection
from django.db.models import F

from catalogue import texts
from catalogue.models import (
    CalendarPeriod,
    CatalogueRevision,
    EducationLevel,
    Organisation,
    Region,
    Sector,
    Succession,
    TargetGroup,
    Theme,
)
from catalogue.texts import FALLBACKS, Text


@dataclass(frozen=True, slots=True)
class Term:
    """A node of a vocabulary; for an organisation `code` is its slug. Id sets include the node itself."""

    id: int
    code: str
    names: dict[str, str]
    parent_id: int | None
    ancestor_ids: frozenset[int]
    descendant_ids: frozenset[int]
    short_names: dict[str, str] = field(default_factory=dict)
    kind: str = ""
    abbreviation: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    is_active: bool = True
    sector_id: int | None = None
    in_demonstration: bool = False
    region_ids: frozenset[int] = frozenset()
    # Organisations whose work this one took over, wholly or in part.
    predecessor_ids: frozenset[int] = frozenset()
    # Those that have taken over its own.
    successor_ids: frozenset[int] = frozenset()

    def name(self, language: str) -> Text:
        return texts.first_of(self.names, language)

    def short_name(self, language: str) -> Text:
        """The short name where there is one, else the full name."""
        return texts.first_of(self.short_names, language) or self.name(language)

    @property
    def depth(self) -> int:
        return len(self.ancestor_ids) - 1

    def has_ended(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.valid_to is not None and self.valid_to < today


@dataclass(frozen=True, slots=True)
class Period:
    """Dates that matter: school holidays, matriculation days, blocked days. No regions: the whole country.

    Blocked by an organisation, or by all when there is none.
    """

    id: int
    kind: str
    names: dict[str, str]
    first_on: date
    last_on: date
    region_ids: frozenset[int]
    organisation_id: int | None

    def name(self, language: str) -> Text:
        return texts.first_of(self.names, language)


class Vocabulary:
    """Terms in their order, by id and by code."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = tuple(terms)
        self._by_id = {term.id: term for term in self._terms}
        self._by_code = {term.code: term for term in self._terms}

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)

    def get(self, code: str) -> Term | None:
        return self._by_code.get(code)

    def by_id(self, term_id: int) -> Term:
        return self._by_id[term_id]

    def many(self, ids: Iterable[int]) -> list[Term]:
        """Answer the terms of these ids, in the vocabulary's order."""
        wanted = set(ids)
        return [term for term in self._terms if term.id in wanted]

    @cached_property
    def in_tree_order(self) -> list[Term]:
        """Parents before their children, siblings in their order."""
        children: dict[int | None, list[Term]] = {}
        for term in self._terms:
            children.setdefault(term.parent_id, []).append(term)

        def walk(parent: int | None) -> Iterator[Term]:
            for term in children.get(parent, ()):
                yield term
                yield from walk(term.id)

        return list(walk(None))


@dataclass(frozen=True)
class Vocabularies:
    revision: int
    organisations: Vocabulary
    regions: Vocabulary
    sectors: Vocabulary
    levels: Vocabulary
    audiences: Vocabulary
    themes: Vocabulary
    # By their first day.
    periods: tuple[Period, ...] = field(default=(), hash=False)

    def lineage(self, organisation_id: int) -> frozenset[int]:
        """What an `agency` filter means: the organisation, its units at any depth and all their predecessors.

        One that has been succeeded also means its successors and their units, so that its old addresses go on.
        """
        before = self._reached(organisation_id, lambda term: term.descendant_ids | term.predecessor_ids)
        if not self.organisations.by_id(organisation_id).successor_ids:
            return before
        return before | self._reached(organisation_id, lambda term: term.descendant_ids | term.successor_ids)

    def _reached(self, organisation_id: int, steps: Callable[[Term], frozenset[int]]) -> frozenset[int]:
        found: set[int] = set()
        pending = [organisation_id]
        while pending:
            current_id = pending.pop()
            if current_id not in found:
                found.add(current_id)
                pending += steps(self.organisations.by_id(current_id))
        return frozenset(found)


# Every request asks it: the ORM would take as long to compose it as the database to answer.
_STAMP = f"SELECT number, xmin::text FROM {CatalogueRevision._meta.db_table}"  # noqa: S608, SLF001
_kept: tuple[tuple[int, str], Vocabularies] | None = None


def current() -> Vocabularies:
    """Answer the snapshot of now. Call it once per request and pass it on."""
    global _kept  # noqa: PLW0603 - one snapshot per process is the purpose
    # The number alone comes again after a rollback; with the transaction that wrote it the pair is unique.
    with connection.cursor() as cursor:
        cursor.execute(_STAMP)
        stamp = cursor.fetchone()
    kept = _kept
    if kept is None or kept[0] != stamp:
        kept = _kept = (stamp, _load(stamp[0]))
    return kept[1]


def reread() -> None:
    """Have every process read its snapshot anew, and what hangs on it, as triggers do when a vocabulary changes."""
    CatalogueRevision.objects.update(number=F("number") + 1)


def _load(revision: int) -> Vocabularies:
    return Vocabularies(
        revision=revision,
        organisations=Vocabulary(_organisations()),
        regions=Vocabulary(_terms(Region)),
        sectors=Vocabulary(_terms(Sector)),
        levels=Vocabulary(_terms(EducationLevel)),
        audiences=Vocabulary(_terms(TargetGroup)),
        themes=Vocabulary(_terms(Theme)),
        periods=tuple(_periods()),
    )


def _terms(model: type[Region | Sector | EducationLevel | TargetGroup | Theme]) -> Iterator[Term]:
    rows = list(model.objects.order_by("position", "code"))
    trees = _trees({row.pk: row.parent_id for row in rows})
    for row in rows:
        yield Term(
            id=row.pk,
            code=row.code,
            names=_names(row, "name"),
            parent_id=row.parent_id,
            ancestor_ids=trees[row.pk][0],
            descendant_ids=trees[row.pk][1],
            is_active=row.is_active,
            sector_id=getattr(row, "sector_id", None),
        )


def _organisations() -> Iterator[Term]:
    rows = list(Organisation.objects.order_by("kind", "slug"))
    trees = _trees({row.pk: row.parent_id for row in rows})
    regions = _pairs(Organisation.regions.through.objects.values_list("organisation_id", "region_id"))
    successions = list(Succession.objects.values_list("successor_id", "predecessor_id"))
    predecessors, successors = _pairs(successions), _pairs((old, new) for new, old in successions)
    for row in rows:
        yield Term(
            id=row.pk,
            code=row.slug,
            names=_names(row, "name"),
            short_names=_names(row, "short_name"),
            abbreviation=row.abbreviation,
            kind=row.kind,
            parent_id=row.parent_id,
            ancestor_ids=trees[row.pk][0],
            descendant_ids=trees[row.pk][1],
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            in_demonstration=row.in_demonstration,
            region_ids=frozenset(regions.get(row.pk, ())),
            predecessor_ids=frozenset(predecessors.get(row.pk, ())),
            successor_ids=frozenset(successors.get(row.pk, ())),
        )


def _periods() -> Iterator[Period]:
    regions = _pairs(CalendarPeriod.regions.through.objects.values_list("calendarperiod_id", "region_id"))
    for row in CalendarPeriod.objects.filter(is_active=True).order_by("first_on", "last_on", "pk"):
        yield Period(
            id=row.pk,
            kind=row.kind,
            names=_names(row, "name"),
            first_on=row.first_on,
            last_on=row.last_on,
            region_ids=frozenset(regions.get(row.pk, ())),
            organisation_id=row.organisation_id,
        )


def _trees(parents: dict[int, int | None]) -> dict[int, tuple[frozenset[int], frozenset[int]]]:
    ancestors: dict[int, set[int]] = {}
    descendants: dict[int, set[int]] = {node: set() for node in parents}
    for node in parents:
        chain: set[int] = set()
        step: int | None = node
        while step is not None and step not in chain:
            chain.add(step)
            step = parents[step]
        ancestors[node] = chain
        for ancestor in chain:
            descendants[ancestor].add(node)
    return {node: (frozenset(ancestors[node]), frozenset(descendants[node])) for node in parents}


def _pairs(rows: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for left, right in rows:
        found.setdefault(left, []).append(right)
    return found


def _names(row: object, field_name: str) -> dict[str, str]:
    return {language: getattr(row, f"{field_name}_{language}") for language in FALLBACKS}
