"""A story: a training as its organiser drafted it and what happens to it, step by step.

A story can be told twice: by the single writes (the tests do) or by `rows`, in memory; both leave the same rows.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from catalogue.actors import Actor
from events.drafting import EventDraft
from registrations.registering import Participant


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime


@dataclass(frozen=True, slots=True)
class Plan(Step):
    pass


@dataclass(frozen=True, slots=True)
class Publish(Step):
    pass


@dataclass(frozen=True, slots=True)
class Postpone(Step):
    reason: str


@dataclass(frozen=True, slots=True)
class Cancel(Step):
    reason: str


@dataclass(frozen=True, slots=True)
class Move(Step):
    """New times of the sessions, in the order of the draft."""

    times: Sequence[tuple[datetime, datetime]]
    reason: str


@dataclass(frozen=True, slots=True)
class Enlarge(Step):
    """More seats in the pool at this position."""

    position: int
    capacity: int
    reason: str


@dataclass(frozen=True, slots=True)
class Register(Step):
    """`positions` are those of the pools the person would take, best first (none: any)."""

    participant: Participant
    positions: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Withdraw(Step):
    """The person with this address gives up what they have; nothing happens when they have nothing."""

    email: str


@dataclass(slots=True)
class Story:
    """`steps` are in the order of their times and none lies in the future."""

    event_id: uuid.UUID
    by: Actor
    draft: EventDraft
    created_at: datetime
    steps: list[Step] = field(default_factory=list)

    @property
    def is_published(self) -> bool:
        return any(isinstance(step, Publish) for step in self.steps)
