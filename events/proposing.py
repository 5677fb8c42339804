"""Proposals to settle an overlap: one side asks, the other accepts, and what was asked is done in that transaction.

Who asks something of their own training alone need not wait for an answer. See events.settling for sides and locks.
"""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue import viewers
from catalogue.actors import Actor
from catalogue.models import Membership, User
from catalogue.rules import RuleError
from events import dates, joining, scheduling, settling
from events.models import CaseProposal, Event, OverlapCase, OverlapKind, Session
from events.overlaps import life
from events.scheduling import SessionMove
from events.settling import Locked

Kind, Answer = CaseProposal.Kind, CaseProposal.State
MOVABLE = frozenset({Event.State.PLANNED, Event.State.PUBLISHED, Event.State.POSTPONED})


class ProposalWaitsError(RuleError):
    code = "proposal_waits"
    text = _("A proposal waits for an answer already. Answer it or take it back first.")


class ProposalAnsweredError(RuleError):
    code = "proposal_answered"
    text = _("This proposal has been answered or taken back already.")


class NotOfTheCaseError(RuleError):
    code = "not_of_the_case"
    status = 422
    text = _("The proposal must be about one of these two trainings.")


class NothingToMoveError(RuleError):
    code = "nothing_to_move"
    text = _("This training cannot be moved: it has begun, has no dates or has been cancelled.")


class NewTimeError(RuleError):
    code = "new_time"
    status = 422
    text = _("The new time must be still to come, and another one than now.")


@transaction.atomic
def propose_move(
    *,
    by: Actor,
    case_id: uuid.UUID,
    event_id: uuid.UUID,
    starts_at: dt.datetime,
    sides: Collection[uuid.UUID],
    note: str = "",
    now: dt.datetime | None = None,
) -> CaseProposal:
    """Ask that one of the trainings begins at another time; one's own is moved at once.

    Raises CaseSettledError, ProposalWaitsError, NotOfTheCaseError, NothingToMoveError, NewTimeError and what
    scheduling.move_event raises.
    """
    now, locked = now or timezone.now(), settling.lock_open_case(case_id)
    _refuse_stranger(locked.case, event_id)
    moves_of(locked.event(event_id), starts_at, now=now)
    proposal = CaseProposal(
        case=locked.case,
        kind=Kind.MOVE,
        event_id=event_id,
        answering_id=event_id,
        starts_at=starts_at,
        note=note.strip(),
    )
    return _ask(locked, proposal, by=by, sides=sides, now=now)


@transaction.atomic
def ask_to_join(
    *,
    by: Actor,
    case_id: uuid.UUID,
    event_id: uuid.UUID,
    registrations: str,
    sides: Collection[uuid.UUID],
    note: str = "",
    now: dt.datetime | None = None,
) -> CaseProposal:
    """Ask to hold the trainings together: `event_id` goes over into the other, or both stay (`registrations`).

    Raises CaseSettledError, ProposalWaitsError, NotOfTheCaseError and what joining.refuse_impossible raises.
    """
    now, locked = now or timezone.now(), settling.lock_open_case(case_id)
    _refuse_stranger(locked.case, event_id)
    joining.refuse_impossible(locked.event(event_id), into=locked.other(event_id), registrations=registrations, now=now)
    asked = [side for side in (event_id, locked.case.other_side(event_id)) if side not in sides]
    proposal = CaseProposal(
        case=locked.case,
        kind=Kind.JOIN,
        event_id=event_id,
        answering_id=asked[0] if asked else event_id,
        registrations=registrations,
        note=note.strip(),
    )
    return _ask(locked, proposal, by=by, sides=sides, now=now)


@transaction.atomic
def accept(
    *, by: Actor, proposal_id: uuid.UUID, sides: Collection[uuid.UUID], now: dt.datetime | None = None
) -> CaseProposal:
    """Say yes for the side that is asked: the training is moved or joined, and the case settled.

    Where a coordinator has proposed to join, the other side is asked next. Raises ProposalAnsweredError,
    NotYourSideError and what proposing it raises.
    """
    now = now or timezone.now()
    locked, proposal = _lock_asked(proposal_id)
    if proposal.answering_id not in sides:
        raise settling.NotYourSideError
    other = locked.other(proposal.answering_id)
    if proposal.kind == Kind.JOIN and other.pk not in sides and not _plans_for(proposal.asked_by, other):
        proposal.asked_by_id, proposal.asked_at, proposal.answering_id = by.user_id, now, other.pk
        proposal.save(update_fields=["asked_by", "asked_at", "answering"])
        details = {"proposal": str(proposal.pk), "kind": proposal.kind}
        settling.save_case(locked.case, by=by, action="propose", details=details, now=now)
    else:
        if proposal.kind == Kind.MOVE and locked.case.kind == OverlapKind.DUPLICATE:
            locked.case.fingerprint = life.AGREED
        _carry_out(locked, proposal, by=by, now=now)
    return proposal


@transaction.atomic
def decline(
    *,
    by: Actor,
    proposal_id: uuid.UUID,
    sides: Collection[uuid.UUID],
    reason: str = "",
    now: dt.datetime | None = None,
) -> CaseProposal:
    """Say no for the side that is asked; the case stays open."""
    locked, proposal = _lock_asked(proposal_id)
    if proposal.answering_id not in sides:
        raise settling.NotYourSideError
    return _close(locked, proposal, Answer.DECLINED, by=by, action="decline", reason=reason.strip(), now=now)


