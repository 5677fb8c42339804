"""Carrying out a reform, undoing it as long as it is not confirmed, and confirming it: each in one transaction."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.actors import Actor
from catalogue.models import (
    AccessChange,
    ApiToken,
    CalendarPeriodChange,
    Membership,
    Organisation,
    Reform,
    ReformChange,
    ReformStep,
    Succession,
)
from catalogue.rules import RuleError
from events import drafting, locks, signals
from events.feeds import entries
from events.incoming import keeping
from events.models import Event
from events.reforms import outlook
from events.reforms.outlook import CalendarMove, Outlook, PeriodMove, TrainingMove
from events.reforms.plans import Plan

Kind = ReformStep.Kind


class UnconfirmedReformError(RuleError):
    code = "reform_unconfirmed"
    text = _("A reform has been carried out that can still be undone. Confirm it or undo it first.")


class NoReformError(RuleError):
    code = "no_reform"
    text = _("No reform waits to be confirmed or undone.")


@transaction.atomic
def carry_out_reform(*, by: Actor, plan: Plan, now: datetime | None = None) -> tuple[Reform, Outlook]:
    """Let the plan's successors take over what is open, and note every changed value for `undo_reform`."""
    now = now or timezone.now()
    locks.lock_organisations()
    if Reform.objects.filter(state=Reform.State.CARRIED_OUT).exists():
        raise UnconfirmedReformError
    # Nobody moves a training in or out while it is decided which ones go.
    list(outlook.open_events(plan, now).order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk"))
    seen = outlook.look(plan, now=now)
    reform = Reform.objects.create(
        name=plan.name, closed_on=plan.closed_on, in_force_from=plan.in_force_from, plan=plan.succession
    )
    writing = _Writing(reform, by, now)
    writing.close(plan)
    writing.give_roles(seen)
    writing.pass_on_tokens(seen)
    for period in seen.periods:
        writing.pass_on_period(period)
    for calendar in seen.calendars:
        writing.pass_on_calendar(calendar)
    moved = [move.event_id for move in seen.trainings if writing.move(move)]
    heirs = {old_id: plan.heirs_of(old_id) for old_id in plan.closing_ids}
    signals.organisations_succeeded.send(Reform, heirs=heirs, reform_id=reform.pk, by=by, now=now)
    writing.finish("carry_out", to_state=Reform.State.CARRIED_OUT, moved=moved)
    return reform, seen


@transaction.atomic
def confirm_reform(*, by: Actor, now: datetime | None = None) -> Reform:
    """Make the reform final. Raises NoReformError."""
    reform = lock_waiting()
    settle(reform, Reform.State.CONFIRMED, "confirm", by=by, now=now or timezone.now())
    return reform


def lock_waiting() -> Reform:
    """Answer the reform that can still be undone, locked; raises NoReformError."""
    locks.lock_organisations()
    reform = Reform.objects.select_for_update().filter(state=Reform.State.CARRIED_OUT).first()
    if reform is None:
        raise NoReformError
    return reform


def settle(reform: Reform, state: str, action: str, *, by: Actor, now: datetime) -> None:
    """Bring a locked reform to the end of its life, with its history row."""
    before, reform.state = reform.state, state
    reform.save(update_fields=["state"])
    ReformChange.objects.create(reform=reform, action=action, from_state=before, to_state=state, at=now, **by.columns())


def refresh_feeds(event_ids: Collection[UUID], now: datetime) -> None:
    """Let the feeds show who leads these trainings now."""
    ids = sorted(event_ids)
    for first in range(0, len(ids), entries.EVENTS_AT_ONCE):
        entries.refresh(ids[first : first + entries.EVENTS_AT_ONCE], now=now)


class _Writing:
    """Writes one reform and gathers its steps."""

    def __init__(self, reform: Reform, by: Actor, now: datetime) -> None:
        self.reform, self.by, self.now = reform, by, now
        self.steps: list[ReformStep] = []

    def note(self, kind: str, row: object, *, before: Any = None, after: Any = None) -> None:
        self.steps.append(ReformStep(reform=self.reform, kind=kind, row=str(row), before=before, after=after))

    def close(self, plan: Plan) -> None:
        for old in Organisation.objects.select_for_update(no_key=True).filter(pk__in=plan.closing_ids).order_by("pk"):
            before = old.valid_to.isoformat() if old.valid_to else None
            self.note(Kind.CLOSED, old.pk, before=before, after=plan.closed_on.isoformat())
            old.valid_to = plan.closed_on
            old.save(update_fields=["valid_to"])
        for (old_id, sector_id), heir_id in plan.heirs.items():
            made = Succession.objects.create(
                predecessor_id=old_id, successor_id=heir_id, sector_id=sector_id, in_force_from=plan.in_force_from
            )
            self.note(Kind.SUCCESSION, made.pk)

    def give_roles(self, seen: Outlook) -> None:
        for move in seen.members:
            old = move.membership
            for heir_id in move.heir_ids:
                made, is_new = Membership.objects.get_or_create(
                    user_id=old.user_id,
                    organisation_id=heir_id,
                    role=old.role,
                    defaults={"granted_at": self.now, "granted_by_id": old.granted_by_id},
                )
                if is_new:
                    self.note(Kind.MEMBERSHIP, made.pk)
                    self._access("grant", heir_id, user_id=old.user_id, to_state=old.role)

    def pass_on_tokens(self, seen: Outlook) -> None:
        for move in seen.tokens:
            token, before = move.token, move.token.organisation_id
            ApiToken.objects.filter(pk=token.pk).update(organisation_id=move.heir_id)
            self.note(Kind.TOKEN, token.pk, before=before, after=move.heir_id)
            self._access("pass_on_token", move.heir_id, token=token, details={"from": before, "to": move.heir_id})

    def pass_on_period(self, move: PeriodMove) -> None:
        period, before = move.period, move.period.organisation_id
        regions = [region.pk for region in period.regions.all()]
        for number, heir_id in enumerate(move.heir_ids):
            if number:
                # The row itself is the first heir's; the others get rows like it.
                period.pk, period.reference, period._state.adding = None, None, True  # noqa: SLF001 - Django's way to copy
            period.organisation_id, period.version = heir_id, 1 if number else period.version + 1
            period.save()
            period.regions.set(regions)
            self.note(Kind.PERIOD, period.pk, before=None if number else before, after=heir_id)
            CalendarPeriodChange.objects.create(
                period_id=period.pk,
                action="pass_on",
                details={"organisation": {"from": before, "to": heir_id}},
                at=self.now,
                **self.by.columns(),
            )

    def pass_on_calendar(self, move: CalendarMove) -> None:
        """The calendar with its address and what it holds; what is fetched meanwhile is fetched again."""
        has_gone = keeping.pass_on_calendar(
            by=self.by,
            calendar_id=move.calendar_id,
            from_id=move.old_id,
            to_id=move.heir_id,
            reason=self.reform.name,
            now=self.now,
        )
        if has_gone:
            self.note(Kind.CALENDAR, move.calendar_id, before=move.old_id, after=move.heir_id)

    def move(self, move: TrainingMove) -> bool:
        """Give a training its new lead and co-organisers, with a history row; false when nothing changes."""
        if move.lead_id != move.new_lead_id:
            self.note(Kind.LEAD, move.event_id, before=move.lead_id, after=move.new_lead_id)
        if set(move.joint_ids) != set(move.new_joint_ids):
            self.note(Kind.JOINT, move.event_id, before=list(move.joint_ids), after=list(move.new_joint_ids))
        return pass_on_training(
            by=self.by,
            event_id=move.event_id,
            lead_id=move.new_lead_id,
            joint_ids=move.new_joint_ids,
            reason=self.reform.name,
            now=self.now,
        )

    def finish(self, action: str, *, to_state: str, moved: Iterable[UUID]) -> None:
        ReformStep.objects.bulk_create(self.steps)
        ReformChange.objects.create(
            reform=self.reform, action=action, to_state=to_state, at=self.now, **self.by.columns()
        )
        refresh_feeds(set(moved), self.now)

    def _access(self, action: str, organisation_id: int, **columns: Any) -> None:
        AccessChange.objects.create(
            action=action,
            organisation_id=organisation_id,
            reason=self.reform.name,
            at=self.now,
            **columns,
            **self.by.columns(),
        )


def pass_on_training(
    *, by: Actor, event_id: UUID, lead_id: int, joint_ids: Iterable[int], reason: str, now: datetime
) -> bool:
    """Change who leads and joins a locked training; false when that is so already. Feeds are the caller's."""
    event = Event.objects.select_for_update(no_key=True).get(pk=event_id)
    details = drafting.set_columns(event, {"lead_id": lead_id})
    details |= drafting.set_links(event, {"co_organisers": set(joint_ids) - {lead_id}})
    if details:
        drafting.save_change(event, by=by, action="pass_on", reason=reason, details=details, now=now)
    return bool(details)
