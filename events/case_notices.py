"""Mail about overlaps: who is owed it. Each side once per case and for what the other does, a digest every week,
and the coordinators for what its sides have not settled in time. What it says is events.case_letters.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from catalogue import outbox, vocabularies
from catalogue.models import Membership, Message, User
from events.models import CaseProposal, Event, OverlapCase, OverlapChange

# What the two sides do that the other need not be mailed about.
QUIET = frozenset({"withdraw"})


def tell_of_opening(case: OverlapCase, change: OverlapChange, **_: Any) -> None:
    """Owe the planners of both sides a mail, once per case however often it opens again."""
    first, second = _sides(case)
    for user in {*_planners(first), *_planners(second)}:
        _owe("overlap_opened", f"{case.pk}", user, now=change.at, case=str(case.pk))


def tell_of_handling(case: OverlapCase, change: OverlapChange, **_: Any) -> None:
    """Owe the other side a mail about what one has done; both, when a coordinator has done it."""
    if change.action in QUIET:
        return
    planners = [set(_planners(event)) for event in _sides(case)]
    others = [side for side in planners if change.actor_user_id not in {user.pk for user in side}]
    told = set().union(*(others or planners)) | _askers(change)
    for user in told:
        if user.pk != change.actor_user_id:
            _owe("overlap_handled", f"{change.pk}", user, now=change.at, case=str(case.pk), change=change.pk)


def send_digests(*, now: datetime | None = None) -> int:
    """Owe everybody whose trainings have something to settle one mail a week; answers to how many."""
    now = now or timezone.now()
    year, week, _day = timezone.localdate(now).isocalendar()
    leads = set(OverlapCase.objects.unsettled().values_list("first__lead", flat=True))
    leads |= set(OverlapCase.objects.unsettled().values_list("second__lead", flat=True))
    users = _planners_of(leads)
    for user in users:
        _owe("overlap_digest", f"{year}-W{week:02}", user, now=now)
    return len(users)


def send_overdue(*, now: datetime | None = None) -> int:
    """Owe the coordinators a mail for every case that its sides have not settled in time; answers for how many."""
    now = now or timezone.now()
    overdue = list(OverlapCase.objects.overdue(now).filter(is_internal=False))
    coordinators = _with_role(Q(memberships__role=Membership.Role.COORDINATOR))
    for case in overdue:
        for user in coordinators:
            _owe("overlap_overdue", f"{case.pk}:{case.due_on}", user, now=now, case=str(case.pk))
    return len(overdue)


def _owe(kind: str, cause: str, user: User, *, now: datetime, **context: Any) -> Message:
    message = outbox.build_message(
        kind=kind,
        cause=f"{kind}:{cause}:{user.pk}",
        person_id=None,
        address=user.email,
        language=user.language,
        now=now,
        user=user.pk,
        **context,
    )
    outbox.queue_messages([message])
    return message


def _sides(case: OverlapCase) -> list[Event]:
    """The two events as far as a notice needs them, the first of the case first."""
    found = Event.objects.only("id", "lead_id", "created_by_id").in_bulk([case.first_id, case.second_id])
    return [found[case.first_id], found[case.second_id]]


def _planners(event: Event) -> list[User]:
    """Who made the training, while they still plan there; else all who do."""
    users = _planners_of({event.lead_id})
    return [user for user in users if user.pk == event.created_by_id] or users


def _planners_of(lead_ids: Iterable[int]) -> list[User]:
    """A role in an organisation holds in its units."""
    known = vocabularies.current().organisations
    wanted: set[int] = set()
    for term in known.many(lead_ids):
        wanted |= term.ancestor_ids
    return _with_role(Q(memberships__role__in=Membership.PLANS, memberships__organisation__in=wanted))


def _askers(change: OverlapChange) -> set[User]:
    """Who asked what has now been answered."""
    if change.action not in {"decline", "move", "join"} or "proposal" not in change.details:
        return set()
    asked_by = CaseProposal.objects.filter(pk=change.details["proposal"]).values("asked_by")
    return set(User.objects.filter(pk__in=asked_by, is_active=True))


def _with_role(condition: Q) -> list[User]:
    return list(User.objects.filter(condition, is_active=True).distinct().order_by("pk"))
