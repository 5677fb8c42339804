"""One thing done to many registrations: who is affected and who not is known before, and all of it is one write."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.actors import Actor
from registrations import acting, booking
from registrations.acting import Act
from registrations.models import Registration

State = Registration.State
# Of one preview.
MOST = 5_000
# Of one act: while it is done others wait for the training's seats.
MOST_ACTED = 2_000
# Seats that are given up go to the first who waits: who is to be left without one leaves the queue first.
_ORDER = (State.AWAITING_APPROVAL, State.WAITLISTED, State.OFFERED, State.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be chosen below the table."""

    code: str
    name: str | Promise


EXPORT, MESSAGE = "export", "message"
OFFERED: Sequence[Offered] = (
    Offered(MESSAGE, _("Send a message")),
    *(Offered(act.code, act.name) for act in acting.ACTS.values() if act.is_for_many),
    Offered(EXPORT, _("Export")),
)


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody who is not affected, and why."""

    registration: Registration
    why: str | Promise


@dataclass(frozen=True, slots=True)
class Plan:
    """`told` are those of the affected who are written to."""

    affected: list[Registration]
    left: list[Left]
    told: list[Registration]

    @property
    def mailed(self) -> Mapping[str, int]:
        """How many are written to in each language."""
        return Counter(each.language for each in self.told)

    @property
    def ids(self) -> str:
        return ",".join(str(each.pk) for each in self.affected)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`refused` are those who had changed meanwhile."""

    done: int
    refused: list[Left]


def plan(act: Act, registrations: Iterable[Registration]) -> Plan:
    """Tell those whom the act affects from those whom it does not."""
    affected: list[Registration] = []
    left: list[Left] = []
    for each in registrations:
        if each.state in act.states and len(affected) == MOST_ACTED:
            left.append(Left(each, _("At most 2,000 at once: repeat it for the rest.")))
        elif each.state in act.states:
            affected.append(each)
        else:
            left.append(Left(each, Registration.State(each.state).label))
    told = [each for each in affected if act.mailed and act.tells(each)]
    return Plan(affected, left, told)


@transaction.atomic
def perform(*, by: Actor, act: Act, registration_ids: Sequence[uuid.UUID], reason: str, answer: Any = None) -> Outcome:
    """Do it to each of them, training by training; who has changed since the preview is left as they are, and named.

    However many they are: each training is locked once, its seats pass on once, and the statements are as many.
    """
    now = timezone.now()
    chosen = Registration.objects.filter(pk__in=registration_ids)
    done, refused = 0, []
    for event_id in chosen.order_by("event_id").values_list("event_id", flat=True).distinct():
        rows, seats = booking.lock_registrations(event_id, registration_ids)
        rows.sort(key=lambda each: (_rank(each.state), each.queue_number or 0, each.created_at, each.pk))
        written = act.do_to_all(seats, rows, by=by, reason=reason, answer=answer, now=now)
        refused += [Left(each, str(refusal)) for each, refusal in written.refused]
        done += len(rows) - len(written.refused)
    return Outcome(done, refused)


def _rank(state: str) -> int:
    return _ORDER.index(State(state)) if state in _ORDER else len(_ORDER)


def ids_of(text: str) -> list[uuid.UUID]:
    """The ids that a preview was about; what is none is passed over."""
    found = []
    for part in text.split(",")[:MOST]:
        try:
            found.append(uuid.UUID(part))
        except ValueError:
            continue
    return found
