"""The half-year ahead: how many trainings each week has, by sector."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, F, Min, OuterRef, Subquery, When
from django.db.models.functions import TruncWeek
from django.utils import timezone

from catalogue.texts import Text
from catalogue.viewers import Viewer
from catalogue.vocabularies import Term, Vocabularies
from events import dates
from events.models import Event, Session

WEEK = dt.timedelta(days=7)
# When fewer weeks than these are left of a half-year, the next one is shown too, as far as it has trainings.
FEWEST_WEEKS = 8
# The sector that stands for trainings of several sectors, and for those of a sector without a colour of its own.
SEVERAL = "cross"
COLOURED = ("ecec", "education", "sports", "youth", "library")


@dataclass(frozen=True, slots=True)
class Series:
    """What is counted together: the trainings of one sector only, or (without a name) those of several and others."""

    code: str
    name: Text | None


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO week; `counts` are in the order of the series."""

    monday: dt.date
    counts: tuple[int, ...]
    is_current: bool

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def address(self) -> str:
        """2027-W10"""
        year, week, _day = self.monday.isocalendar()
        return f"{year}-W{week:02}"

    @property
    def sunday(self) -> dt.date:
        return self.monday + dt.timedelta(days=6)

    @property
    def total(self) -> int:
        """Trainings with a session that begins in this week, each once."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class HalfYear:
    """From this week to the last one with trainings before the end of June or December."""

    series: tuple[Series, ...]
    weeks: tuple[Week, ...]

    @property
    def busiest(self) -> Week:
        """The first of the weeks with the most trainings."""
        return max(self.weeks, key=lambda week: week.total)

    def total_of(self, monday: dt.date) -> int:
        return next((week.total for week in self.weeks if week.monday == monday), 0)


def half_year(*, viewer: Viewer, now: dt.datetime, language: str, vocabularies: Vocabularies) -> HalfYear:
    today = timezone.localtime(now).date()
    mondays = _mondays(today)
    terms = [term for code in COLOURED if (term := vocabularies.sectors.get(code))]
    series = (*(Series(term.code, term.name(language)) for term in terms), Series(SEVERAL, None))
    counts = _counts(mondays, terms, viewer)
    mondays = _shown(mondays, {monday for monday, _code in counts})
    return HalfYear(
        series=series,
        weeks=tuple(
            Week(monday, tuple(counts[monday, each.code] for each in series), is_current=monday == mondays[0])
            for monday in mondays
        ),
    )


def _shown(mondays: list[dt.date], busy: set[dt.date]) -> list[dt.date]:
    """Without the empty weeks at the end, but enough of them to be a picture."""
    last = max(busy, default=mondays[0])
    return [monday for number, monday in enumerate(mondays) if number < FEWEST_WEEKS or monday <= last]


def _mondays(today: dt.date) -> list[dt.date]:
    """Every Monday from this week's to the last of the half-year, or of the next when little of this one is left."""
    first = dates.monday_of(today)
    ends = (dt.date(today.year, 6, 30), dt.date(today.year, 12, 31), dt.date(today.year + 1, 6, 30))
    last = next(end for end in ends if end >= first + FEWEST_WEEKS * WEEK)
    return [first + number * WEEK for number in range((last - first).days // 7 + 1)]


def _counts(mondays: list[dt.date], terms: Iterable[Term], viewer: Viewer) -> defaultdict[tuple[dt.date, str], int]:
    """Trainings by week and series: a training counts once in each week, in the one series it belongs to."""
    codes = {term.id: term.code for term in terms}
    links = Event.sectors.through.objects.filter(event_id=OuterRef("event_id")).order_by().values("event_id")
    only = links.annotate(number=Count("sector_id"), first=Min("sector_id")).values(
        only=Case(When(number=1, then=F("first")))
    )
    since = dates.midnight(mondays[0])
    rows = (
        Session.objects.filter(
            # What ended before has no session here: said again, it lets the index leave out the years behind us.
            event__in=Event.objects.visible_to(viewer).published().coming(since),
            state=Session.State.SCHEDULED,
            starts_at__gte=since,
            starts_at__lt=dates.midnight(mondays[-1] + WEEK),
        )
        .order_by()
        .annotate(week=TruncWeek("starts_at"), sector=Subquery(only))
        .values("week", "sector")
        .annotate(trainings=Count("event_id", distinct=True))
    )
    counts: defaultdict[tuple[dt.date, str], int] = defaultdict(int)
    for row in rows:
        counts[dates.first_day(row["week"]), codes.get(row["sector"], SEVERAL)] += row["trainings"]
    return counts
