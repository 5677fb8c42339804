"""The page of one training: its agenda and the trainings it belongs with."""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from catalogue import texts
from catalogue.models import User
from catalogue.texts import Text
from catalogue.vocabularies import Vocabularies
from events.descriptions import EventDescription, describe
from events.models import AgendaItem, Event
from events.queries.describing import described

LONG_TEXTS = [f"{field}_{language}" for field in ("summary", "description") for language in texts.LANGUAGES]


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


def public_event(
    event_id: UUID, *, now: datetime, language: str, vocabularies: Vocabularies
) -> EventDescription | None:
    """A training that anybody may see, whoever asks."""
    event = described(Event.objects.public()).filter(pk=event_id).first()
    return describe(event, language=language, vocabularies=vocabularies, now=now) if event else None


def find_by_slug(slug: str, user: User | AnonymousUser) -> Event | None:
    return described(Event.objects.visible_to(user)).filter(slug=slug).first()


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
