"""Mail about overlaps: who is owed it, and when. What it says is events.case_letters.

Both sides are told of every case once: of a high one at once, with what else lies between the two trainings; of the
others in the next weekly digest, which `told_at` notes; and once more, at once, should a case become high. Coordinators
are told of high ones that have not been settled in time, and of the others in their digest.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from catalogue import advisory_locks, outbox, vocabularies
from catalogue.advisory_locks import Work
from catalogue.models import Membership, Message, User
from events import dates
from events.models import CaseProposal, Event, OverlapCase, OverlapChange, Severity

# What the two sides do that the other need not be mailed about.
QUIET = frozenset({"withdraw"})


def tell_of_opening(case: OverlapCase, change: OverlapChange, **_: Any) -> None:
    """Owe the planners of both sides a mail about a high one; the others wait for the digest."""
    if case.severity != Severity.HIGH:
        return
    untold = OverlapCase.objects.unsettled().between(case.first_id, case.second_id).filter(told_at=None)
    if change.action != "worsen" and not untold.filter(pk=case.pk).exists():
        return
    first, second = _sides(case)
    for user in {*planners(first), *planners(second)}:
        _owe("overlap_opened", f"{case.pk}", user, now=change.at, case=str(case.pk))
    untold.update(told_at=change.at)


def tell_of_handling(case: OverlapCase, change: OverlapChange, **_: Any) -> None:
    """Owe the other side a mail about what one has done; both, when a coordinator has done it."""
    if change.action in QUIET:
        return
    sides = [set(planners(event)) for event in _sides(case)]
    others = [side for side in sides if change.actor_user_id not in {user.pk for user in side}]
    told = set().union(*(others or sides)) | _askers(change)
    for user in told:
        if user.pk != change.actor_user_id:
            _owe("overlap_handled", f"{change.pk}", user, now=change.at, case=str(case.pk), change=change.pk)


@transaction.atomic
def send_digests(*, now: datetime | None = None) -> int:
    """Owe everybody who has something to settle, or to help with, one mail a week; answers to how many.

    What has not been told yet is told in it: its `told_at` is the moment of the digest.
    """
    now = now or timezone.now()
    year, number, _day = timezone.localdate(now).isocalendar()
    week = f"{year}-W{number:02}"
    # Two at once would each think the other's news told.
    advisory_locks.take(Work.DIGESTS)
    lately = Message.objects.filter(kind="overlap_digest", created_at__gt=now - timedelta(days=8))
    if lately.filter(context__week=week).exists():
        return 0
    unsettled = OverlapCase.objects.unsettled()
    unsettled.filter(told_at=None).update(told_at=now)
    leads = {each for pair in unsettled.values_list("first__lead", "second__lead").distinct() for each in pair}
    users = {user.pk: user for user in _planners_of(leads)}
    if OverlapCase.objects.overdue(now).filter(is_internal=False).exists():
        users |= {user.pk: user for user in _coordinators()}
    for user in users.values():
        _owe("overlap_digest", week, user, now=now, week=week, told_at=now.isoformat())
    return len(users)


def send_overdue(*, now: datetime | None = None) -> int:
    """Owe the coordinators a mail for every high one not settled in time, its sides told the day before at the latest.

    Answers for how many.
    """
    now = now or timezone.now()
    late = OverlapCase.objects.overdue(now).filter(is_internal=False, severity=Severity.HIGH)
    overdue = list(late.filter(told_at__lt=dates.midnight(timezone.localdate(now))))
    coordinators = _coordinators()
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


def planners(event: Event) -> list[User]:
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


def _coordinators() -> list[User]:
    return _with_role(Q(memberships__role=Membership.Role.COORDINATOR))


def _with_role(condition: Q) -> list[User]:
    return list(User.objects.filter(condition, is_active=True).distinct().order_by("pk"))