@transaction.atomic
def withdraw(*, by: Actor, proposal_id: uuid.UUID, now: dt.datetime | None = None) -> CaseProposal:
    """Take a proposal of one's own side back."""
    locked, proposal = _lock_asked(proposal_id)
    return _close(locked, proposal, Answer.WITHDRAWN, by=by, action="withdraw", reason="", now=now)


def moves_of(event: Event, starts_at: dt.datetime, *, now: dt.datetime) -> list[SessionMove]:
    """Where the scheduled sessions of an event go when the first begins then: as far apart by the clock as before.

    Raises NothingToMoveError, NewTimeError.
    """
    sessions = [each for each in event.sessions.all() if each.state == Session.State.SCHEDULED]
    if event.state not in MOVABLE or not sessions or event.has_begun(now):
        raise NothingToMoveError
    before = min(session.starts_at for session in sessions)
    if starts_at <= now or starts_at == before:
        raise NewTimeError(field="starts_at")
    shift = _local(starts_at) - _local(before)
    return [
        SessionMove(
            session_id=session.pk,
            starts_at=(begins := dates.shifted(session.starts_at, shift)),
            ends_at=begins + (session.ends_at - session.starts_at)
            if not session.all_day
            else dates.shifted(session.ends_at, shift),
            all_day=session.all_day,
        )
        for session in sessions
    ]


# --- What is common ---------------------------------------------------------------------------------------------------
def _refuse_stranger(case: OverlapCase, event_id: uuid.UUID) -> None:
    if event_id not in {case.first_id, case.second_id}:
        raise NotOfTheCaseError


def _plans_for(user: User | None, event: Event) -> bool:
    return user is not None and event.lead_id in viewers.of_user(user).organisations(Membership.PLANS)


def _ask(
    locked: Locked, proposal: CaseProposal, *, by: Actor, sides: Collection[uuid.UUID], now: dt.datetime
) -> CaseProposal:
    """Save a proposal, and carry it out at once where nobody else has to answer."""
    if locked.case.proposals.filter(state=Answer.ASKED).exists():
        raise ProposalWaitsError
    proposal.asked_by_id, proposal.asked_at = by.user_id, now
    proposal.save(force_insert=True)
    if proposal.answering_id in sides:
        _carry_out(locked, proposal, by=by, now=now)
    else:
        details = {"proposal": str(proposal.pk), "kind": proposal.kind}
        settling.save_case(locked.case, by=by, action="propose", reason=proposal.note, details=details, now=now)
    return proposal


def _lock_asked(proposal_id: uuid.UUID) -> tuple[Locked, CaseProposal]:
    locked = settling.lock_case(CaseProposal.objects.values_list("case_id", flat=True).get(pk=proposal_id))
    proposal = CaseProposal.objects.select_for_update(no_key=True).get(pk=proposal_id)
    if proposal.state != Answer.ASKED:
        raise ProposalAnsweredError
    return locked, proposal


def _carry_out(locked: Locked, proposal: CaseProposal, *, by: Actor, now: dt.datetime) -> None:
    """Do what was asked. Not before the proposal is closed, for settling a case withdraws those that still wait."""
    proposal.state, proposal.answered_at = Answer.ACCEPTED, now
    proposal.save(update_fields=["state", "answered_at"])
    details = {"proposal": str(proposal.pk), "kind": proposal.kind}
    event = locked.event(proposal.event_id)
    if proposal.kind == Kind.MOVE:
        assert proposal.starts_at is not None
        moves = moves_of(event, proposal.starts_at, now=now)
        scheduling.move_event(by=by, event_id=event.pk, moves=moves, now=now)
        state = OverlapCase.State.MOVED
    else:
        joining.join_events(by=by, event=event, into=locked.other(event.pk), how=proposal.registrations, now=now)
        state = OverlapCase.State.JOINED
    # Who says yes has not written what the other asked with.
    reason = proposal.note if proposal.asked_by_id == by.user_id else ""
    settling.save_case(
        locked.case, by=by, action=proposal.kind, to_state=state, reason=reason, details=details, now=now
    )
    if state == OverlapCase.State.JOINED:
        _settle_the_others(locked.case, by=by, now=now)


def _settle_the_others(case: OverlapCase, *, by: Actor, now: dt.datetime) -> None:
    """What is held together overlaps in no other way either."""
    others = OverlapCase.objects.unsettled().between(case.first_id, case.second_id).exclude(pk=case.pk)
    for other in others.order_by("pk").select_for_update(no_key=True):
        settling.save_case(
            other, by=by, action="join", to_state=OverlapCase.State.JOINED, details={"with": str(case.pk)}, now=now
        )


def _close(
    locked: Locked, proposal: CaseProposal, state: str, *, by: Actor, action: str, reason: str, now: dt.datetime | None
) -> CaseProposal:
    now = now or timezone.now()
    proposal.state, proposal.answered_at = state, now
    proposal.save(update_fields=["state", "answered_at"])
    details = {"proposal": str(proposal.pk), "kind": proposal.kind}
    settling.save_case(locked.case, by=by, action=action, reason=reason, details=details, now=now)
    return proposal


def _local(moment: dt.datetime) -> dt.datetime:
    return timezone.localtime(moment).replace(tzinfo=None)
