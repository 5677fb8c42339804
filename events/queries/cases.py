"""Overlaps as the workspace lists them: the pairs of trainings that overlap, each with the ways in which they do."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Max, Min, Q
from django.utils import timezone
from django.utils.functional import Promise

from catalogue import texts
from catalogue.texts import Text
from catalogue.viewers import Viewer
from catalogue.vocabularies import Term, Vocabularies
from events import rights
from events.case_selection import STATES, CaseSelection
from events.models import CaseProposal, Event, OverlapCase, Severity
from events.models.overlaps import OverlapCaseQuerySet, with_side_of
from events.overlaps import wording
from events.overlaps.findings import Reason
from events.queries import case_facets, paging
from events.queries.case_facets import CaseCounts
from events.queries.paging import Page
from events.queries.searches import Reader

PAGE_SIZE = 20
MOST_PRESSING, MOST_OTHERS = 5, 3


@dataclass(frozen=True, slots=True)
class CaseSide:
    """One of the two trainings, in a line."""

    id: uuid.UUID
    title: Text
    agency: Text
    starts_at: datetime | None
    ends_at: datetime | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One way in which two trainings overlap: a case."""

    id: uuid.UUID
    kind: str
    kind_name: str
    severity: str
    severity_name: str
    state: str
    state_name: str
    is_settled: bool
    due_on: date
    is_late: bool
    why: str
    waits_for_me: bool
    asks_me: bool


@dataclass(frozen=True, slots=True)
class CaseLink:
    """The way to an overlap's page from where it is named."""

    id: uuid.UUID
    state_name: str
    is_settled: bool


@dataclass(frozen=True, slots=True)
class CasePair:
    """Two trainings and the cases between them, the gravest first."""

    sides: tuple[CaseSide, CaseSide]
    lines: tuple[CaseLine, ...]

    @property
    def gravest(self) -> CaseLine:
        return self.lines[0]

    @property
    def due_on(self) -> date | None:
        """By when all is to be settled that is not yet."""
        return min((line.due_on for line in self.lines if not line.is_settled), default=None)

    @property
    def is_late(self) -> bool:
        return any(line.is_late for line in self.lines)

    @property
    def waits_for_me(self) -> bool:
        return any(line.waits_for_me for line in self.lines)

    @property
    def begin_with(self) -> CaseLine:
        """What the reader is asked, or else the gravest."""
        return next((line for line in self.lines if line.asks_me), self.gravest)

    @property
    def is_pressing(self) -> bool:
        """Grave, late, or asked of the reader."""
        return self.is_late or any(line.severity == Severity.HIGH or line.asks_me for line in self.lines)


@dataclass(frozen=True, slots=True)
class CountedList:
    """A list of overlaps at an address, and how many pairs of trainings stand there."""

    name: str | Promise
    count: int
    query: str
    is_pressing: bool = False


@dataclass(frozen=True, slots=True)
class CaseListing(Page[CasePair]):
    """A page has so many pairs; `counts` are of the whole list and of those beside it."""

    counts: CaseCounts


@dataclass(frozen=True, slots=True)
class CaseMorning:
    """What waits of an agency's overlaps: the few to begin with, and all the others as counted lists of them."""

    first: list[CasePair]
    lists: list[CountedList]
    total: int

    @property
    def is_pressing(self) -> bool:
        return any(each.is_pressing for each in self.lists)


def acted_on_by(viewer: Viewer) -> Q:
    """The condition that the viewer may act in a case: for whom they plan in it, or in any for a coordinator."""
    if rights.COORDINATE.allows(viewer):
        return ~Q(pk__in=())
    return with_side_of(rights.PLAN.organisations(viewer))


def visible(read: Reader) -> OverlapCaseQuerySet:
    """Those in which the viewer may act, of trainings that they may see."""
    seen = Event.objects.visible_to(read.viewer)
    cases = OverlapCase.objects.told_to(read.viewer)
    return cases.filter(acted_on_by(read.viewer), first__in=seen, second__in=seen)


def of_event(event_id: uuid.UUID, read: Reader) -> dict[tuple[str, uuid.UUID], CaseLink]:
    """The pages that the overlaps of a training have for the viewer, by kind and other training, in one query."""
    rows = visible(read).exclude(state=OverlapCase.State.CLOSED).of_events([event_id]).order_by()
    return {(row.kind, row.other_side(event_id)): _link(row) for row in rows.only("kind", "state", "first", "second")}


def _link(row: OverlapCase) -> CaseLink:
    is_settled = row.state not in OverlapCase.UNSETTLED
    return CaseLink(row.pk, row.get_state_display(), is_settled)


def page_of(
    selection: CaseSelection, *, page: int, read: Reader, size: int = PAGE_SIZE, asked_first: bool = False
) -> CaseListing:
    """One page of what an address asks for: the gravest first, then the first due; of what is settled, the last first.

    A pair that is found shows every way in which it overlaps.
    """
    cases = _between(visible(read), selection, read)
    counts = case_facets.count(cases, selection, read)
    place = paging.place_of(page, counts.total, size)
    wanted = {"here": selection} | ({"asked": selection.choosing("state", "asked")} if asked_first else {})
    pairs = case_facets.pairs(cases.filter(case_facets.on_shelf(selection.shelf)), wanted, read)
    pairs = pairs.filter(case_facets.stands("here", selection))
    if selection.shelf == "open":
        pairs = pairs.annotate(due=Min("due_on"), begins=Min("starts_at"))
        order = ("gravity_open", "due", "begins", "first", "second")
        pairs = pairs.order_by(*(("-has_asked",) if asked_first else ()), *order)
    else:
        pairs = pairs.annotate(settled=Max("state_changed_at")).order_by("-settled", "first", "second")
    found = pairs.annotate(ids=ArrayAgg("pk")).values_list("ids", flat=True)[place.rows]
    ids = [pk for some in found for pk in some]
    rows = OverlapCase.objects.select_related("first", "second").in_bulk(ids)
    items = pairs_of([rows[pk] for pk in ids if pk in rows], read)
    return CaseListing(items, counts.total, place.page, place.pages, counts)


