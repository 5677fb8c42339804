"""Today in an agency: what needs somebody, and how full its coming trainings are."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from catalogue.models import Message
from catalogue.viewers import Viewer
from events.models import Event
from events.queries import organised
from events.queries.organised import OrganisedEvent
from registrations.models import Registration, RegistrationTerms

# How far ahead somebody can still do something about it.
LOOKS_AHEAD = dt.timedelta(days=60)
FEW_LOOKS_AHEAD = dt.timedelta(days=21)
FAILED_LOOKS_BACK = dt.timedelta(days=30)
FEW_OF_SEATS = 0.2
MOST_SHOWN = 10
MOST_FAILED = 200
MOST_UNDATED = 50
State = Event.State


@dataclass(frozen=True, slots=True)
class FailedMessage:
    """A mail that could not be delivered; of whom, the registration's own page tells who may know."""

    event_id: uuid.UUID
    reference: str
    at: dt.datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Today:
    """`waiting` are drafts and plans that begin soon or have no date; the other lists are of published trainings."""

    coming: list[OrganisedEvent]
    queued: list[OrganisedEvent]
    nearly_full: list[OrganisedEvent]
    few: list[OrganisedEvent]
    waiting: list[OrganisedEvent]
    failed: list[FailedMessage]

    @property
    def is_quiet(self) -> bool:
        return not (self.queued or self.nearly_full or self.few or self.waiting or self.failed)


def today(organisation_ids: Collection[int], *, viewer: Viewer, now: dt.datetime, language: str) -> Today:
    """What the day asks of these organisations' people: three queries, one more where some have too few."""
    since = dt.datetime.combine(timezone.localdate(now), dt.time(), timezone.get_current_timezone())
    near = organised.between(organisation_ids, since, now + LOOKS_AHEAD, viewer=viewer, language=language)
    undated = organised.undated(organisation_ids, viewer=viewer, language=language, most=MOST_UNDATED)
    published = [event for event in near if event.state == State.PUBLISHED]
    return Today(
        coming=published[:MOST_SHOWN],
        queued=[event for event in published if event.fill.waiting],
        nearly_full=[event for event in published if event.fill.is_nearly_full and not event.fill.waiting],
        few=_undecided([event for event in published if _has_few(event, now)]),
        waiting=[*undated, *(event for event in near if event.state in {State.DRAFT, State.PLANNED})],
        failed=_failed(organisation_ids, now),
    )


def _undecided(events: list[OrganisedEvent]) -> list[OrganisedEvent]:
    """Without those that are said to take place however few have registered."""
    if not events:
        return []
    said = RegistrationTerms.objects.filter(event__in=[event.id for event in events], will_take_place_at__isnull=False)
    certain = set(said.values_list("pk", flat=True))
    return [event for event in events if event.id not in certain]


def _has_few(event: OrganisedEvent, now: dt.datetime) -> bool:
    if event.starts_at is None or not now < event.starts_at < now + FEW_LOOKS_AHEAD:
        return False
    if event.minimum is not None:
        return event.fill.taken < event.minimum
    return event.fill.capacity is not None and event.fill.taken < FEW_OF_SEATS * event.fill.capacity


def _failed(organisation_ids: Collection[int], now: dt.datetime) -> list[FailedMessage]:
    undelivered = Message.objects.undelivered().filter(created_at__gt=now - FAILED_LOOKS_BACK)
    events = Event.objects.organised_by(organisation_ids)
    told = undelivered.filter(event_id__in=events.order_by().values("pk")).values("registration_id")
    rows = Registration.objects.filter(pk__in=told).order_by("-created_at")
    return [FailedMessage(*row) for row in rows.values_list("event_id", "reference", "created_at")[:MOST_FAILED]]
