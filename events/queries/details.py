"""The page of one training: its programme, what has moved, and the trainings it leads on to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from catalogue import texts
from catalogue.viewers import Viewer
from catalogue.vocabularies import Vocabularies
from events import agendas, maps
from events.agendas import AgendaLine
from events.descriptions import EventDescription, PlaceDescription, SessionDescription, describe
from events.models import AgendaItem, Event, EventChange
from events.queries import related
from events.queries.describing import described
from events.queries.related import EventLink, SimilarEvent


@dataclass(frozen=True, slots=True)
class Span:
    starts_at: datetime
    ends_at: datetime
    all_day: bool


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session with the lines of the programme that are its own, and the time it was announced for if it has moved."""

    session: SessionDescription
    agenda: Sequence[AgendaLine]
    moved_from: Span | None


@dataclass(frozen=True, slots=True)
class Site:
    """A place where sessions are held, with where to look it up."""

    place: PlaceDescription
    map_address: str
    geo_uri: str


@dataclass(frozen=True, slots=True)
class SeriesPlace:
    """Where a training stands in its series, as far as its reader may see the series."""

    part: int
    parts: int
    links: list[EventLink]
    previous: EventLink | None
    next: EventLink | None


@dataclass(frozen=True, slots=True)
class EventPage:
    """`agenda` holds the lines that belong to no one session; `same_content` are repeats, the original first."""

    event: EventDescription
    published_at: datetime | None
    sittings: list[Sitting]
    agenda: Sequence[AgendaLine]
    sites: list[Site]
    series: SeriesPlace | None
    same_content: list[EventLink]
    following: list[EventLink]
    similar: list[SimilarEvent]


def public_event(
    event_id: UUID, *, now: datetime, language: str, vocabularies: Vocabularies
) -> EventDescription | None:
    """A training that anybody may see, whoever asks."""
    event = described(Event.objects.public()).filter(pk=event_id).first()
    return describe(event, language=language, vocabularies=vocabularies, now=now) if event else None


def slug_between(first: UUID, last: UUID) -> str | None:
    """The public training with an identifier in this narrow span: there is one, or none."""
    return Event.objects.public().filter(pk__range=(first, last)).values_list("slug", flat=True).first()


def event_by_slug(
    slug: str, *, viewer: Viewer, now: datetime, language: str, vocabularies: Vocabularies
) -> EventDescription | None:
    """The training alone, without what its page tells beside it."""
    row = _row(slug, viewer)
    return describe(row, language=language, vocabularies=vocabularies, now=now) if row else None


def _row(slug: str, viewer: Viewer) -> Event | None:
    return described(Event.objects.visible_to(viewer)).filter(slug=slug).first()


def event_page(
    slug: str,
    *,
    viewer: Viewer,
    now: datetime,
    language: str,
    vocabularies: Vocabularies,
    as_published: bool = False,
) -> EventPage | None:
    """Everything the page of one training shows; None when there is none that this viewer may see.

    `as_published` shows a draft or plan as it would be if it were published now.
    """
    row = _row(slug, viewer)
    if row is None:
        return None
    if as_published:
        row.state, row.published_at = Event.State.PUBLISHED, now
    event = describe(row, language=language, vocabularies=vocabularies, now=now)
    agenda = [AgendaLine(item.at, texts.pick(item, "title", language)) for item in AgendaItem.objects.filter(event=row)]
    by_session = agendas.by_session(agenda, event.sessions)
    announced = _announced(row)
    belonging = related.belonging(row, viewer, language)
    terms = {name: list(getattr(row, f"{name}_ids")) for name in related.SHARED}
    alike = related.similar(row, now=now, language=language, vocabularies=vocabularies, terms=terms)
    return EventPage(
        event=event,
        published_at=row.published_at,
        sittings=[
            Sitting(each, (by_session or {}).get(each.uid, ()), _moved_from(each, announced)) for each in event.sessions
        ],
        agenda=agenda if by_session is None else [],
        sites=_sites(event),
        series=_series_place(event, belonging.series),
        same_content=[*([belonging.original] if belonging.original else []), *belonging.repeats],
        following=related.following(row, now=now, language=language, but={each.link.slug for each in alike}),
        similar=alike,
    )


def _announced(event: Event) -> dict[str, tuple[datetime, datetime]]:
    """The times that were public before they were changed, by UID of the session: the first ones of each."""
    if event.published_at is None:
        return {}
    is_move = Q(action="move") | Q(action="edit", details__has_key="sessions")
    moves = EventChange.objects.filter(is_move, event=event, at__gt=event.published_at).order_by("id")
    times: dict[str, tuple[datetime, datetime]] = {}
    for move in moves.only("action", "details"):
        for uid, change in move.sessions.items():
            if change["from"]:
                starts_at, ends_at = map(datetime.fromisoformat, change["from"])
                times.setdefault(uid, (starts_at, ends_at))
    return times


def _moved_from(session: SessionDescription, announced: dict[str, tuple[datetime, datetime]]) -> Span | None:
    times = announced.get(session.uid)
    if times is None or session.is_cancelled or times == (session.starts_at, session.ends_at):
        return None
    return Span(*times, all_day=session.all_day)


def _sites(event: EventDescription) -> list[Site]:
    """Each place once, in the order of the sessions."""
    places = dict.fromkeys(each.place for each in event.sessions if each.place and not each.is_cancelled)
    return [Site(place, maps.search_address(place), maps.geo_uri(place)) for place in places if place]


def _series_place(event: EventDescription, links: list[EventLink]) -> SeriesPlace | None:
    """The part is the one its organiser gave it, else its place in the order of dates."""
    at = next((number for number, link in enumerate(links) if link.slug == event.slug), None)
    if at is None:
        return None
    return SeriesPlace(
        part=links[at].part or at + 1,
        parts=max(len(links), *(link.part or 0 for link in links)),
        links=links,
        previous=links[at - 1] if at else None,
        next=links[at + 1] if at + 1 < len(links) else None,
    )
