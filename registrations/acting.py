"""What an organiser does to a registration, or to many at once: what is asked first, and which write it is."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.actors import Actor
from registrations import approving, cancelling, false_names, offers, pool_changing, waiting_list
from registrations.booking import Seats, Written
from registrations.models import Registration

State = Registration.State
Words = str | Promise


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """`states` are those in which it can be done; `asks` names what it needs beside a reason; `mailed` is what goes.

    `write_all` does to many of a locked training what `write` does to one.
    """

    code: str
    name: Words
    question: Words
    text: Words
    button: Words
    done: Words
    states: frozenset[str]
    write: Callable[..., Any]
    write_all: Callable[..., Written] | None = None
    mailed: Words
    tells: Callable[[Registration], bool] = field(default=lambda _registration: True)
    asks: str = ""
    takes_reason: bool = True
    needs_reason: bool = False
    is_danger: bool = False

    @property
    def is_for_many(self) -> bool:
        return self.write_all is not None

    @property
    def address(self) -> str:
        return f"workspace-registration-{self.code}"

    def do(self, *, by: Actor, registration_id: uuid.UUID, reason: str, answer: Any = None) -> None:
        """Raises the refusals of the write."""
        self.write(by=by, registration_id=registration_id, **self._asked(reason, answer))

    def do_to_all(
        self, seats: Seats, registrations: Sequence[Registration], *, by: Actor, reason: str, answer: Any, now: datetime
    ) -> Written:
        """Do it to these of a locked training; it must be for many."""
        assert self.write_all is not None
        return self.write_all(seats, registrations, by=by, now=now, **self._asked(reason, answer))

    def _asked(self, reason: str, answer: Any) -> dict[str, Any]:
        asked = {self.asks: answer} if self.asks else {}
        return asked | {"reason": reason} if self.takes_reason else asked


_ACTS = (
    Act(
        code="approve",
        name=_("Approve"),
        question=_("Approve this registration?"),
        text=_("They get a seat if there is one, else the place in the queue that they would have by now."),
        button=_("Approve"),
        done=_("The registration has been approved."),
        states=frozenset({State.AWAITING_APPROVAL}),
        write=approving.approve_registration,
        write_all=approving.approve_all,
        mailed=_("They are told that they have a seat, or their place in the queue."),
    ),
    Act(
        code="reject",
        name=_("Do not approve"),
        question=_("Turn this registration down?"),
        text=_("The registration ends without a seat."),
        button=_("Do not approve"),
        done=_("The registration has been turned down."),
        states=frozenset({State.AWAITING_APPROVAL}),
        write=approving.reject_registration,
        write_all=approving.reject_all,
        mailed=_("They are told that the registration was not approved, with the reason."),
        needs_reason=True,
        is_danger=True,
    ),
    Act(
        code="accept",
        name=_("Accept the offer for them"),
        question=_("Accept the offer for this person?"),
        text=_("The seat that is held for them becomes theirs. Do this when they have told you that they come."),
        button=_("Accept the offer"),
        done=_("The seat is theirs."),
        states=frozenset({State.OFFERED}),
        write=offers.accept_offer,
        write_all=offers.accept_all,
        mailed=_("They are told that the seat is theirs."),
        takes_reason=False,
    ),
    Act(
        code="seats",
        name=_("Change the seats"),
        question=_("Change how this person takes part?"),
        text=_("They get a seat of the other kind if there is one nobody waits for, and their own becomes free."),
        button=_("Change the seats"),
        done=_("The seats have been changed."),
        states=frozenset({State.CONFIRMED}),
        write=pool_changing.change_pool,
        write_all=pool_changing.change_all,
        mailed=_("They are told how they take part now."),
        asks="pool_id",
    ),
    Act(
        code="reorder",
        name=_("Move in the queue"),
        question=_("Move this person in the queue?"),
        text=_("The others keep their order. The reason stands in the history; nothing is mailed."),
        button=_("Move in the queue"),
        done=_("The queue has a new order."),
        states=frozenset({State.WAITLISTED}),
        write=waiting_list.reorder,
        mailed="",
        asks="to_place",
        needs_reason=True,
    ),
    Act(
        code="cancel",
        name=_("Cancel the registration"),
        question=_("Cancel this registration?"),
        text=_("The seat, or the place in the queue, is given up. A freed seat goes to the next in the queue."),
        button=_("Cancel the registration"),
        done=_("The registration has been cancelled."),
        states=frozenset(Registration.ACTIVE),
        write=cancelling.cancel_registration,
        write_all=cancelling.cancel_all,
        mailed=_("They are told that the registration has been cancelled."),
        needs_reason=True,
        is_danger=True,
    ),
    Act(
        code="false",
        name=_("Cancel as a false name"),
        question=_("Cancel this registration as a false name?"),
        text=_("The seat, or the place in the queue, is given up. A freed seat goes to the next in the queue."),
        button=_("Cancel as a false name"),
        done=_("The registration has been cancelled."),
        states=frozenset(Registration.ACTIVE),
        write=false_names.cancel_false_name,
        write_all=false_names.cancel_false_names,
        mailed=_("Addresses that nobody has confirmed get nothing more. Others are told."),
        tells=false_names.is_told,
        needs_reason=True,
        is_danger=True,
    ),
)
ACTS: Mapping[str, Act] = MappingProxyType({act.code: act for act in _ACTS})


def possible(registration: Registration, pools: int) -> list[Act]:
    """What can be done with a registration in its state, in a training with so many kinds of seats."""
    found = [act for act in ACTS.values() if registration.state in act.states]
    return [act for act in found if act.asks != "pool_id" or pools > 1]
