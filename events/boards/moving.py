"""Moving a training on the board: all its sessions still to come by the same days and hours, as local clocks go."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.rules import RuleError
from events import dates
from events.drafting import EventDraft, SessionDraft
from events.scheduling import SessionMove


class NothingToMoveError(RuleError):
    code = "nothing_to_move"
    text = _("The training has no session that could still be moved.")


@dataclass(frozen=True, slots=True)
class Shift:
    """`minutes` do not touch sessions of whole days."""

    days: int
    minutes: int

    def __bool__(self) -> bool:
        return bool(self.days or self.minutes)


@dataclass(frozen=True, slots=True)
class MovedSession:
    """A session as it is and as it would be."""

    before: SessionDraft
    after: SessionDraft


@dataclass(frozen=True, slots=True)
class Proposal:
    """`draft` is the training as it would be, without its cancelled sessions."""

    draft: EventDraft
    sessions: tuple[MovedSession, ...]

    @property
    def moves(self) -> list[SessionMove]:
        return [
            SessionMove(
                session_id=each.before.session_id,
                starts_at=each.after.starts_at,
                ends_at=each.after.ends_at,
                all_day=each.after.all_day,
            )
            for each in self.sessions
            if each.before.session_id is not None
        ]


def movable(draft: EventDraft, now: dt.datetime) -> list[SessionDraft]:
    """The sessions that can still be moved, by time."""
    sessions = [each for each in draft.sessions if not each.is_cancelled and each.ends_at > now]
    return sorted(sessions, key=lambda session: (session.starts_at, session.session_id or 0))


def grabbed(sessions: Sequence[SessionDraft], session_id: int | None) -> SessionDraft:
    """The session that is held when the training is moved: the one asked for, else the first. There must be one."""
    return next((each for each in sessions if each.session_id == session_id), sessions[0])


def shift_to(session: SessionDraft, day: dt.date, time: dt.time | None) -> Shift:
    """How far the session goes when it starts on this day, and at this time unless it lasts all day."""
    local = timezone.localtime(session.starts_at)
    days = (day - local.date()).days
    if time is None or session.all_day:
        return Shift(days, 0)
    return Shift(days, 60 * (time.hour - local.hour) + time.minute - local.minute)


def propose(draft: EventDraft, shift: Shift, now: dt.datetime) -> Proposal:
    going = {each.session_id for each in movable(draft, now)}
    kept = [each for each in draft.sessions if not each.is_cancelled]
    after = [_shifted(each, shift) if each.session_id in going else each for each in kept]
    moved = [MovedSession(*pair) for pair in zip(kept, after, strict=True) if pair[0].session_id in going]
    moved.sort(key=lambda each: each.after.starts_at)
    return Proposal(replace(draft, sessions=after), tuple(moved))


def _shifted(session: SessionDraft, shift: Shift) -> SessionDraft:
    return replace(
        session,
        starts_at=_local_shifted(session.starts_at, shift, session),
        ends_at=_local_shifted(session.ends_at, shift, session),
    )


def _local_shifted(moment: dt.datetime, shift: Shift, session: SessionDraft) -> dt.datetime:
    """The clock's hands go the same way on every day, whether or not an hour was skipped in between."""
    minutes = 0 if session.all_day else shift.minutes
    step = dt.timedelta(days=shift.days, minutes=minutes)
    return dates.shifted(moment, step).astimezone(dt.UTC)
