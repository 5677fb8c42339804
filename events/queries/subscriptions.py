"""What a feed brings to who subscribes to it: what it is called, how many sessions, and the next of them."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import QueryDict

from catalogue.texts import LANGUAGES, Text, pick
from events.feeds import addresses, serialising, showing
from events.feeds.calendars import Calendar
from events.models import SessionEntry

MOST_NEXT = 10
_TITLES = tuple(f"session__event__title_{language}" for language in LANGUAGES)


@dataclass(frozen=True, slots=True)
class NextEntry:
    """A session as the calendar shows it: with its number, and marked when it is cancelled."""

    slug: str
    title: Text
    starts_at: dt.datetime
    ends_at: dt.datetime
    all_day: bool
    where: str
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class Brought:
    """`coming` of the `total` are not over yet; with `is_cut` there are more than a calendar takes."""

    name: str
    total: int
    coming: int
    next: list[NextEntry]

    @property
    def past(self) -> int:
        return self.total - self.coming

    @property
    def is_cut(self) -> bool:
        return self.total >= showing.MOST_SESSIONS


def brought_by(query: QueryDict, *, now: dt.datetime) -> Brought:
    """What the feed with this query answers at this moment, read from what it answers with."""
    calendar = addresses.events_calendar(query, now=now)
    is_coming = Q(ends_at__gt=now)
    numbers = calendar.shown.entries.aggregate(total=Count("pk"), coming=Count("pk", filter=is_coming))
    return Brought(calendar.name, numbers["total"], numbers["coming"], _next(calendar, is_coming))


def _next(calendar: Calendar, is_coming: Q) -> list[NextEntry]:
    language = calendar.language
    component = f"vevent_{language}"
    entries = (
        SessionEntry.objects.filter(is_coming, pk__in=calendar.shown.entries.values("pk"))
        .select_related("session__event")
        .only(component, "starts_at", "ends_at", "is_cancelled", "session__all_day", "session__event__slug", *_TITLES)
        .order_by("starts_at", "pk")[:MOST_NEXT]
    )
    return [_entry(entry, getattr(entry, component), language) for entry in entries]


def _entry(entry: SessionEntry, vevent: str, language: str) -> NextEntry:
    event = entry.session.event
    return NextEntry(
        slug=event.slug,
        title=Text(serialising.text_of(vevent, "SUMMARY"), pick(event, "title", language).language),
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        all_day=entry.session.all_day,
        where=serialising.text_of(vevent, "LOCATION"),
        is_cancelled=entry.is_cancelled,
    )
