"""The one write of the editor: a whole draft onto an event, under one version and with one row of history."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue import texts
from catalogue.actors import Actor
from catalogue.rules import RuleError
from events import drafting, locks, publishing, scheduling, signals
from events.drafting import AgendaDraft, EventDraft
from events.editing import pools, sessions
from events.feeds import entries
from events.models import Event
from events.searching import words

# What an edit never touches: where the event came from.
ORIGIN = ("source", "external_id", "source_url")


class UntitledError(RuleError):
    code = "untitled"
    status = 422
    text = _("A training needs a title in at least one language.")


class RegistrationWindowError(RuleError):
    code = "registration_window"
    status = 422
    text = _("Registration must close after it opens.")


@transaction.atomic
def save_event(
    *,
    by: Actor,
    event_id: uuid.UUID,
    draft: EventDraft,
    expected_version: int | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> Event:
    """Make an event say what the draft says. Nothing changed writes nothing.

    Sessions and pools are known by the ids that the draft carries. New dates bring a postponed event back; whoever has
    registered is told when a time or place of a public event changes. Raises drafting.VersionConflictError,
    UntitledError, RegistrationWindowError, publishing.RoomTakenError, IncompleteEventError, and what
    `editing.sessions.revise` and `editing.pools.revise` raise.
    """
    now = now or timezone.now()
    event = locks.lock_event(event_id)
    if expected_version is not None and expected_version != event.version:
        raise drafting.VersionConflictError
    refuse_impossible(draft)
    if event.is_public and not draft.languages:
        raise publishing.IncompleteEventError(field="languages")
    seats = locks.lock_pools(event)
    columns = {name: value for name, value in drafting.columns_of(draft).items() if name not in ORIGIN}
    details = drafting.set_columns(event, columns) | drafting.set_links(event, drafting.links_of(draft))
    programme = sessions.revise(event, draft.sessions, now=now)
    seating, is_resized = pools.revise(event, seats, draft.pools, reason=reason)
    details |= {name: part for name, part in (("sessions", programme.details), ("pools", seating)) if part}
    details |= _revise_agenda(event, draft.agenda)
    if not details:
        return event
    to_state = scheduling.state_after_move(event) if programme.is_timed else ""
    change = drafting.save_change(
        event, by=by, action="edit", to_state=to_state, reason=reason, details=details, now=now
    )
    publishing.hold_rooms(event)
    entries.refresh([event.pk], now=now)
    words.learn_after_commit(event.pk)
    if event.is_public and programme.has_moved:
        signals.event_moved.send(Event, event=event, change=change)
    if is_resized:
        pools_now = locks.lock_pools(event)
        added = {pool.pk for pool in pools_now} - {pool.pk for pool in seats}
        signals.capacity_changed.send(Event, event=event, pools=pools_now, added=added, change=change)
    return event


def refuse_impossible(draft: EventDraft) -> None:
    """Raise UntitledError or RegistrationWindowError for what no training can be."""
    if not any(draft.titles.values()):
        raise UntitledError
    opens_at, closes_at = draft.registration_opens_at, draft.registration_closes_at
    if opens_at and closes_at and closes_at <= opens_at:
        raise RegistrationWindowError(field="registration_closes_at")


def _revise_agenda(event: Event, wanted: Sequence[AgendaDraft]) -> dict[str, Any]:
    present = [
        (line.at, {code: getattr(line, f"title_{code}") for code in texts.LANGUAGES}) for line in event.agenda.all()
    ]
    said = [(line.at, {code: line.titles.get(code, "") for code in texts.LANGUAGES}) for line in wanted]
    return {} if present == said else drafting.set_agenda(event, wanted)
