"""Trainings that need so many participants: warned of in time, said to take place, or decided otherwise.

It is decided at `terms.decides_at`, by default a week before the training. From then on its organisers see that there
are too few, and are mailed so once.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.actors import Actor
from catalogue.rules import RuleError
from events import locks
from events.models import Event, EventChange, SeatPool
from registrations import refusals, terms
from registrations.models import RegistrationTerms

DECIDES_BEFORE = timedelta(days=7)
# A warning that could not be given in so long, because nothing ran, comes too late to be news.
WARNS_WITHIN = timedelta(days=2)


class NotRunningError(RuleError):
    code = "not_running"
    text = _("Only a published training that has not begun can be said to take place.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How a training stands to the number of participants it needs; `minimum` None: it needs none."""

    minimum: int | None
    taken: int
    waiting: int
    decides_at: datetime | None
    certain_at: datetime | None
    is_running: bool
    now: datetime

    @property
    def is_few(self) -> bool:
        return self.is_running and self.minimum is not None and self.taken < self.minimum and self.certain_at is None

    @property
    def is_due(self) -> bool:
        return self.is_few and self.decides_at is not None and self.decides_at <= self.now

    @property
    def lacking(self) -> int:
        return max(0, (self.minimum or 0) - self.taken)


def standing_of(event: Event, *, now: datetime) -> Standing:
    """Answer it in two queries."""
    settled = terms.of(event.pk)
    taken = SeatPool.objects.filter(event=event).aggregate(taken=Coalesce(Sum("taken"), 0))["taken"]
    return Standing(
        minimum=event.minimum_participants,
        taken=taken,
        waiting=event.waiting,
        decides_at=decides_at(event, settled),
        certain_at=settled.will_take_place_at,
        is_running=_is_running(event, now),
        now=now,
    )


def decides_at(event: Event, settled: RegistrationTerms) -> datetime | None:
    """When it is decided whether there are enough."""
    if event.minimum_participants is None or event.starts_at is None:
        return None
    return settled.decides_at or event.starts_at - DECIDES_BEFORE


@transaction.atomic
def say_certain(*, by: Actor, event_id: uuid.UUID, reason: str = "", now: datetime | None = None) -> None:
    """Say that the training will take place, however few have registered: everybody sees it. Raises NotRunningError."""
    now = now or timezone.now()
    event = locks.lock_event(event_id)
    if not _is_running(event, now):
        raise NotRunningError
    if terms.of(event.pk).will_take_place_at is None:
        terms.set_terms(event, by=by, values={"will_take_place_at": now}, reason=reason, now=now)


@transaction.atomic
def take_back(*, by: Actor, event_id: uuid.UUID, reason: str, now: datetime | None = None) -> None:
    """Say it no longer: as it has been read, a reason is kept. Raises ReasonMissingError."""
    if not reason.strip():
        raise refusals.ReasonMissingError(field="reason")
    event = locks.lock_event(event_id)
    terms.set_terms(event, by=by, values={"will_take_place_at": None}, reason=reason.strip(), now=now)


def forget_promise(event: Event, change: EventChange) -> None:
    """A locked training that has been postponed or cancelled is no longer said to take place."""
    if terms.of(event.pk).will_take_place_at is not None:
        by = Actor.of(change)
        terms.set_terms(event, by=by, values={"will_take_place_at": None}, now=change.at)


@dataclass(frozen=True, slots=True)
class Undecided:
    """A training with too few, and when it was to be decided what becomes of it."""

    event: Event
    decides_at: datetime


def undecided(now: datetime) -> list[Undecided]:
    """Published trainings still to come that have too few, and came to be decided within the last WARNS_WITHIN."""
    taken = SeatPool.objects.filter(event=OuterRef("pk")).order_by().values("event").annotate(all=Sum("taken"))
    few = Event.objects.published().filter(
        minimum_participants__isnull=False, starts_at__gt=now, terms__will_take_place_at=None
    )
    counted = few.annotate(
        seated=Coalesce(Subquery(taken.values("all")), 0),
        decided_at=Coalesce("terms__decides_at", F("starts_at") - DECIDES_BEFORE),
    )
    due = counted.filter(decided_at__lte=now, decided_at__gt=now - WARNS_WITHIN, seated__lt=F("minimum_participants"))
    return [Undecided(event, event.decided_at) for event in due.order_by("pk")]


def _is_running(event: Event, now: datetime) -> bool:
    return event.state == Event.State.PUBLISHED and not event.has_begun(now)
