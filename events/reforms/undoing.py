"""Undoing a reform: every value that is still as the reform left it becomes what it was; the rest is told."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from catalogue.actors import Actor
from catalogue.models import (
    AccessChange,
    ApiToken,
    CalendarPeriod,
    CalendarPeriodChange,
    Membership,
    Organisation,
    Reform,
    ReformStep,
    Succession,
)
from events import signals
from events.incoming import keeping
from events.models import Event
from events.reforms import carrying_out

Kind = ReformStep.Kind


@dataclass(frozen=True, slots=True)
class Undone:
    """How many values were put back, and what somebody has changed since and so was left alone."""

    reform: Reform
    restored: int
    left: list[str] = field(default_factory=list)
    # Trainings made by a successor since then: they stay with it.
    newer: int = 0


@transaction.atomic
def undo_reform(*, by: Actor, now: datetime | None = None) -> Undone:
    """Bring everything back to what it was before the reform; raises NoReformError once it is confirmed."""
    now = now or timezone.now()
    reform = carrying_out.lock_waiting()
    undoing = _Undoing(reform, by, now)
    steps = list(reform.steps.order_by("-pk"))
    for step in steps:
        undoing.put_back(step)
    undoing.put_back_trainings()
    signals.succession_undone.send(Reform, reform_id=reform.pk, by=by, now=now)
    carried_out = reform.changes.filter(action="carry_out").values_list("at", flat=True).get()
    heirs = list(reform.steps.filter(kind=Kind.LEAD).order_by().values_list("after", flat=True).distinct())
    newer = Event.objects.filter(lead_id__in=heirs, created_at__gt=carried_out).count()
    carrying_out.settle(reform, Reform.State.UNDONE, "undo", by=by, now=now)
    return Undone(reform, len(steps) - len(undoing.left), undoing.left, newer)


class _Undoing:
    def __init__(self, reform: Reform, by: Actor, now: datetime) -> None:
        self.reform, self.by, self.now = reform, by, now
        self.left: list[str] = []
        self.trainings: dict[UUID, dict[str, ReformStep]] = defaultdict(dict)

    def put_back(self, step: ReformStep) -> None:
        """Put back one value; those of trainings wait for `put_back_trainings`."""
        if step.kind in {Kind.LEAD, Kind.JOINT}:
            self.trainings[UUID(step.row)][step.kind] = step
        elif not _PUT_BACK[Kind(step.kind)](self, step):
            self.left.append(f"{step.get_kind_display()} {step.row}: changed since")

    def closed(self, step: ReformStep) -> bool:
        rows = Organisation.objects.filter(pk=step.row, valid_to=step.after)
        # Through save, as everything that changes an organisation.
        for organisation in rows:
            organisation.valid_to = date.fromisoformat(step.before) if step.before else None
            organisation.save(update_fields=["valid_to"])
            return True
        return False

    def succession(self, step: ReformStep) -> bool:
        return bool(Succession.objects.filter(pk=step.row).delete()[0])

    def membership(self, step: ReformStep) -> bool:
        membership = Membership.objects.filter(pk=step.row).first()
        if membership is None:
            return False
        self._access("revoke", membership.organisation_id, user_id=membership.user_id, from_state=membership.role)
        membership.delete()
        return True

    def token(self, step: ReformStep) -> bool:
        if not ApiToken.objects.filter(pk=step.row, organisation=step.after).update(organisation=step.before):
            return False
        self._access("pass_on_token", step.before, token_id=step.row, details={"from": step.after, "to": step.before})
        return True

    def period(self, step: ReformStep) -> bool:
        rows = CalendarPeriod.objects.filter(pk=step.row, organisation=step.after)
        if step.before is None:
            return bool(rows.delete()[0])
        for period in rows:
            period.organisation_id, period.version = step.before, period.version + 1
            period.save(update_fields=["organisation", "version"])
            CalendarPeriodChange.objects.create(
                period=period,
                action="pass_on",
                details={"organisation": {"from": step.after, "to": step.before}},
                at=self.now,
                **self.by.columns(),
            )
            return True
        return False

    def calendar(self, step: ReformStep) -> bool:
        return keeping.pass_on_calendar(
            by=self.by,
            calendar_id=int(step.row),
            from_id=int(step.after or 0),
            to_id=int(step.before or 0),
            reason=self._why,
            now=self.now,
        )

    def put_back_trainings(self) -> None:
        """Give trainings their former lead; of the co-organisers only those that the reform changed."""
        moved = []
        # Locked before anything is read: nobody joins one meanwhile, to be thrown out again.
        locked = Event.objects.filter(pk__in=self.trainings).order_by("pk").select_for_update(no_key=True)
        events = {event.pk: event for event in locked}
        for event_id in sorted(self.trainings):
            steps, event = self.trainings[event_id], events.get(event_id)
            if event is None:
                self.left.append(f"training {event_id}: deleted since")
                continue
            lead_id = self._former_lead(event, steps.get(Kind.LEAD))
            joint_ids = _former_joint(event, steps.get(Kind.JOINT))
            if carrying_out.pass_on_training(
                by=self.by, event_id=event_id, lead_id=lead_id, joint_ids=joint_ids, reason=self._why, now=self.now
            ):
                moved.append(event_id)
        carrying_out.refresh_feeds(moved, self.now)

    def _former_lead(self, event: Event, step: ReformStep | None) -> int:
        if step is None:
            return event.lead_id
        if event.lead_id != step.after:
            self.left.append(f"training {event.slug}: has another organiser since")
            return event.lead_id
        return int(step.before or 0)

    @property
    def _why(self) -> str:
        return f"{self.reform.name}: {Reform.State.UNDONE.label}"

    def _access(self, action: str, organisation_id: int | None, **columns: Any) -> None:
        AccessChange.objects.create(
            action=action,
            organisation_id=organisation_id,
            reason=self._why,
            at=self.now,
            **columns,
            **self.by.columns(),
        )


def _former_joint(event: Event, step: ReformStep | None) -> set[int]:
    now = set(event.co_organisers.values_list("pk", flat=True))
    before, after = (set(step.before or ()), set(step.after or ())) if step else (now, now)
    return now - (after - before) | (before - after)


_PUT_BACK: dict[Kind, Callable[[_Undoing, ReformStep], bool]] = {
    Kind.CLOSED: _Undoing.closed,
    Kind.SUCCESSION: _Undoing.succession,
    Kind.MEMBERSHIP: _Undoing.membership,
    Kind.TOKEN: _Undoing.token,
    Kind.PERIOD: _Undoing.period,
    Kind.CALENDAR: _Undoing.calendar,
}
