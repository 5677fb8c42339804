"""An event as the EventDraft that would make it: what the editor begins with, and what copies and comparisons read."""

import uuid
from collections.abc import Iterable
from typing import Any

from catalogue.texts import LANGUAGES
from events.drafting import COPIED, LINKS, AgendaDraft, EventDraft, PoolDraft, SessionDraft
from events.models import Event, Session


def saved_draft(event_id: uuid.UUID) -> EventDraft:
    """The event as it is saved, in a fixed number of queries; raises Event.DoesNotExist."""
    parts = ("sessions__trainers", "pools", "agenda", *LINKS)
    return draft_of_event(Event.objects.prefetch_related(*parts).defer("search").get(pk=event_id))


def draft_of_event(event: Event) -> EventDraft:
    """The draft of an event whose sessions with trainers, pools, programme and links have been fetched."""
    return EventDraft(
        **{name: getattr(event, name) for name in COPIED},
        titles=_texts(event, "title"),
        summaries=_texts(event, "summary"),
        descriptions=_texts(event, "description"),
        audience_notes=_texts(event, "audience_note"),
        registration_notes=_texts(event, "registration_note"),
        languages=tuple(event.languages),
        co_organiser_ids=_ids(event.co_organisers.all()),
        region_ids=_ids(event.regions.all()),
        sector_ids=_ids(event.sectors.all()),
        level_ids=_ids(event.levels.all()),
        audience_ids=_ids(event.audiences.all()),
        theme_ids=_ids(event.themes.all()),
        sessions=tuple(_session(session) for session in event.sessions.all()),
        pools=tuple(
            PoolDraft(pool_id=pool.pk, capacity=pool.capacity, delivery=pool.delivery, names=_texts(pool, "name"))
            for pool in event.pools.all()
        ),
        agenda=tuple(AgendaDraft(titles=_texts(line, "title"), at=line.at) for line in event.agenda.all()),
    )


def _session(session: Session) -> SessionDraft:
    return SessionDraft(
        session_id=session.pk,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        all_day=session.all_day,
        titles=_texts(session, "title"),
        venue_id=session.venue_id,
        room_id=session.room_id,
        is_online=session.is_online,
        join_url=session.join_url,
        trainer_ids=tuple(trainer.pk for trainer in session.trainers.all()),
        is_cancelled=session.state == Session.State.CANCELLED,
    )


def _texts(source: Any, name: str) -> dict[str, str]:
    found = {language: getattr(source, f"{name}_{language}") for language in LANGUAGES}
    return {language: text for language, text in found.items() if text}


def _ids(rows: Iterable[Any]) -> frozenset[int]:
    return frozenset(row.pk for row in rows)
