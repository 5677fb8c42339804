"""The front page: what comes this week and next, what was published last, each sector's number, and the half-year."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db.models import Count, Min, QuerySet, Window
from django.utils import timezone

from catalogue.texts import Text
from catalogue.viewers import Viewer
from catalogue.vocabularies import Vocabularies
from events import dates
from events.descriptions import EventDescription, Named
from events.models import Event, Session
from events.queries import half_year
from events.queries.describing import events_by_id
from events.queries.half_year import HalfYear

LATEST_PUBLISHED = 6
SOON = 10
# A week with fewer than these left (a weekend, the end of a term) is followed by the next that has something.
FEW = 5


@dataclass(frozen=True, slots=True)
class SectorCount:
    """A sector with how many trainings are coming in it."""

    code: str
    name: Text
    count: int


@dataclass(frozen=True, slots=True)
class Day:
    """A day with the trainings whose next session it holds."""

    date: dt.date
    events: tuple[EventDescription, ...]
    is_today: bool


@dataclass(frozen=True, slots=True)
class WeekAhead:
    """`total` counts all trainings of the week, those behind us too; `weeks_away` is 0 for this week."""

    monday: dt.date
    days: tuple[Day, ...]
    total: int
    weeks_away: int

    @property
    def sunday(self) -> dt.date:
        return self.monday + dt.timedelta(days=6)

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def address(self) -> str:
        """2027-W10"""
        year, week, _day = self.monday.isocalendar()
        return f"{year}-W{week:02}"


@dataclass(frozen=True, slots=True)
class Coming:
    """A training with its first coming session; `total` is how many trainings are coming in all."""

    event_id: UUID
    next_at: dt.datetime
    total: int


@dataclass(frozen=True, slots=True)
class FrontPage:
    weeks: tuple[WeekAhead, ...]
    latest: list[EventDescription]
    sectors: list[SectorCount]
    regions: list[Named]
    total: int
    half_year: HalfYear


def front_page(*, viewer: Viewer, now: dt.datetime, language: str, vocabularies: Vocabularies) -> FrontPage:
    published = Event.objects.visible_to(viewer).published().coming(now)
    sessions = Session.objects.filter(event__in=published, state=Session.State.SCHEDULED, ends_at__gt=now)
    ahead = half_year.half_year(viewer=viewer, now=now, language=language, vocabularies=vocabularies)
    soon = _soon(sessions)
    latest = list(
        published.filter(pk__in=sessions.values("event_id"))
        .order_by("-published_at", "-id")
        .values_list("id", flat=True)[:LATEST_PUBLISHED]
    )
    shown = events_by_id(
        {*(row.event_id for row in soon), *latest},
        viewer=viewer,
        language=language,
        vocabularies=vocabularies,
        now=now,
    )
    counts = _sector_counts(sessions)
    return FrontPage(
        weeks=_weeks([shown[row.event_id] for row in soon], ahead, timezone.localtime(now).date()),
        latest=[shown[each] for each in latest],
        sectors=[
            SectorCount(sector.code, sector.name(language), counts.get(sector.id, 0))
            for sector in vocabularies.sectors
            if sector.is_active
        ],
        regions=[Named(each.code, each.name(language)) for each in vocabularies.regions if each.is_active],
        total=soon[0].total if soon else 0,
        half_year=ahead,
    )


def _soon(sessions: QuerySet[Session]) -> list[Coming]:
    """The first trainings to come, each by its first coming session, and how many there are in all."""
    rows = sessions.order_by().values("event_id").annotate(next_at=Min("starts_at"), total=Window(Count("*")))
    return [Coming(**row) for row in rows.order_by("next_at", "event_id")[:SOON]]


def _weeks(events: Iterable[EventDescription], ahead: HalfYear, today: dt.date) -> tuple[WeekAhead, ...]:
    """The first week that has something and, when that is little, the next one."""
    this_monday = dates.monday_of(today)
    weeks: list[WeekAhead] = []
    shown = 0
    for monday, group in groupby(events, key=lambda event: max(this_monday, dates.monday_of(_day(event)))):
        if weeks and (shown >= FEW or len(weeks) > 1):
            break
        days = _days(group, today)
        of_week = sum(len(day.events) for day in days)
        shown += of_week
        # The picture counts what begins in the week; one that goes on since before is in it too.
        total = max(of_week, ahead.total_of(monday))
        weeks.append(WeekAhead(monday, days, total, (monday - this_monday).days // 7))
    return tuple(weeks)


def _days(events: Iterable[EventDescription], today: dt.date) -> tuple[Day, ...]:
    """What is going on since before today is today's."""
    return tuple(
        Day(date, tuple(group), is_today=date == today)
        for date, group in groupby(events, key=lambda event: max(today, _day(event)))
    )


def _day(event: EventDescription) -> dt.date:
    assert event.next_session is not None
    return timezone.localtime(event.next_session.starts_at).date()


def _sector_counts(sessions: QuerySet[Session]) -> dict[int, int]:
    rows = Event.sectors.through.objects.filter(event_id__in=sessions.order_by().values("event_id"))
    return dict(rows.order_by().values_list("sector_id").annotate(Count("event_id")))
