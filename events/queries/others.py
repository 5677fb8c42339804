"""Trainings of others on public pages: what stands in calendars whose owners show it to everybody.

The one read of calendars of others for people who have not signed in: nothing else public asks for their items.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from events import choices, dates
from events.filter_values import TERMS, Wanted
from events.filters import Selection
from events.incoming import limits
from events.models import ExternalItem, Session
from events.periods import Period
from events.queries.searches import Reader

SHOWN_COMING, SHOWN_OF_A_PERIOD = 10, 30
# An item lasts no longer: those that begin earlier are over, which the index by beginnings then need not read.
LONGEST = dt.timedelta(days=limits.LONGEST_DAYS + 1)
MOST_WORDS = 10
# What can be asked of an item, by the columns that answer it; with any other filter items are not what is asked for.
_ABOUT = {"audience": "audience_ids", "theme": "theme_ids", "sector": "sector_ids", "region": "region_ids"}
_ASKED = {*_ABOUT, "q", "language", "from", "until"}
_SHOWN = ("title", "starts_at", "ends_at", "all_day", "location", "url", "calendar__name")


@dataclass(frozen=True, slots=True)
class OthersItem:
    """`address` leads to the organiser's own page, when there is one on the web."""

    title: str
    when: str
    starts_at: dt.datetime
    last_on: dt.date
    location: str
    calendar: str
    address: str


@dataclass(slots=True)
class OthersDay:
    """How many there are on a day; `first` is the place of the first of them among all."""

    first: int
    total: int = 0


@dataclass(frozen=True, slots=True)
class Others:
    """The first ones; `has_more` when there are others after them."""

    items: list[OthersItem]
    has_more: bool = False

    def by_day(self, period: Period) -> dict[dt.date, OthersDay]:
        """The days of the period that have some."""
        days: dict[dt.date, OthersDay] = {}
        for place, item in enumerate(self.items, start=1):
            on = max(item.starts_at.date(), period.first)
            while on <= item.last_on and on < period.after:
                days.setdefault(on, OthersDay(place)).total += 1
                on += dt.timedelta(days=1)
        return days


NONE = Others([])


def coming(selection: Selection, read: Reader) -> Others:
    """The next ones that the selection means: one query, or none when it can mean none."""
    since = read.now
    if selection.wanted.first_day:
        since = max(since, dates.midnight(selection.wanted.first_day))
    return _found(selection, read, since, _after(selection), SHOWN_COMING)


def within(selection: Selection, period: Period, read: Reader) -> Others:
    """Those of a month or a week, past ones too."""
    first_day, after = selection.wanted.first_day, _after(selection)
    since = dates.midnight(max(period.first, first_day) if first_day else period.first)
    ends_at = dates.midnight(period.after)
    return _found(selection, read, since, min(ends_at, after) if after else ends_at, SHOWN_OF_A_PERIOD)


def _after(selection: Selection) -> dt.datetime | None:
    last = selection.wanted.last_day
    return dates.midnight(last + dt.timedelta(days=1)) if last else None


def _found(selection: Selection, read: Reader, since: dt.datetime, before: dt.datetime | None, most: int) -> Others:
    wanted = selection.wanted
    asked = {name for name, values in wanted.values.items() if values}
    if not asked <= _ASKED or (before is not None and before <= since):
        return NONE
    # What is marked as private in its calendar has no title.
    items = ExternalItem.objects.filter(calendar__is_public=True, calendar__is_active=True).exclude(title="")
    items = items.filter(_meant(wanted), starts_at__gt=since - LONGEST, ends_at__gt=since)
    if before is not None:
        items = items.filter(starts_at__lt=before)
    # What came from us stands on the page already: that is asked of the first ones only, not of thousands.
    first = items.order_by("starts_at", "id").values("pk")[: 2 * most + 1]
    ours = Exists(Session.objects.filter(uid=OuterRef("uid")))
    shown = ExternalItem.objects.filter(~ours, pk__in=first).select_related("calendar").only(*_SHOWN)
    rows = list(shown.order_by("starts_at", "id")[: most + 1])
    return Others([_shown(row, read.language) for row in rows[:most]], has_more=len(rows) > most)


def _meant(wanted: Wanted) -> Q:
    """Only what a calendar says of its items finds them; which has no region may be for every region."""
    condition = Q()
    for name, column in _ABOUT.items():
        if codes := wanted.values[name]:
            vocabulary = getattr(wanted.vocabularies, TERMS[name])
            terms = (term for code in codes if (term := vocabulary.get(code)))
            shares = Q(**{f"{column}__overlap": sorted(choices.meant(name, terms, wanted.vocabularies))})
            condition &= shares | Q(region_ids=[]) if name == "region" else shares
    if languages := wanted.values["language"]:
        condition &= Q(calendar__languages__overlap=languages)
    return condition & _said(wanted.values["q"])


def _said(texts: Iterable[str]) -> Q:
    """Every word of one of the texts stands in its title, its place or the name of its calendar."""
    condition = Q()
    for text in texts:
        every = Q()
        for word in text.replace('"', " ").split()[:MOST_WORDS]:
            named = Q(title__icontains=word) | Q(location__icontains=word) | Q(calendar__name__icontains=word)
            every &= named
        condition |= every
    return condition


def _shown(item: ExternalItem, language: str) -> OthersItem:
    is_page = item.url.lower().startswith(("https://", "http://"))
    return OthersItem(
        title=item.title,
        when=dates.span(item.starts_at, item.ends_at, language, all_day=item.all_day),
        starts_at=timezone.localtime(item.starts_at),
        last_on=dates.last_day(item.ends_at),
        location=item.location,
        calendar=item.calendar.name,
        address=item.url if is_page else "",
    )
