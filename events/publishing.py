"""The life of an event: draft → planned → published, published ⇄ postponed, cancelled, and back by its lead."""

import uuid
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.actors import Actor
from catalogue.rules import RuleError
from events import drafting, locks, signals
from events.feeds import entries
from events.models import Event, EventChange, Session
from events.overlaps import gravest
from events.searching import words

State = Event.State
# Why one is cancelled, where its people are told why in other words.
TOO_FEW = "too_few"

# Which states each action may start from. Nothing published goes back to planned.
ALLOWED: dict[str, frozenset[str]] = {
    "plan": frozenset({State.DRAFT}),
    "publish": frozenset({State.DRAFT, State.PLANNED}),
    "postpone": frozenset({State.PUBLISHED}),
    "cancel": frozenset({State.PLANNED, State.PUBLISHED, State.POSTPONED}),
    "revive": frozenset({State.CANCELLED}),
}


class StateChangeError(RuleError):
    code = "state_change_not_allowed"
    text = _("This cannot be done in the training’s present state.")


class IncompleteEventError(RuleError):
    code = "event_incomplete"
    text = _("A training needs a title, a language and at least one session before it can be published.")


class RoomTakenError(RuleError):
    code = "room_taken"
    text = _("Another published training has the room at that time.")


class OverlapReasonError(RuleError):
    code = "overlap_needs_reason"
    text = _("The training has a serious overlap with another one. Say why you publish it all the same.")


@transaction.atomic
def plan_event(*, by: Actor, event_id: uuid.UUID, reason: str = "", now: datetime | None = None) -> Event:
    """Show a draft to the organisers of all agencies; from now on it takes part in overlap detection."""
    event = locks.lock_event(event_id)
    _change_state(event, State.PLANNED, by=by, action="plan", reason=reason, now=now)
    return event


@transaction.atomic
def publish_event(*, by: Actor, event_id: uuid.UUID, reason: str = "", now: datetime | None = None) -> Event:
    """Show the event to everybody.

    Raises IncompleteEventError, RoomTakenError, StateChangeError, and OverlapReasonError where a grave overlap is open
    and there is no `reason`: with one it is published all the same.
    """
    event = locks.lock_event(event_id)
    refuse_incomplete(event)
    event.published_at = now or timezone.now()
    _change_state(event, State.PUBLISHED, by=by, action="publish", reason=reason, now=now)
    if not reason.strip() and gravest.is_unsettled(event.pk):
        raise OverlapReasonError(field="reason")
    words.learn_after_commit(event.pk)
    return event


@transaction.atomic
def postpone_event(*, by: Actor, event_id: uuid.UUID, reason: str = "", now: datetime | None = None) -> Event:
    """Take the event off its dates until new ones are known; registrations are kept."""
    event = locks.lock_event(event_id)
    change = _change_state(event, State.POSTPONED, by=by, action="postpone", reason=reason, now=now)
    _tell(signals.event_postponed, event, change)
    return event


@transaction.atomic
def cancel_event(
    *, by: Actor, event_id: uuid.UUID, reason: str = "", because: str = "", now: datetime | None = None
) -> Event:
    """Cancel the event: it stays in view as cancelled, its queue stands still, its people are told.

    `because` it is TOO_FEW, if it is: its people are told so.
    """
    event = locks.lock_event(event_id)
    details = {"because": because} if because else {}
    change = _change_state(event, State.CANCELLED, by=by, action="cancel", reason=reason, details=details, now=now)
    _tell(signals.event_cancelled, event, change)
    return event


@transaction.atomic
def revive_event(*, by: Actor, event_id: uuid.UUID, reason: str = "", now: datetime | None = None) -> Event:
    """Bring a cancelled event back: to published if it ever was, else to planned."""
    event = locks.lock_event(event_id)
    to_state = State.PUBLISHED if event.published_at else State.PLANNED
    change = _change_state(event, to_state, by=by, action="revive", reason=reason, now=now)
    _tell(signals.event_revived, event, change)
    return event


def refuse_incomplete(event: Event) -> None:
    """Raise IncompleteEventError unless the event can be shown to the public."""
    if not event.languages or not event.sessions.filter(state=Session.State.SCHEDULED).exists():
        raise IncompleteEventError


def hold_rooms(event: Event) -> None:
    """Let the scheduled sessions of a published event hold their rooms, and no others; raises RoomTakenError."""
    holding = event.sessions.filter(state=Session.State.SCHEDULED, room__isnull=False)
    if event.state != State.PUBLISHED:
        holding = holding.none()
    try:
        with transaction.atomic():
            event.sessions.filter(holds_room=True).exclude(pk__in=holding.values("pk")).update(holds_room=False)
            holding.filter(holds_room=False).update(holds_room=True)
    except IntegrityError as error:
        if "one_session_per_room" in str(error):
            raise RoomTakenError from error
        raise


def _change_state(
    event: Event,
    to_state: str,
    *,
    by: Actor,
    action: str,
    reason: str,
    details: dict[str, Any] | None = None,
    now: datetime | None,
) -> EventChange:
    if event.state not in ALLOWED[action]:
        raise StateChangeError
    change = drafting.save_change(
        event, by=by, action=action, to_state=to_state, reason=reason, details=details, now=now
    )
    hold_rooms(event)
    entries.refresh([event.pk], now=now)
    return change


def _tell(signal: Signal, event: Event, change: EventChange) -> None:
    signal.send(Event, event=event, change=change)
