"""Writing sessions: moving an event to new times or places, adding a session, cancelling one."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.actors import Actor
from catalogue.rules import RuleError
from events import drafting, locks, publishing, signals
from events.drafting import SessionDraft
from events.feeds import entries
from events.models import Event, EventChange, Session

LONGEST_SESSION = timedelta(days=366)


class SessionTimesError(RuleError):
    code = "session_times"
    status = 422
    text = _("A session must end after it starts.")


class SessionLengthError(RuleError):
    """A slip of the pen, and everything in the calendar would overlap with it."""

    code = "session_length"
    status = 422
    text = _("A session lasts a year at most.")


class CancelledEventError(RuleError):
    code = "event_is_cancelled"
    text = _("The training has been cancelled. Bring it back before you change its sessions.")


class LastSessionError(RuleError):
    code = "last_session"
    text = _("This is the only session left. Cancel or postpone the whole training instead.")


class NoSuchSessionError(RuleError):
    code = "no_such_session"
    status = 404
    text = _("The training has no such session.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    venue_id: int | None = None
    room_id: int | None = None
    is_online: bool = False
    join_url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionMove:
    """New times of a session; `place` None keeps the place."""

    session_id: int
    starts_at: datetime
    ends_at: datetime
    all_day: bool = False
    place: Place | None = None


@transaction.atomic
def move_event(
    *,
    by: Actor,
    event_id: uuid.UUID,
    moves: Sequence[SessionMove],
    expected_version: int | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> Event:
    """Move sessions to new times and places; they keep their UIDs. New dates bring a postponed event back.

    Raises drafting.VersionConflictError when `expected_version` is no longer the event's, SessionTimesError,
    NoSuchSessionError, CancelledEventError, publishing.RoomTakenError.
    """
    event = locks.lock_event(event_id)
    if expected_version is not None and expected_version != event.version:
        raise drafting.VersionConflictError
    if event.state == Event.State.CANCELLED:
        raise CancelledEventError
    sessions = {session.pk: session for session in event.sessions.all()}
    before = {session.pk: standing(session) for session in sessions.values()}
    moved = [apply_move(sessions, move) for move in moves]
    # Rooms are let go first, so that two sessions of one event may change places.
    Session.objects.filter(pk__in=[session.pk for session in moved]).update(holds_room=False)
    Session.objects.bulk_update(moved, ["starts_at", "ends_at", "all_day", "venue", "room", "is_online", "join_url"])
    state, details = state_after_move(event), differences(before, moved)
    change = _save(event, by=by, action="move", to_state=state, reason=reason, details=details, now=now)
    if event.is_public:
        signals.event_moved.send(Event, event=event, change=change)
    return event


@transaction.atomic
def add_sessions(
    *, by: Actor, event_id: uuid.UUID, drafts: Sequence[SessionDraft], now: datetime | None = None
) -> list[Session]:
    """Add sessions to an event that is not cancelled."""
    event = locks.lock_event(event_id)
    if event.state == Event.State.CANCELLED:
        raise CancelledEventError
    refuse_impossible_times(drafts)
    sessions = insert_sessions(event, drafts, now=now or timezone.now())
    change = _save(event, by=by, action="add_sessions", details=differences({}, sessions), now=now)
    if event.is_public:
        signals.event_moved.send(Event, event=event, change=change)
    return sessions


def insert_sessions(event: Event, drafts: Sequence[SessionDraft], *, now: datetime) -> list[Session]:
    """Insert new sessions of a locked event with their trainers."""
    sessions = Session.objects.bulk_create([drafting.build_session(event, draft, now=now) for draft in drafts])
    for session, draft in zip(sessions, drafts, strict=True):
        if draft.trainer_ids:
            session.trainers.set(draft.trainer_ids)
    return sessions


@transaction.atomic
def cancel_session(*, by: Actor, session_id: int, reason: str = "", now: datetime | None = None) -> Session:
    """Cancel one session of several; in the feeds it stays, as cancelled. One that is cancelled already is left alone.

    Raises LastSessionError, CancelledEventError.
    """
    event = locks.lock_event(Session.objects.values_list("event_id", flat=True).get(pk=session_id))
    if event.state == Event.State.CANCELLED:
        raise CancelledEventError
    session = event.sessions.get(pk=session_id)
    if session.state == Session.State.CANCELLED:
        return session
    if not event.sessions.filter(state=Session.State.SCHEDULED).exclude(pk=session_id).exists():
        raise LastSessionError
    before = {session.pk: standing(session)}
    session.state = Session.State.CANCELLED
    session.holds_room = False
    session.save(update_fields=["state", "holds_room"])
    details = differences(before, [session])
    change = _save(event, by=by, action="cancel_session", reason=reason, details=details, now=now)
    if event.is_public:
        signals.event_moved.send(Event, event=event, change=change)
    return session


def refuse_impossible_times(sessions: Iterable[SessionDraft | SessionMove]) -> None:
    """Raise SessionTimesError or SessionLengthError for what no session can last."""
    for session in sessions:
        if session.ends_at <= session.starts_at:
            raise SessionTimesError
        if session.ends_at - session.starts_at > LONGEST_SESSION:
            raise SessionLengthError


def state_after_move(event: Event) -> str:
    return Event.State.PUBLISHED if event.state == Event.State.POSTPONED else event.state


def apply_move(sessions: Mapping[int, Session], move: SessionMove) -> Session:
    """Give an unsaved session its new times and place; raises what refuse_impossible_times does, NoSuchSessionError."""
    refuse_impossible_times([move])
    session = sessions.get(move.session_id)
    if session is None:
        raise NoSuchSessionError
    session.starts_at, session.ends_at, session.all_day = move.starts_at, move.ends_at, move.all_day
    if move.place:
        session.venue_id, session.room_id = move.place.venue_id, move.place.room_id
        session.is_online, session.join_url = move.place.is_online, move.place.join_url
    return session


def _save(event: Event, *, by: Actor, action: str, now: datetime | None, **columns: Any) -> EventChange:
    drafting.set_span(event, event.sessions.all())
    change = drafting.save_change(event, by=by, action=action, now=now, **columns)
    publishing.hold_rooms(event)
    entries.refresh([event.pk], now=now)
    return change


@dataclass(frozen=True, slots=True)
class Standing:
    """What a session was before it is written anew."""

    state: str
    times: tuple[datetime, datetime]
    place: list[Any]
    join_url: str


def standing(session: Session) -> Standing:
    return Standing(session.state, (session.starts_at, session.ends_at), place_of(session), session.join_url)


def place_of(session: Session | SessionDraft) -> list[Any]:
    """Venue, room and whether it is online; a join link is for participants only and never stands in history."""
    return [session.venue_id, session.room_id, session.is_online]


def differences(before: Mapping[int, Standing], sessions: Sequence[Session]) -> dict[str, Any]:
    """The details of a history row by UID: each session's old and new times, and what else is another than before."""
    return {session.uid: _difference(before.get(session.pk), session) for session in sessions}


def _difference(before: Standing | None, session: Session) -> dict[str, Any]:
    details: dict[str, Any] = {
        "from": [moment.isoformat() for moment in before.times] if before else [],
        "to": [session.starts_at.isoformat(), session.ends_at.isoformat()],
        "state": session.state,
    }
    if before and before.state != session.state:
        details["was"] = before.state
    if before and before.place != place_of(session):
        details["place"] = {"from": before.place, "to": place_of(session)}
    if before and before.join_url != session.join_url:
        details["join_url"] = {}
    return details
