"""An agency's own trainings as its workspace lists them: state, time and how full."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue import texts
from catalogue.texts import Text
from catalogue.viewers import Viewer
from events.models import Event, SeatPool
from events.models.events import EventQuerySet
from events.queries import paging
from events.queries.paging import Page

PAGE_SIZE = 50
NEARLY_FULL = 0.9
State = Event.State


@dataclass(frozen=True, slots=True)
class Fill:
    """Seats of all pools together, below their common ceiling; `capacity` None is unlimited."""

    taken: int
    capacity: int | None
    waiting: int

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.taken >= self.capacity

    @property
    def is_nearly_full(self) -> bool:
        return self.capacity is not None and not self.is_full and self.taken >= NEARLY_FULL * self.capacity


@dataclass(frozen=True, slots=True)
class OrganisedEvent:
    id: uuid.UUID
    title: Text
    state: str
    state_name: str | Promise
    lead_id: int
    starts_at: datetime | None
    ends_at: datetime | None
    minimum: int | None
    fill: Fill
    lacks: tuple[str, ...]

    @property
    def is_registered_here(self) -> bool:
        """Whether there are seats to speak of."""
        return self.state in {State.PUBLISHED, State.POSTPONED}


@dataclass(frozen=True, slots=True)
class Shelf:
    """A part of an agency's trainings, as a page of the list shows it."""

    code: str
    name: Promise
    condition: Q


def _shelf(code: str, name: Promise, **condition: object) -> tuple[str, Shelf]:
    return code, Shelf(code, name, Q(**condition))


SHELVES: Mapping[str, Shelf] = MappingProxyType(
    dict(
        [
            _shelf("coming", _("Coming"), state__in=(State.PLANNED, State.PUBLISHED)),
            _shelf("drafts", _("Drafts"), state=State.DRAFT),
            _shelf("plans", _("Plans"), state=State.PLANNED),
            _shelf("postponed", pgettext_lazy("trainings", "Postponed"), state=State.POSTPONED),
            _shelf("cancelled", pgettext_lazy("trainings", "Cancelled"), state=State.CANCELLED),
            _shelf("past", pgettext_lazy("trainings", "Past"), state__in=(State.PLANNED, State.PUBLISHED)),
        ]
    )
)


@dataclass(frozen=True, slots=True)
class OrganisedPage(Page[OrganisedEvent]):
    shelf: Shelf


def page_of(
    organisation_ids: Collection[int],
    shelf: Shelf,
    *,
    text: str,
    page: int,
    viewer: Viewer,
    now: datetime,
    language: str,
) -> OrganisedPage:
    """One page of what these organisations lead or join; a page beyond the last answers the last."""
    events = Event.objects.visible_to(viewer).organised_by(organisation_ids).filter(shelf.condition)
    events = _in_time(events, shelf, now)
    if text:
        events = events.filter(Q(title_fi__icontains=text) | Q(title_sv__icontains=text) | Q(title_en__icontains=text))
    total = events.count()
    place = paging.place_of(page, total, PAGE_SIZE)
    return OrganisedPage(rows(events[place.rows], language), total, place.page, place.pages, shelf)


def between(
    organisation_ids: Collection[int], first: datetime, last: datetime, *, viewer: Viewer, language: str
) -> list[OrganisedEvent]:
    """What these organisations have that is not cancelled and begins in this time, drafts included, by time."""
    events = Event.objects.visible_to(viewer).organised_by(organisation_ids)
    events = events.filter(starts_at__gte=first, starts_at__lt=last).exclude(state=State.CANCELLED)
    return rows(events.order_by("starts_at", "id"), language)


def undated(organisation_ids: Collection[int], *, viewer: Viewer, language: str, most: int) -> list[OrganisedEvent]:
    """Drafts and plans of these organisations without any session yet, the oldest first."""
    events = Event.objects.visible_to(viewer).organised_by(organisation_ids)
    events = events.filter(state__in=(State.DRAFT, State.PLANNED), starts_at__isnull=True)
    return rows(events.order_by("created_at", "id")[:most], language)


def rows(events: EventQuerySet, language: str) -> list[OrganisedEvent]:
    """These events in their order, with the seats of their pools: one query."""
    pools = SeatPool.objects.filter(event_id=OuterRef("pk")).order_by().values("event_id")
    counted = events.annotate(
        taken=Coalesce(pools.annotate(value=Sum("taken")).values("value"), 0),
        seats=Coalesce(pools.annotate(value=Sum("capacity")).values("value"), 0),
        ceiling_capacity=F("ceiling__capacity"),
        is_unlimited=Exists(SeatPool.objects.filter(event_id=OuterRef("pk"), capacity__isnull=True)),
    )
    wanted = ("id", "state", "lead_id", "waiting", "starts_at", "ends_at", "minimum_participants", "languages")
    titles = [f"title_{code}" for code in texts.LANGUAGES]
    return [_row(event, language) for event in counted.only(*wanted, *titles)]


def _row(event: Event, language: str) -> OrganisedEvent:
    counted = vars(event)
    return OrganisedEvent(
        id=event.pk,
        title=texts.pick(event, "title", language),
        state=event.state,
        state_name=State(event.state).label,
        lead_id=event.lead_id,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        minimum=event.minimum_participants,
        fill=Fill(counted["taken"], _capacity(counted), event.waiting),
        lacks=tuple(code for code in event.languages if code in texts.LANGUAGES and not counted[f"title_{code}"]),
    )


def _capacity(counted: dict[str, Any]) -> int | None:
    of_pools = None if counted["is_unlimited"] else counted["seats"]
    return min((seats for seats in (of_pools, counted["ceiling_capacity"]) if seats is not None), default=None)


def _in_time(events: EventQuerySet, shelf: Shelf, now: datetime) -> EventQuerySet:
    if shelf.code == "coming":
        return events.filter(ends_at__gt=now).order_by("starts_at", "id")
    if shelf.code == "past":
        return events.filter(ends_at__lte=now).order_by("-ends_at", "-id")
    return events.order_by(F("starts_at").asc(nulls_first=True), "id")
