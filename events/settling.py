"""Settling an overlap: both sides acknowledge it, keep both on purpose, dismiss it, open it again and comment on it.

What one side asks of the other (to move, to join) is events.proposing. `sides` are the events of the case for whose
lead organisation the actor speaks; a coordinator speaks for none. Locks are taken in one order: both events by id,
then what events.overlaps locks of them, then the case.
"""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.actors import Actor
from catalogue.rules import RuleError
from events import locks, signals
from events.models import CaseComment, CaseProposal, Event, OverlapCase, OverlapChange
from events.overlaps import cases

State = OverlapCase.State


class CaseSettledError(RuleError):
    code = "case_settled"
    text = _("This overlap has been settled or is no longer there. Load the page again to see how.")


class CaseOpenError(RuleError):
    code = "case_open"
    text = _("This overlap is open already.")


class NotYourSideError(RuleError):
    code = "not_your_side"
    text = _("Only the organisers of the two trainings can do this.")


class MissingReasonError(RuleError):
    code = "reason_missing"
    status = 422
    text = _("Say why, so that the other side understands.")


class EmptyCommentError(RuleError):
    code = "comment_empty"
    status = 422
    text = _("Write something first.")


class Locked(NamedTuple):
    """A case and its two events, all locked; `first` is that of the case."""

    case: OverlapCase
    first: Event
    second: Event

    def event(self, event_id: uuid.UUID) -> Event:
        return self.first if event_id == self.first.pk else self.second

    def other(self, event_id: uuid.UUID) -> Event:
        return self.second if event_id == self.first.pk else self.first


@transaction.atomic
def acknowledge(
    *, by: Actor, case_id: uuid.UUID, sides: Collection[uuid.UUID], now: datetime | None = None
) -> OverlapCase:
    """Say that a side has seen the overlap; once both have, the case is acknowledged."""
    now = now or timezone.now()
    case = lock_open_case(case_id).case
    own = {"first": case.first_id in sides, "second": case.second_id in sides}
    if not any(own.values()):
        raise NotYourSideError
    seen = [name for name, is_own in own.items() if is_own and getattr(case, f"{name}_acknowledged_at") is None]
    if not seen:
        return case
    for name in seen:
        setattr(case, f"{name}_acknowledged_at", now)
    is_seen_by_both = case.first_acknowledged_at and case.second_acknowledged_at
    to_state = State.ACKNOWLEDGED if is_seen_by_both else case.state
    save_case(case, by=by, action="acknowledge", to_state=to_state, details={"sides": seen}, now=now)
    return case


@transaction.atomic
def keep_both(*, by: Actor, case_id: uuid.UUID, reason: str, now: datetime | None = None) -> OverlapCase:
    """Let both trainings stand as they are on purpose, with the reason; raises MissingReasonError."""
    return _settle(case_id, State.KEPT, by=by, action="keep", reason=_said(reason), now=now)


@transaction.atomic
def dismiss(*, by: Actor, case_id: uuid.UUID, reason: str, now: datetime | None = None) -> OverlapCase:
    """Say that this is no overlap at all, and why; raises MissingReasonError."""
    return _settle(case_id, State.DISMISSED, by=by, action="dismiss", reason=_said(reason), now=now)


@transaction.atomic
def reopen(*, by: Actor, case_id: uuid.UUID, reason: str, now: datetime | None = None) -> OverlapCase:
    """Take a settlement back: one side alone does not close what the other still wants to talk about."""
    now, case = now or timezone.now(), lock_case(case_id).case
    if case.state not in OverlapCase.SETTLED:
        raise CaseOpenError if case.state in OverlapCase.UNSETTLED else CaseSettledError
    case.first_acknowledged_at = case.second_acknowledged_at = None
    case.due_on = max(case.due_on, timezone.localdate(now))
    save_case(case, by=by, action="take_back", to_state=State.OPEN, reason=_said(reason), now=now)
    return case


@transaction.atomic
def comment(
    *, by: Actor, case_id: uuid.UUID, text: str, organisation_id: int | None, now: datetime | None = None
) -> CaseComment:
    """Write in the thread, for an organisation; raises EmptyCommentError."""
    now = now or timezone.now()
    if not text.strip():
        raise EmptyCommentError(field="text")
    case = lock_case(case_id).case
    row = CaseComment.objects.create(
        case=case, at=now, author_id=by.user_id, organisation_id=organisation_id, text=text.strip()
    )
    save_case(case, by=by, action="comment", details={"comment": row.pk}, now=now)
    return row


# --- For events.proposing too -----------------------------------------------------------------------------------------
def lock_case(case_id: uuid.UUID) -> Locked:
    """Lock both events, their checks and the case, in that order; raises OverlapCase.DoesNotExist."""
    first_id, second_id = OverlapCase.objects.values_list("first_id", "second_id").get(pk=case_id)
    first, second = locks.lock_event(first_id), locks.lock_event(second_id)
    cases.lock([first_id, second_id])
    case = OverlapCase.objects.select_for_update(no_key=True).get(pk=case_id)
    return Locked(case, first, second)


def lock_open_case(case_id: uuid.UUID) -> Locked:
    """Do the same; raises CaseSettledError unless there is something to settle."""
    locked = lock_case(case_id)
    if locked.case.state not in OverlapCase.UNSETTLED:
        raise CaseSettledError
    return locked


def save_case(
    case: OverlapCase,
    *,
    by: Actor,
    action: str,
    now: datetime,
    to_state: str = "",
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> OverlapChange:
    """Save a locked case in its new state with its history row, and tell whom it concerns."""
    from_state = case.state
    if to_state and to_state != from_state:
        case.state, case.state_changed_at = to_state, now
    case.save()
    change = OverlapChange.objects.create(
        case=case,
        at=now,
        action=action,
        from_state=from_state,
        to_state=case.state,
        reason=reason,
        details=details or {},
        **by.columns(),
    )
    if case.state not in OverlapCase.UNSETTLED:
        withdraw_proposals([case.pk], now=now)
    signals.overlap_handled.send(OverlapCase, case=case, change=change)
    return change


def withdraw_proposals(case_ids: Iterable[uuid.UUID], *, now: datetime) -> None:
    """What was asked while the case was open is asked no longer."""
    CaseProposal.objects.filter(case__in=list(case_ids), state=CaseProposal.State.ASKED).update(
        state=CaseProposal.State.WITHDRAWN, answered_at=now
    )


def _settle(
    case_id: uuid.UUID, to_state: str, *, by: Actor, action: str, reason: str, now: datetime | None
) -> OverlapCase:
    case = lock_open_case(case_id).case
    save_case(case, by=by, action=action, to_state=to_state, reason=reason, now=now or timezone.now())
    return case


def _said(reason: str) -> str:
    if not reason.strip():
        raise MissingReasonError(field="reason")
    return reason.strip()
