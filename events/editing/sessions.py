"""Bringing an event's sessions to what a draft says: moved, changed, added, cancelled; each keeps its UID."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from catalogue import texts
from events import drafting, publishing, scheduling
from events.drafting import SessionDraft
from events.models import Event, Session

State = Session.State
PLACE = ("venue_id", "room_id", "is_online", "join_url")
COLUMNS = ("state", "starts_at", "ends_at", "all_day", *PLACE, *(f"title_{language}" for language in texts.LANGUAGES))


@dataclass(slots=True)
class Revision:
    """`details` are those of a history row, by UID; `has_moved` says that whoever takes part has to be told.

    `is_timed` says that there are new dates, which bring a postponed event back.
    """

    details: dict[str, dict[str, Any]] = field(default_factory=dict)
    has_moved: bool = False
    is_timed: bool = False


def revise(event: Event, drafts: Sequence[SessionDraft], *, now: datetime) -> Revision:
    """Write the sessions of a locked event. One that no draft names is cancelled; of a draft nobody saw, removed.

    Raises SessionTimesError, SessionLengthError, NoSuchSessionError, CancelledEventError, LastSessionError.
    """
    present = {session.pk: session for session in event.sessions.prefetch_related("trainers")}
    _refuse_impossible(event, drafts, present)
    revision = Revision()
    named = [(present[draft.session_id], draft) for draft in drafts if draft.session_id]
    changed = [session for session, draft in named if _change(session, draft, revision)]
    kept = {draft.session_id for draft in drafts}
    gone = [session for session in present.values() if session.pk not in kept]
    changed += _drop(event, gone, revision)
    _write(changed)
    _add(event, [draft for draft in drafts if draft.session_id is None], revision, now=now)
    if revision.details:
        if event.state == Event.State.CANCELLED:
            raise scheduling.CancelledEventError
        after = list(event.sessions.all())
        if event.is_public and all(session.state == State.CANCELLED for session in after):
            raise scheduling.LastSessionError
        drafting.set_span(event, after)
    return revision


def _refuse_impossible(event: Event, drafts: Sequence[SessionDraft], present: dict[int, Session]) -> None:
    scheduling.refuse_impossible_times(drafts)
    if any(draft.session_id is not None and draft.session_id not in present for draft in drafts):
        raise scheduling.NoSuchSessionError
    if event.is_public and not drafts:
        raise scheduling.LastSessionError if present else publishing.IncompleteEventError


def _change(session: Session, draft: SessionDraft, revision: Revision) -> bool:
    """Give a session what its draft says, unsaved but for its trainers; answer whether anything is new."""
    wanted = {
        "state": State.CANCELLED if draft.is_cancelled else State.SCHEDULED,
        **{name: getattr(draft, name) for name in ("starts_at", "ends_at", "all_day", *PLACE)},
        **texts.columns("title", dict(draft.titles)),
    }
    new = {name: value for name, value in wanted.items() if getattr(session, name) != value}
    trainers = [trainer.pk for trainer in session.trainers.all()]
    if not new and set(trainers) == set(draft.trainer_ids):
        return False
    details = _details(session, [draft.starts_at, draft.ends_at], state=str(wanted["state"]))
    if "state" in new:
        details["was"] = session.state
    if set(PLACE[:3]) & set(new):
        details["place"] = {"from": scheduling.place_of(session), "to": scheduling.place_of(draft)}
    if set(trainers) != set(draft.trainer_ids):
        details["trainers"] = {"from": sorted(trainers), "to": sorted(draft.trainer_ids)}
        session.trainers.set(draft.trainer_ids)
    for name in new.keys() - {"state", "starts_at", "ends_at", *PLACE[:3]}:
        is_told = name.startswith("title")
        details[name] = {"from": getattr(session, name), "to": new[name]} if is_told else {}
    revision.details[session.uid] = details
    is_held = State.SCHEDULED in (session.state, wanted["state"])
    revision.has_moved |= is_held and bool(new.keys() & {"state", "starts_at", "ends_at", "all_day", *PLACE})
    revision.is_timed |= wanted["state"] == State.SCHEDULED and bool(new.keys() & {"starts_at", "ends_at"})
    for name, value in new.items():
        setattr(session, name, value)
    return bool(new)


def _drop(event: Event, gone: Sequence[Session], revision: Revision) -> list[Session]:
    """Answer those to be saved as cancelled: what a feed has shown stays in it."""
    if event.state == Event.State.DRAFT:
        for session in gone:
            revision.details[session.uid] = _details(session, [], state="removed")
            session.delete()
        return []
    standing = [session for session in gone if session.state == State.SCHEDULED]
    for session in standing:
        times = [session.starts_at, session.ends_at]
        revision.details[session.uid] = _details(session, times, state=State.CANCELLED) | {"was": session.state}
        revision.has_moved = True
        session.state = State.CANCELLED
    return standing


def _write(changed: Sequence[Session]) -> None:
    # Rooms are let go first, so that two sessions of one event may change places.
    Session.objects.filter(pk__in=[session.pk for session in changed]).update(holds_room=False)
    Session.objects.bulk_update(changed, COLUMNS)


def _add(event: Event, drafts: Sequence[SessionDraft], revision: Revision, *, now: datetime) -> None:
    for session in scheduling.insert_sessions(event, drafts, now=now):
        times = [session.starts_at.isoformat(), session.ends_at.isoformat()]
        revision.details[session.uid] = {"from": [], "to": times, "state": session.state}
        revision.has_moved = revision.is_timed = True


def _details(session: Session, times: Sequence[datetime], *, state: str) -> dict[str, Any]:
    return {
        "from": [session.starts_at.isoformat(), session.ends_at.isoformat()],
        "to": [moment.isoformat() for moment in times],
        "state": state,
    }
