"""Reads what VEVENTs show of events, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Model

from catalogue.texts import LANGUAGES
from events.feeds.vevents import EventFacts
from events.feeds.words import Name
from events.models import Event, Session

SHOWN = (
    "id",
    "slug",
    "state",
    "contact_email",
    "published_at",
    "updated_at",
    "version",
    *(f"{field}_{language}" for field in ("title", "summary", "audience_note") for language in LANGUAGES),
    *(f"lead__name_{language}" for language in LANGUAGES),
    "lead",
    "series",
    *(f"series__title_{language}" for language in LANGUAGES),
)


def lock(event_ids: Collection[UUID]) -> list[UUID]:
    """Lock those of the events that are public, in the order of their ids, and answer them."""
    events = Event.objects.public().filter(pk__in=event_ids).order_by("pk").select_for_update(no_key=True)
    return list(events.values_list("pk", flat=True))


def facts_of(event_ids: Collection[UUID]) -> list[EventFacts]:
    """Answer the events with everything their sessions' VEVENTs show."""
    audiences = _names(Event.audiences.through, "targetgroup", event_ids)
    themes = _names(Event.themes.through, "theme", event_ids)
    sectors = _names(Event.sectors.through, "sector", event_ids)
    sessions: dict[UUID, list[Session]] = defaultdict(list)
    rows = Session.objects.filter(event__in=event_ids).select_related("venue", "room").order_by("starts_at", "pk")
    for session in rows:
        sessions[session.event_id].append(session)
    events = Event.objects.filter(pk__in=event_ids).select_related("lead", "series").only(*SHOWN).order_by("pk")
    return [
        EventFacts(
            event=event,
            sessions=sessions[event.pk],
            lead=Name(event.lead.name_fi, event.lead.name_sv, event.lead.name_en),
            audiences=audiences[event.pk],
            themes=themes[event.pk],
            sectors=sectors[event.pk],
            series=event.series,
        )
        for event in events
    ]


def _names(through: type[Model], field: str, event_ids: Collection[UUID]) -> dict[UUID, list[Name]]:
    """Answer the names of the linked terms by event, in the vocabulary's order."""
    columns = (f"{field}__name_{language}" for language in LANGUAGES)
    rows: Any = through._default_manager.filter(event_id__in=event_ids)  # noqa: SLF001 - Django's own name for it
    names: dict[UUID, list[Name]] = defaultdict(list)
    for event_id, *texts in rows.order_by(f"{field}__position", f"{field}__code").values_list("event_id", *columns):
        names[event_id].append(Name(*texts))
    return names