def morning_of(agency: Term, read: Reader) -> CaseMorning:
    """Where an agency's people begin: with what they are asked, what is grave or late; else with what is due first."""
    whole = CaseSelection(agencies=(agency,))
    listing = page_of(whole, page=1, read=read, size=MOST_PRESSING, asked_first=True)
    lists = [
        CountedList(
            name,
            listing.counts.of(parameter, value),
            whole.choosing(parameter, value).query,
            is_pressing=value != Severity.MEDIUM,
        )
        for parameter, value, name in (
            ("state", "asked", STATES["open"]["asked"]),
            ("severity", Severity.HIGH.value, Severity.HIGH.label),
            ("state", "late", STATES["open"]["late"]),
            ("severity", Severity.MEDIUM.value, Severity.MEDIUM.label),
        )
    ]
    pressing = [pair for pair in listing.items if pair.is_pressing]
    return CaseMorning(pressing or listing.items[:MOST_OTHERS], [each for each in lists if each.count], listing.total)


def pairs_of(rows: Collection[OverlapCase], read: Reader) -> list[CasePair]:
    """These cases by their pairs, in the order in which those come first; their events have been fetched."""
    together: dict[tuple[uuid.UUID, uuid.UUID], list[OverlapCase]] = {}
    for row in rows:
        together.setdefault((row.first_id, row.second_id), []).append(row)
    by_id = {line.id: line for line in lines(rows, read)}
    own = rights.PLAN.organisations(read.viewer)
    pairs = []
    for some in together.values():
        first, second = (
            side_of(event, own, language=read.language, known=read.vocabularies)
            for event in (some[0].first, some[0].second)
        )
        in_order = sorted(some, key=lambda row: (case_facets.RANKS[row.severity], row.due_on, row.kind))
        pairs.append(CasePair((first, second), tuple(by_id[row.pk] for row in in_order)))
    return pairs


def lines(rows: Collection[OverlapCase], read: Reader) -> list[CaseLine]:
    """These cases in a line each; their events have been fetched."""
    reasons = {row.pk: [Reason.from_json(stored) for stored in row.reasons] for row in rows}
    every = [reason for some in reasons.values() for reason in some]
    speaker = wording.Speaker.of(every, language=read.language, known=read.vocabularies)
    own = rights.PLAN.organisations(read.viewer)
    asked = _asked([row.pk for row in rows], own)
    return [
        _line(
            row,
            why=wording.SEPARATOR.join(said.text for said in speaker.say(reasons[row.pk])),
            own=own,
            asks_me=row.pk in asked,
            read=read,
        )
        for row in rows
    ]


def side_of(event: Event, own: Collection[int], *, language: str, known: Vocabularies) -> CaseSide:
    return CaseSide(
        id=event.pk,
        title=texts.pick(event, "title", language),
        agency=known.organisations.by_id(event.lead_id).short_name(language),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        is_own=event.lead_id in own,
    )


def _between(cases: OverlapCaseQuerySet, selection: CaseSelection, read: Reader) -> OverlapCaseQuerySet:
    """Those of which the agencies chosen lead a side, each another where there are two."""
    leads = [read.vocabularies.lineage(term.id) for term in selection.agencies]
    if len(leads) > 1:
        one, two = leads
        return cases.filter(Q(first__lead__in=one, second__lead__in=two) | Q(first__lead__in=two, second__lead__in=one))
    return cases.of_organisations(leads[0]) if leads else cases


def _asked(ids: Iterable[uuid.UUID], own: Collection[int]) -> set[uuid.UUID]:
    """The cases of these in which a proposal waits for an answer of the viewer's own organisations."""
    waiting = CaseProposal.objects.filter(case__in=list(ids), state=CaseProposal.State.ASKED, answering__lead__in=own)
    return set(waiting.order_by().values_list("case", flat=True))


def _line(row: OverlapCase, *, why: str, own: Collection[int], asks_me: bool, read: Reader) -> CaseLine:
    is_settled = row.state not in OverlapCase.UNSETTLED
    sides = ((row.first, row.first_acknowledged_at), (row.second, row.second_acknowledged_at))
    return CaseLine(
        id=row.pk,
        kind=row.kind,
        kind_name=row.get_kind_display(),
        severity=row.severity,
        severity_name=row.get_severity_display(),
        state=row.state,
        state_name=row.get_state_display(),
        is_settled=is_settled,
        due_on=row.due_on,
        is_late=not is_settled and row.due_on < timezone.localdate(read.now),
        why=why,
        waits_for_me=not is_settled and any(event.lead_id in own and not seen_at for event, seen_at in sides),
        asks_me=asks_me,
    )
