"""Overlaps as the workspace shows them: a list of those to settle, and one with both its sides and what was said."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Q, Value, When
from django.utils import timezone

from catalogue import texts
from catalogue.texts import Text
from catalogue.viewers import Viewer
from catalogue.vocabularies import Vocabularies
from events import rights
from events.models import Event, OverlapCase, Severity
from events.models.overlaps import OverlapCaseQuerySet, with_side_of
from events.overlaps import wording
from events.overlaps.findings import Reason
from events.queries import paging
from events.queries.paging import Page
from events.queries.searches import Reader

PAGE_SIZE = 30
SHELVES = ("open", "settled")
_GRAVITY = Case(
    When(severity=Severity.HIGH, then=Value(0)), When(severity=Severity.MEDIUM, then=Value(1)), default=Value(2)
)


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
    sides: tuple[CaseSide, CaseSide]
    waits_for_me: bool


@dataclass(frozen=True, slots=True)
class CaseLink:
    """The way to an overlap's page from where it is named."""

    id: uuid.UUID
    state_name: str
    is_settled: bool


@dataclass(frozen=True, slots=True)
class CaseListing(Page[CaseLine]):
    shelf: str
    counts: dict[str, int]


def acted_on_by(viewer: Viewer) -> Q:
    """The condition that the viewer may act in a case: for whom they plan in it, or in any for a coordinator."""
    if rights.COORDINATE.allows(viewer):
        return ~Q(pk__in=())
    return with_side_of(rights.PLAN.organisations(viewer))


def visible(read: Reader) -> OverlapCaseQuerySet:
    """Those in which the viewer may act, of trainings that they may see."""
    seen = Event.objects.visible_to(read.viewer)
    return OverlapCase.objects.filter(acted_on_by(read.viewer), first__in=seen, second__in=seen)


def of_event(event_id: uuid.UUID, read: Reader) -> dict[tuple[str, uuid.UUID], CaseLink]:
    """The pages that the overlaps of a training have for the viewer, by kind and other training, in one query."""
    rows = visible(read).exclude(state=OverlapCase.State.CLOSED).of_events([event_id]).order_by()
    return {(row.kind, row.other_side(event_id)): _link(row) for row in rows.only("kind", "state", "first", "second")}


def _link(row: OverlapCase) -> CaseLink:
    is_settled = row.state not in OverlapCase.UNSETTLED
    return CaseLink(row.pk, row.get_state_display(), is_settled)


def page_of(shelf: str, *, page: int, leads: Sequence[Collection[int]] = (), read: Reader) -> CaseListing:
    """One page of a shelf; `leads` narrows it to what one organisation leads a side of, or to those between two."""
    cases = visible(read)
    if len(leads) > 1:
        one, two = leads[:2]
        cases = cases.filter(
            Q(first__lead__in=one, second__lead__in=two) | Q(first__lead__in=two, second__lead__in=one)
        )
    elif leads:
        cases = cases.of_organisations(leads[0])
    is_open = Q(state__in=OverlapCase.UNSETTLED)
    counts = {"open": cases.filter(is_open).count(), "settled": cases.filter(state__in=OverlapCase.SETTLED).count()}
    if shelf == "open":
        cases = cases.filter(is_open).annotate(gravity=_GRAVITY).order_by("gravity", "due_on", "starts_at", "id")
    else:
        cases = cases.filter(state__in=OverlapCase.SETTLED).order_by("-state_changed_at", "id")
    place = paging.place_of(page, counts[shelf], PAGE_SIZE)
    rows = list(cases.select_related("first", "second")[place.rows])
    return CaseListing(lines(rows, read), counts[shelf], place.page, place.pages, shelf, counts)


def lines(rows: Collection[OverlapCase], read: Reader) -> list[CaseLine]:
    """These cases in a line each; their events have been fetched."""
    reasons = {row.pk: [Reason.from_json(stored) for stored in row.reasons] for row in rows}
    every = [reason for some in reasons.values() for reason in some]
    speaker = wording.Speaker.of(every, language=read.language, known=read.vocabularies)
    own = rights.PLAN.organisations(read.viewer)
    return [
        _line(row, why=wording.SEPARATOR.join(said.text for said in speaker.say(reasons[row.pk])), own=own, read=read)
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


def _line(row: OverlapCase, *, why: str, own: Collection[int], read: Reader) -> CaseLine:
    sides = tuple(
        side_of(event, own, language=read.language, known=read.vocabularies) for event in (row.first, row.second)
    )
    seen = (row.first_acknowledged_at, row.second_acknowledged_at)
    is_settled = row.state not in OverlapCase.UNSETTLED
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
        sides=(sides[0], sides[1]),
        waits_for_me=not is_settled and any(side.is_own and not at for side, at in zip(sides, seen, strict=True)),
    )
