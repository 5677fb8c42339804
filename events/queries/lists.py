"""The list of trainings: which, in which order, and one page of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from catalogue.viewers import Viewer
from catalogue.vocabularies import Vocabularies
from events.descriptions import EventDescription, describe
from events.filters import Selection
from events.models import Event, Session
from events.models.events import EventQuerySet
from events.queries import paging
from events.queries.describing import described
from events.queries.paging import Page
from events.searching import ranking

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Listing(Page[EventDescription]):
    is_by_date: bool = False


EMPTY = Listing([], total=0, page=1, pages=1)


def coming(
    now: datetime, viewer: Viewer, *, since: datetime | None = None, before: datetime | None = None
) -> EventQuerySet:
    """Published trainings with something still to come, by their first coming session (`next_at`)."""
    events = Event.objects.visible_to(viewer).published().coming(now).annotate(next_at=_next_session(now))
    if since:
        events = events.filter(next_at__gte=since)
    if before:
        events = events.filter(next_at__lt=before)
    return events.filter(next_at__isnull=False).order_by("next_at", "id")


def past(now: datetime, viewer: Viewer) -> EventQuerySet:
    """Published trainings that are over, the newest first."""
    return Event.objects.visible_to(viewer).published().filter(ends_at__lte=now).order_by("-ends_at", "-id")


def shown(selection: Selection, *, viewer: Viewer, now: datetime) -> EventQuerySet:
    """The trainings that a list is about before its filters: those to come, or those that are over."""
    return past(now, viewer) if selection.past else coming(now, viewer)


def selected(selection: Selection, *, viewer: Viewer, now: datetime) -> EventQuerySet:
    """The trainings of a list or an API answer, in their order."""
    return selection.narrow(shown(selection, viewer=viewer, now=now))


def listing(
    selection: Selection,
    *,
    viewer: Viewer,
    now: datetime,
    page: int,
    total: int,
    language: str,
    vocabularies: Vocabularies,
    page_size: int = PAGE_SIZE,
    is_by_date: bool = False,
) -> Listing:
    """One page of a list of so many trainings in all; a page beyond the last answers the last.

    What was searched for comes with the best match first, unless it is wanted by date. The past is read by date: it is
    long, and who looks there looks for a time.
    """
    events = selected(selection, viewer=viewer, now=now)
    if not is_by_date and not selection.past:
        events = ranking.ranked(events, selection.wanted.searches, now=now, at="next_at")
    place = paging.place_of(page, total, page_size)
    # What a description reads is asked for this page's trainings only, not for those of all pages before it.
    on_page = events.values("pk")[place.rows]
    rows = described(events.filter(pk__in=on_page))
    items = [describe(row, language=language, vocabularies=vocabularies, now=now) for row in rows]
    return Listing(items, total, place.page, place.pages, is_by_date)


def _next_session(now: datetime) -> Subquery:
    sessions = Session.objects.filter(event_id=OuterRef("pk"), state=Session.State.SCHEDULED, ends_at__gt=now)
    return Subquery(sessions.order_by("starts_at").values("starts_at")[:1])
