"""The front page: this week and later, what was published last, and how many each sector has."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count
from django.utils import timezone

from catalogue.models import User
from catalogue.texts import Text
from catalogue.vocabularies import Vocabularies
from events import dates
from events.descriptions import EventDescription
from events.models import Event
from events.models.events import EventQuerySet
from events.queries.describing import events_by_id
from events.queries.lists import coming

LATEST_PUBLISHED = 5
SOON = 6


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


def _sector_counts(events: EventQuerySet) -> dict[int, int]:
    rows = Event.sectors.through.objects.filter(event_id__in=events.order_by().values("pk"))
    return dict(rows.order_by().values_list("sector_id").annotate(Count("event_id")))
