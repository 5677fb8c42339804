"""Bringing an imported event to what its row says now; nothing is written for what has not changed."""

from collections.abc import Collection, Iterator
from typing import Any

from django.utils.translation import gettext as _

from catalogue import texts
from catalogue.actors import Actor
from events import capacity, drafting, publishing, scheduling
from events.drafting import EventDraft, SessionDraft
from events.importing.report import Remarks
from events.models import Event, Session

_TEXTS = {
    "title": "titles",
    "summary": "summaries",
    "description": "descriptions",
    "audience_note": "audience_notes",
}
_COLUMNS = (
    "lead_id",
    "delivery",
    "national",
    "series_id",
    "series_part",
    "registration_mode",
    "registration_url",
    "registration_opens_at",
    "registration_closes_at",
    "source_url",
)
_LINKS = {
    "co_organisers": "co_organiser_ids",
    "regions": "region_ids",
    "sectors": "sector_ids",
    "levels": "level_ids",
}
# Suggested from words; an organiser may have chosen better ones, so only new words bring new suggestions.
_SUGGESTED = {"audiences": ("audience_ids", ("audience_note",)), "themes": ("theme_ids", ("title", "summary"))}


def imported(source: str) -> Iterator[Event]:
    """The events of a source with all that a row can change, in a fixed number of queries."""
    events = Event.objects.filter(source=source).exclude(external_id="")
    yield from events.prefetch_related("sessions", "pools", "agenda", *_LINKS, *_SUGGESTED)


def revise(event: Event, draft: EventDraft, *, by: Actor, remarks: Remarks) -> bool:
    """Write what differs between the event and the draft, and answer whether anything did."""
    columns = _changed_columns(event, draft)
    links = _changed_links(event, draft, columns)
    if columns or links:
        drafting.update_event(by=by, event_id=event.pk, columns=columns, links=links)
    is_changed = bool(columns or links)
    is_changed |= _revise_capacity(event, draft, by=by)
    is_changed |= _revise_agenda(event, draft, by=by)
    is_changed |= _revise_sessions(event, draft, by=by, remarks=remarks)
    if is_changed:
        event.refresh_from_db()
    return is_changed


def _changed_columns(event: Event, draft: EventDraft) -> dict[str, Any]:
    """The columns to write. Texts of other languages than the row's are an organiser's translations and stay."""
    wanted: dict[str, Any] = {name: getattr(draft, name) for name in _COLUMNS} | {"languages": list(draft.languages)}
    for name, attribute in _TEXTS.items():
        wanted |= {f"{name}_{language}": text for language, text in getattr(draft, attribute).items()}
    return {name: value for name, value in wanted.items() if getattr(event, name) != value}


def _changed_links(event: Event, draft: EventDraft, columns: Collection[str]) -> dict[str, Collection[int]]:
    links: dict[str, Collection[int]] = {}
    for name, attribute in _LINKS.items():
        if _ids(event, name) != set(getattr(draft, attribute)):
            links[name] = set(getattr(draft, attribute))
    for name, (attribute, sources) in _SUGGESTED.items():
        wanted, present = set(getattr(draft, attribute)), _ids(event, name)
        has_new_words = any(f"{text}_{language}" in columns for text in sources for language in texts.LANGUAGES)
        if wanted != present and (has_new_words or not present):
            links[name] = wanted
    return links


def _ids(event: Event, name: str) -> set[int]:
    return {row.pk for row in getattr(event, name).all()}


def _revise_capacity(event: Event, draft: EventDraft, *, by: Actor) -> bool:
    pool = min(event.pools.all(), key=lambda pool: pool.position)
    if pool.capacity == draft.pools[0].capacity:
        return False
    capacity.change_capacity(by=by, pool_id=pool.pk, capacity=draft.pools[0].capacity)
    return True


def _revise_agenda(event: Event, draft: EventDraft, *, by: Actor) -> bool:
    present = [
        (item.at, {language: getattr(item, f"title_{language}") for language in texts.LANGUAGES})
        for item in event.agenda.all()
    ]
    wanted = [
        (item.at, {language: item.titles.get(language, "") for language in texts.LANGUAGES}) for item in draft.agenda
    ]
    if present == wanted:
        return False
    drafting.replace_agenda(by=by, event_id=event.pk, agenda=draft.agenda)
    return True


def _revise_sessions(event: Event, draft: EventDraft, *, by: Actor, remarks: Remarks) -> bool:
    """Move sessions in their order, so that each keeps its UID; add what is missing, cancel what is too much."""
    present = sorted(
        (session for session in event.sessions.all() if session.state == Session.State.SCHEDULED),
        key=lambda session: session.starts_at,
    )
    moves = [_move(*pair) for pair in zip(present, draft.sessions, strict=False) if _differs(*pair)]
    missing, surplus = draft.sessions[len(present) :], present[len(draft.sessions) :]
    if not (moves or missing or surplus):
        return False
    if event.state == Event.State.CANCELLED:
        remarks.warn("start", _("the training is cancelled in the calendar; its new times were not written"))
        return False
    if not draft.sessions:
        return _take_off_its_dates(event, by=by, remarks=remarks)
    if moves:
        scheduling.move_event(by=by, event_id=event.pk, moves=moves)
    if missing:
        scheduling.add_sessions(by=by, event_id=event.pk, drafts=missing)
    for session in surplus:
        scheduling.cancel_session(by=by, session_id=session.pk)
    return True


def _take_off_its_dates(event: Event, *, by: Actor, remarks: Remarks) -> bool:
    """A published training that has lost its date is postponed; a plan keeps the sessions it has."""
    if event.state != Event.State.PUBLISHED:
        return False
    publishing.postpone_event(by=by, event_id=event.pk)
    remarks.warn("start", _("the date is gone: the training is now postponed"))
    return True


def _differs(session: Session, wanted: SessionDraft) -> bool:
    return (session.starts_at, session.ends_at, session.all_day) != (
        wanted.starts_at,
        wanted.ends_at,
        wanted.all_day,
    ) or _has_moved_house(session, wanted)


def _has_moved_house(session: Session, wanted: SessionDraft) -> bool:
    return (session.venue_id, session.is_online) != (wanted.venue_id, wanted.is_online)


def _move(session: Session, wanted: SessionDraft) -> scheduling.SessionMove:
    place = None
    if _has_moved_house(session, wanted):
        is_same_house = session.venue_id == wanted.venue_id
        place = scheduling.Place(
            venue_id=wanted.venue_id,
            room_id=session.room_id if is_same_house else None,
            is_online=wanted.is_online,
            join_url=session.join_url if wanted.is_online else "",
        )
    return scheduling.SessionMove(
        session_id=session.pk,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        all_day=wanted.all_day,
        place=place,
    )
