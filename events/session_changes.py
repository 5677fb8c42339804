"""What a change of a training means to those who take part, read from its row of history: times, places, links.

A corrected text means nothing to them, nor does what is over before and after.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from events.models import Event, EventChange, Session

Span = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True, slots=True)
class Place:
    """`venue_id` and `room_id` of the catalogue; both and `is_online` for a hybrid one."""

    venue_id: int | None
    room_id: int | None
    is_online: bool

    @property
    def ways(self) -> frozenset[str]:
        """How one takes part there."""
        ways = {Event.Delivery.ONSITE: self.venue_id is not None, Event.Delivery.ONLINE: self.is_online}
        return frozenset(way for way, is_there in ways.items() if is_there)


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionChange:
    """`before` is None for a session that was not held, `after` for one that is not; the places None if they stay."""

    uid: str
    before: Span | None
    after: Span | None
    places: tuple[Place, Place] | None = None
    has_new_length: bool = False
    has_new_link: bool = False

    @property
    def is_of_programme(self) -> bool:
        """Whether more than a link has changed."""
        return self.before != self.after or self.places is not None or self.has_new_length

    def is_to_come(self, now: dt.datetime) -> bool:
        return any(span[1] > now for span in (self.before, self.after) if span)


def of(change: EventChange, *, now: dt.datetime | None = None) -> list[SessionChange]:
    """What concerns those who take part, of sessions still to come `now` (by default: when it was changed)."""
    now = now or change.at
    found = [_session_change(uid, details) for uid, details in change.sessions.items()]
    return [each for each in found if (each.is_of_programme or each.has_new_link) and each.is_to_come(now)]


def is_news(change: EventChange) -> bool:
    """Whether everybody who takes part or waits is told: a programme of another time or place, or held again."""
    is_back = change.from_state == Event.State.POSTPONED and change.to_state == Event.State.PUBLISHED
    return is_back or any(each.is_of_programme for each in of(change))


def is_over(event: Event, change: EventChange) -> bool:
    """Whether a training was over when it was changed; a postponed one is not, whatever its old dates say."""
    was_postponed = Event.State.POSTPONED in (change.from_state, event.state)
    return not was_postponed and event.ends_at is not None and event.ends_at <= change.at


def _session_change(uid: str, details: Mapping[str, Any]) -> SessionChange:
    state = details.get("state", Session.State.SCHEDULED)
    was = details.get("was", state)
    place = details.get("place")
    return SessionChange(
        uid=uid,
        before=_span(details.get("from", ())) if was == Session.State.SCHEDULED else None,
        after=_span(details.get("to", ())) if state == Session.State.SCHEDULED else None,
        places=(Place(*place["from"]), Place(*place["to"])) if place else None,
        has_new_length="all_day" in details,
        has_new_link="join_url" in details,
    )


def _span(moments: Sequence[str]) -> Span | None:
    if not moments:
        return None
    starts_at, ends_at = map(dt.datetime.fromisoformat, moments)
    return starts_at, ends_at
