"""Reads: everything one page, endpoint or list needs of trainings, in a constant number of queries."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Model, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from catalogue import texts
from catalogue.models import User
from catalogue.texts import Text
from catalogue.vocabularies import Vocabularies
from events import dates
from events.descriptions import EventDescription, describe
from events.filters import Selection
from events.models import AgendaItem, Event, Session
from events.models.events import EventQuerySet

PAGE_SIZE = 20
LATEST_PUBLISHED = 5
SOON = 6
LONG_TEXTS = [f"{field}_{language}" for field in ("summary", "description") for language in texts.LANGUAGES]
LINKED = {
    "co_organiser": (Event.co_organisers.through, "organisation_id"),
    "region": (Event.regions.through, "region_id"),
    "sector": (Event.sectors.through, "sector_id"),
    "level": (Event.levels.through, "educationlevel_id"),
    "audience": (Event.audiences.through, "targetgroup_id"),
    "theme": (Event.themes.through, "theme_id"),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list; `total` is how many trainings the whole list has."""

    items: list[EventDescription]
    total: int
    page: int
    pages: int

    @property
    def previous_page(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def next_page(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


@dataclass(frozen=True, slots=True)
class AgendaLine:
    at: time | None
    title: Text


@dataclass(frozen=True, slots=True)
class EventLink:
    slug: str
    title: Text
    starts_at: datetime | None
    ends_at: datetime | None
    state: str
    part: int | None


@dataclass(frozen=True, slots=True)
class EventPage:
    """One training with its agenda and the trainings it belongs with."""

    event: EventDescription
    agenda: list[AgendaLine]
    siblings: list[EventLink]
    original: EventLink | None
    repeats: list[EventLink]


@dataclass(frozen=True, slots=True)
class SectorCount:
    """A sector with how many trainings are coming in it."""

    code: str
    name: Text
    count: int


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What the first page shows: this and next week, what was published last, and how many each sector has."""

    this_week: list[EventDescription]
    later: list[EventDescription]
    latest: list[EventDescription]
    sectors: list[SectorCount]
    total: int


def coming(
    now: datetime, user: User | AnonymousUser, *, since: datetime | None = None, before: datetime | None = None
) -> EventQuerySet:
    """Published trainings with something still to come, by their first coming session (`next_at`)."""
    events = Event.objects.visible_to(user).published().coming(now).annotate(next_at=_next_session(now))
    if since:
        events = events.filter(next_at__gte=since)
    if before:
        events = events.filter(next_at__lt=before)
    return events.filter(next_at__isnull=False).order_by("next_at", "id")


def past(now: datetime, user: User | AnonymousUser) -> EventQuerySet:
    """Published trainings that are over, the newest first."""
    return Event.objects.visible_to(user).published().filter(ends_at__lte=now).order_by("-ends_at", "-id")


def selected(selection: Selection, *, user: User | AnonymousUser, now: datetime) -> EventQuerySet:
    """The trainings of a list or an API answer, in their order."""
    return selection.narrow(past(now, user) if selection.past else coming(now, user))


def described(events: EventQuerySet) -> EventQuerySet:
    """Fetch with each event what `descriptions.describe()` reads: three more queries, whatever the number of rows."""
    linked = {f"{name}_ids": _linked_ids(through, column) for name, (through, column) in LINKED.items()}
    sessions = Session.objects.select_related("venue", "room").prefetch_related("trainers")
    return (
        events.annotate(**linked)
        .select_related("series")
        .prefetch_related(Prefetch("sessions", sessions), "pools")
        .defer("search")
    )


def listing(
    selection: Selection,
    *,
    user: User | AnonymousUser,
    now: datetime,
    page: int,
    language: str,
    vocabularies: Vocabularies,
    page_size: int = PAGE_SIZE,
) -> Listing:
    """One page of the list; a page beyond the last answers the last."""
    events = selected(selection, user=user, now=now)
    total = events.count()
    pages = max(1, math.ceil(total / page_size))
    page = min(max(1, page), pages)
    rows = described(events)[(page - 1) * page_size : page * page_size]
    items = [describe(row, language=language, vocabularies=vocabularies, now=now) for row in rows]
    return Listing(items, total, page, pages)


def find_by_slug(slug: str, user: User | AnonymousUser) -> Event | None:
    return described(Event.objects.visible_to(user)).filter(slug=slug).first()


def events_by_id(
    ids: Collection[UUID], *, user: User | AnonymousUser, language: str, vocabularies: Vocabularies, now: datetime
) -> dict[UUID, EventDescription]:
    """Descriptions of those of these events that the user may see."""
    rows = described(Event.objects.visible_to(user).filter(pk__in=ids))
    return {row.id: describe(row, language=language, vocabularies=vocabularies, now=now) for row in rows}


def event_page(
    slug: str, *, user: User | AnonymousUser, now: datetime, language: str, vocabularies: Vocabularies
) -> EventPage | None:
    """Everything the page of one training shows; None when there is none that this user may see."""
    event = find_by_slug(slug, user)
    if event is None:
        return None
    visible = Event.objects.visible_to(user).exclude(pk=event.pk).order_by("series_part", "starts_at", "id")
    related = visible.filter(_related(event)).defer("search", *LONG_TEXTS)
    links = [(row, _link(row, language)) for row in related]
    agenda = AgendaItem.objects.filter(event=event)
    return EventPage(
        event=describe(event, language=language, vocabularies=vocabularies, now=now),
        agenda=[AgendaLine(item.at, texts.pick(item, "title", language)) for item in agenda],
        siblings=[link for row, link in links if event.series_id and row.series_id == event.series_id],
        original=next((link for row, link in links if row.pk == event.repeat_of_id), None),
        repeats=[link for row, link in links if row.repeat_of_id == event.pk],
    )


def front_page(*, user: User | AnonymousUser, now: datetime, language: str, vocabularies: Vocabularies) -> FrontPage:
    events = coming(now, user)
    monday = timezone.localtime(now).date() - timedelta(days=timezone.localtime(now).weekday())
    next_monday = dates.midnight(monday + timedelta(days=7))

    this_week, later, latest = (
        list(rows.values_list("id", flat=True))
        for rows in (
            coming(now, user, before=next_monday)[:SOON],
            coming(now, user, since=next_monday)[:SOON],
            events.order_by("-published_at", "-id")[:LATEST_PUBLISHED],
        )
    )
    shown = events_by_id(
        {*this_week, *later, *latest}, user=user, language=language, vocabularies=vocabularies, now=now
    )
    counts = _sector_counts(events)
    return FrontPage(
        this_week=[shown[each] for each in this_week],
        later=[shown[each] for each in later],
        latest=[shown[each] for each in latest],
        sectors=[
            SectorCount(sector.code, sector.name(language), counts.get(sector.id, 0))
            for sector in vocabularies.sectors
            if sector.is_active
        ],
        total=events.count(),
    )


def _next_session(now: datetime) -> Subquery:
    sessions = Session.objects.filter(event_id=OuterRef("pk"), state=Session.State.SCHEDULED, ends_at__gt=now)
    return Subquery(sessions.order_by("starts_at").values("starts_at")[:1])


def _linked_ids(through: type[Model], column: str) -> ArraySubquery:
    return ArraySubquery(through._default_manager.filter(event_id=OuterRef("pk")).values(column))  # noqa: SLF001


def _related(event: Event) -> Q:
    condition = Q(repeat_of=event.pk)
    if event.repeat_of_id:
        condition |= Q(pk=event.repeat_of_id)
    if event.series_id:
        condition |= Q(series_id=event.series_id)
    return condition


def _link(event: Event, language: str) -> EventLink:
    title = texts.pick(event, "title", language)
    return EventLink(event.slug, title, event.starts_at, event.ends_at, event.state, event.series_part)


def _sector_counts(events: EventQuerySet) -> dict[int, int]:
    rows = Event.sectors.through.objects.filter(event_id__in=events.order_by().values("pk"))
    return dict(rows.order_by().values_list("sector_id").annotate(Count("event_id")))
