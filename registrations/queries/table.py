"""One page of an organiser's table of registrations, its counts and what it offers to be narrowed by."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from catalogue import towns
from events.descriptions import pool_name
from events.models import Event, SeatPool
from events.queries import paging
from events.queries.paging import Page
from events.queries.searches import Reader
from registrations.models import GroupBooking, Registration, RegistrationNote
from registrations.models.registrations import RegistrationQuerySet
from registrations.queries import table_asking, table_columns, table_questions, table_seats
from registrations.queries.table_asking import ALL, IN_FORCE, LABELS, MARKS, Asking
from registrations.queries.table_columns import LANGUAGES, STATES, Column, Words
from registrations.queries.table_seats import Seats

PAGE_SIZE = 100
State = Registration.State
_SHELF_NAMES: Mapping[str, str | Promise] = {
    IN_FORCE: pgettext_lazy("registrations", "In force"),
    **STATES,
    ALL: pgettext_lazy("registrations", "All"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """`cells` are those of the columns after name and state; `place` is the one in the queue.

    A seat of a group without a name yet has none; `is_held` is one whose address has to be confirmed.
    """

    id: uuid.UUID
    name: str
    group: str
    reference: str
    state: str
    state_name: str
    place: int | None
    notes: int
    is_held: bool
    is_undelivered: bool
    cells: list[tuple[Column, str]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A state, all in force, or all, with how many there are of those that the other filters find."""

    code: str
    name: str | Promise
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A field to narrow by: pairs of value and name."""

    name: str
    label: str | Promise
    options: Sequence[tuple[str, str | Promise]]
    value: str
    query_without: str

    @property
    def chosen(self) -> str | Promise:
        return next((name for value, name in self.options if value == self.value), "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    asking: Asking
    shelves: list[Shelf]
    facets: list[Facet]
    seats: list[Seats]
    columns: list[Column]
    listing: Page[Row]

    @property
    def heads(self) -> list[tuple[Column, str, str]]:
        """Each column with the query that sorts by it, and how the table is sorted by it already."""
        upwards, downwards = self.asking.sort, self.asking.sort.removeprefix("-")
        return [
            (
                column,
                self.asking.sorted_by(column.code).query,
                "ascending" if column.code == upwards else "descending" if column.code == downwards else "",
            )
            for column in self.columns
        ]


@dataclass(frozen=True)
class Found:
    """What an asking is about: a training with its pools, and who reads."""

    event: Event
    pools: Mapping[int, SeatPool]
    read: Reader

    @cached_property
    def questions(self) -> list[Column]:
        """Columns of what the training itself asks."""
        return table_questions.columns_of(self.event, self.read.language)

    def words(self, rows: Iterable[Registration], columns: Iterable[Column]) -> Words:
        """What the cells of these columns are written with."""
        language = self.read.language
        answers = table_questions.answers_of([row.pk for row in rows], columns, language)
        return Words(language, self.read.vocabularies, self.pools, answers)

    def rows(self) -> RegistrationQuerySet:
        return Registration.objects.filter(event=self.event)


def of_event(event: Event, read: Reader) -> Found:
    pools = SeatPool.objects.filter(event=event).select_related(
        "reserved_organisation", "reserved_region", "reserved_audience"
    )
    for pool in pools:
        pool.event = event
    return Found(event, MappingProxyType({pool.pk: pool for pool in pools}), read)


def table(found: Found, asking: Asking, *, columns: Iterable[str] | None, page: int) -> Table:
    """The table as an organiser sees it: nine queries, one more with answers, however many have registered."""
    known = found.read.vocabularies
    rows = table_asking.narrowed(found.rows(), asking, known)
    counts = {row["state"]: row["count"] for row in rows.order_by().values("state").annotate(count=Count("pk"))}
    shown = _shown(found, columns)
    selected = table_asking.in_state(rows, asking.value("state"))
    total = _total(counts, asking.value("state"))
    place = paging.place_of(page, total, PAGE_SIZE)
    ordered = selected.order_by(*table_columns.order_of(asking.sort, found.questions))
    items = _rows(found, ordered, place.rows, shown)
    return Table(
        asking=asking,
        shelves=_shelves(asking, counts),
        facets=_facets(found, asking),
        seats=table_seats.of_event(found.event, found.pools.values(), found.read),
        columns=shown,
        listing=Page(items, total, place.page, place.pages),
    )


def _shown(found: Found, codes: Iterable[str] | None) -> list[Column]:
    """The chosen columns; of seats that are all of one kind nothing is said unless it was chosen."""
    shown = table_columns.chosen(codes, found.questions)
    is_said = codes is not None or len(found.pools) > 1
    return [column for column in shown if is_said or column.code != "pool"]


def selected(found: Found, asking: Asking) -> RegistrationQuerySet:
    """All that the filters find, in the order of the table."""
    rows = table_asking.narrowed(found.rows(), asking, found.read.vocabularies)
    chosen = table_asking.in_state(rows, asking.value("state"))
    return chosen.select_related("person").order_by(*table_columns.order_of(asking.sort, found.questions))


def named(found: Found, registration_ids: Collection[uuid.UUID]) -> list[Registration]:
    """Those of the training with these ids, as they came."""
    rows = found.rows().select_related("person").filter(pk__in=registration_ids)
    return list(rows.order_by("created_at", "pk"))


def places(event: Event) -> dict[int | None, int]:
    """The place in the queue of each ticket of those who wait."""
    waiting = Registration.objects.waiting().filter(event=event).values_list("queue_number", flat=True)
    return {ticket: place for place, ticket in enumerate(waiting, start=1)}


def _total(counts: Mapping[str, int], state: str) -> int:
    if state == ALL:
        return sum(counts.values())
    return counts.get(state, 0) if state else sum(counts.get(each, 0) for each in Registration.ACTIVE)


def _rows(found: Found, ordered: RegistrationQuerySet, page: slice, columns: Sequence[Column]) -> list[Row]:
    # What is counted of each row is counted of those of the page alone.
    rows = found.rows().filter(pk__in=ordered.values("pk")[page]).order_by(*ordered.query.order_by)
    notes = RegistrationNote.objects.filter(registration=OuterRef("pk")).order_by().values("registration")
    marked = rows.select_related("group").annotate(
        is_undelivered=table_asking.undelivered(),
        note_count=Coalesce(Subquery(notes.annotate(count=Count("pk")).values("count")), 0),
    )
    ranks, words = places(found.event), found.words(marked, columns)
    after = [column for column in columns if not column.is_first]
    return [_row(row, ranks, [(column, column.cell(row, words)) for column in after]) for row in marked]


def _row(registration: Registration, ranks: Mapping[int | None, int], cells: list[tuple[Column, str]]) -> Row:
    marks: dict[str, Any] = vars(registration)
    return Row(
        id=registration.pk,
        name=registration.shown_name,
        group=registration.group.workplace if registration.group else "",
        reference=registration.reference,
        state=registration.state,
        state_name=str(STATES[registration.state]),
        place=ranks.get(registration.queue_number),
        notes=marks["note_count"],
        is_held=registration.verify_by is not None,
        is_undelivered=marks["is_undelivered"],
        cells=cells,
    )


def _shelves(asking: Asking, counts: Mapping[str, int]) -> list[Shelf]:
    """All in force and all stand there always; a state when somebody is in it."""
    here = asking.value("state")
    codes = [IN_FORCE, *(each for each in State.values if counts.get(each) or each == here), ALL]
    return [
        Shelf(code, _SHELF_NAMES[code], _total(counts, code), asking.choosing("state", code).query, code == here)
        for code in codes
    ]


def _facets(found: Found, asking: Asking) -> list[Facet]:
    """What there is to choose among the training's registrations: two queries."""
    there = found.rows().order_by("municipality").values_list("municipality", "language", "sector").distinct()
    municipalities = list(dict.fromkeys(municipality for municipality, _language, _sector in there if municipality))
    languages = {language for _municipality, language, _sector in there}
    sectors = {sector for _municipality, _language, sector in there if sector}
    groups = GroupBooking.objects.filter(event=found.event).order_by("created_at", "pk")
    known, here = found.read.vocabularies, found.read.language
    regions = {town.region for name in municipalities if (town := towns.find(name))}
    options: dict[str, list[tuple[str, Any]]] = {
        "pool": [(str(pool.pk), pool_name(pool, here)) for pool in found.pools.values()],
        "language": [(code, LANGUAGES[code]) for code in LANGUAGES if code in languages],
        "sector": [(term.code, term.name(here).value) for term in known.sectors.many(sectors)],
        "region": [(term.code, term.name(here).value) for term in known.regions if term.code in regions],
        "municipality": [(name, towns.name_in(name, here)) for name in municipalities],
        "group": [(str(group.pk), f"{group.workplace}, {group.contact_name}") for group in groups],
        "mark": list(MARKS.items()),
    }
    return [
        Facet(name, LABELS[name], values, asking.value(name), asking.choosing(name, "").query)
        for name, values in options.items()
        # One choice is none, unless it is chosen.
        if len(values) > 1 or asking.value(name) or name == "mark"
    ]


def registered_as(event: Event, email: str) -> Registration | None:
    """The registration in force of whoever has this address."""
    return Registration.objects.active().filter(event=event, person__email=email).first()
