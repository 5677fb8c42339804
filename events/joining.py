"""Two trainings held together: their organisers join each other, and one may go over into the other with its people."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from catalogue.actors import Actor
from catalogue.rules import RuleError
from events import drafting, publishing, signals
from events.feeds import entries
from events.models import CaseProposal, Event

How = CaseProposal.Registrations
ALIVE = frozenset({Event.State.PLANNED, Event.State.PUBLISHED, Event.State.POSTPONED})


class NotAliveError(RuleError):
    code = "join_not_possible"
    text = _("Trainings that have begun or been cancelled cannot be held together.")


class NotPublishedError(RuleError):
    code = "join_not_published"
    text = _("The training that stays must be published before the participants of the other can be moved to it.")


class ElsewhereError(RuleError):
    code = "join_registers_elsewhere"
    text = _("Participants can be moved only to a training whose registrations are in this calendar.")


class UnknownWayError(RuleError):
    code = "join_unknown_way"
    status = 422
    text = _("Choose what becomes of the participants.")


def refuse_impossible(event: Event, *, into: Event, registrations: str, now: datetime) -> None:
    """Raise why `event` cannot be held together with `into` in that way."""
    if registrations not in How.values:
        raise UnknownWayError(field="registrations")
    if {event.state, into.state} - ALIVE or event.has_begun(now) or into.has_begun(now):
        raise NotAliveError
    if registrations == How.MERGE and _has_people(event):
        if into.state != Event.State.PUBLISHED:
            raise NotPublishedError
        if into.registration_mode != Event.RegistrationMode.HERE:
            raise ElsewhereError


def join_events(*, by: Actor, event: Event, into: Event, how: str, now: datetime) -> None:
    """Hold two locked events together; the participants of `event` go over, or both go on for themselves.

    Nobody is dropped: `registrations` moves everybody in this transaction, to a seat or to the end of the queue.
    """
    refuse_impossible(event, into=into, registrations=how, now=now)
    _add_organiser(into, event.lead_id, by=by, now=now)
    if how == How.APART:
        _add_organiser(event, into.lead_id, by=by, now=now)
        return
    details = {"into": {"from": "", "to": str(into.pk)}}
    change = drafting.save_change(event, by=by, action="merge", details=details, now=now)
    signals.event_merged.send(Event, event=event, into=into, change=change)
    publishing.cancel_event(by=by, event_id=event.pk, now=now)


def _has_people(event: Event) -> bool:
    return event.pools.exclude(taken=0, waiting=0).exists()


def _add_organiser(event: Event, organisation_id: int, *, by: Actor, now: datetime) -> None:
    present = set(event.co_organisers.values_list("pk", flat=True))
    if organisation_id == event.lead_id or organisation_id in present:
        return
    details = drafting.set_links(event, {"co_organisers": present | {organisation_id}})
    drafting.save_change(event, by=by, action="edit", details=details, now=now)
    entries.refresh([event.pk], now=now)
