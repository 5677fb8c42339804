"""Registering the people of a file: each as staff would, all of them or none, and first only to see what would be."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.actors import Actor
from catalogue.rules import RuleError
from registrations import refusals, staffing
from registrations.importing.people import Said
from registrations.models import Registration
from registrations.registering import Wish

SEAT, QUEUE, ALREADY, WRONG = "seat", "queue", "already", "wrong"
NAMES: dict[str, str | Promise] = {
    SEAT: _("Gets a seat"),
    QUEUE: _("To the waiting list"),
    ALREADY: _("Registered already"),
    WRONG: _("Is not imported"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became, or would become, of a line; `why` says what is wrong with it."""

    number: int
    name: str
    email: str
    what: str
    why: tuple[str, ...] = ()

    @property
    def what_name(self) -> str | Promise:
        return NAMES[self.what]


@dataclass(frozen=True, slots=True)
class Report:
    """`is_done`: whether it has been written."""

    outcomes: list[Outcome]
    is_done: bool

    def count(self, what: str) -> int:
        return sum(outcome.what == what for outcome in self.outcomes)

    @property
    def seats(self) -> int:
        return self.count(SEAT)

    @property
    def queued(self) -> int:
        return self.count(QUEUE)

    @property
    def already(self) -> int:
        return self.count(ALREADY)

    @property
    def wrong(self) -> int:
        return self.count(WRONG)

    @property
    def new(self) -> int:
        return self.seats + self.queued


def look(*, by: Actor, event_id: uuid.UUID, people: Sequence[Said]) -> Report:
    """Tell what would become of each, by doing it and undoing it: seats, queue and rules are the real ones."""
    return _run(by, event_id, people, only_right=True, is_look=True, now=timezone.now())


def import_people(*, by: Actor, event_id: uuid.UUID, people: Sequence[Said], only_right: bool) -> Report:
    """Register them. When something is wrong with a line nobody is, unless `only_right`: then those that are right."""
    return _run(by, event_id, people, only_right=only_right, is_look=False, now=timezone.now())


@transaction.atomic
def _run(
    by: Actor, event_id: uuid.UUID, people: Sequence[Said], *, only_right: bool, is_look: bool, now: datetime
) -> Report:
    outcomes = _registered(by, event_id, people, now)
    is_wrong = any(outcome.what == WRONG for outcome in outcomes)
    is_done = not is_look and (only_right or not is_wrong)
    if not is_done:
        transaction.set_rollback(True)
    return Report(outcomes, is_done)


def _registered(by: Actor, event_id: uuid.UUID, people: Sequence[Said], now: datetime) -> list[Outcome]:
    """Register all that are right, in as many statements as one would take."""
    right = [(each.participant, Wish(pool_ids=each.pool_ids, channel="import")) for each in people if each.participant]
    made: Iterator[Registration | RuleError]
    try:
        made = iter(staffing.add_all(by=by, event_id=event_id, people=right, now=now))
    except RuleError as refusal:
        # Of the training as a whole.
        made = repeat(refusal)
    return [_outcome(each, next(made) if each.participant else None) for each in people]


def _outcome(said: Said, made: Registration | RuleError | None) -> Outcome:
    what, why = WRONG, said.wrong
    if isinstance(made, Registration):
        what = QUEUE if made.state == Registration.State.WAITLISTED else SEAT
    elif isinstance(made, refusals.AlreadyRegisteredError):
        what = ALREADY
    elif made is not None:
        why = (str(made),)
    return Outcome(said.number, said.name, said.email, what, why)
