"""Which session a line of an organiser's programme belongs to, as far as the lines themselves say it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from django.utils import timezone

from catalogue.texts import Text
from events.descriptions import SessionDescription


@dataclass(frozen=True, slots=True)
class AgendaLine:
    at: time | None
    title: Text


def by_session(
    lines: Sequence[AgendaLine], sessions: Sequence[SessionDescription]
) -> Mapping[str, Sequence[AgendaLine]] | None:
    """Lines by the UID of their session; None when they do not say which they belong to.

    All belong to the only session. Of several, a programme whose clock starts anew as often as there are sessions goes
    to them in turn, and one that fits the hours of a single session goes there.
    """
    held = [session for session in sessions if not session.is_cancelled] or list(sessions)
    if not lines or not held:
        return {}
    days = _days(lines)
    if len(days) == len(held):
        return {session.uid: day for session, day in zip(held, days, strict=True)}
    fitting = [session for session in held if _fits(lines, session)]
    return {fitting[0].uid: lines} if len(days) == len(fitting) == 1 else None


def _days(lines: Sequence[AgendaLine]) -> list[list[AgendaLine]]:
    """The lines cut where the clock goes back; a line without a time goes with the one before it."""
    days: list[list[AgendaLine]] = [[]]
    before: time | None = None
    for line in lines:
        if line.at and before and line.at < before:
            days.append([])
        days[-1].append(line)
        before = line.at or before
    return days


def _fits(lines: Sequence[AgendaLine], session: SessionDescription) -> bool:
    starts_at, ends_at = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    is_one_day = starts_at.date() == ends_at.date()
    return is_one_day and all(starts_at.time() <= line.at <= ends_at.time() for line in lines if line.at)
