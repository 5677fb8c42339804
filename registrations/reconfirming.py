"""A big change asks those who have a seat whether they still come: who does not answer keeps the seat."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.actors import PARTICIPANT, Actor
from catalogue.models import Venue
from catalogue.rules import RuleError
from events import dates, drafting, locks, session_changes
from events.models import Event, EventChange, Session
from events.session_changes import Place, SessionChange
from registrations import booking, notices, refusals
from registrations.models import Registration

State = Registration.State
# A start moved by more than this is another half of the day.
BIG_STEP = timedelta(hours=2)


class NotAskedError(RuleError):
    code = "not_asked_again"
    text = _("Nothing has changed that you need to confirm.")


class ChangedAgainError(RuleError):
    code = "changed_again"
    text = _("The training has changed once more since you opened the page. Look at the change and answer again.")


class RemindedAlreadyError(RuleError):
    code = "reminded_already"
    text = _("They have been reminded once already.")


class NobodyToRemindError(RuleError):
    code = "nobody_to_remind"
    text = _("Everybody has answered.")


@dataclass(frozen=True, slots=True)
class Answers:
    """What those who were asked last have said; `silent` ones keep their seats. `reminded_at` None: not yet."""

    asked_at: datetime
    coming: int
    gone: int
    silent: int
    reminded_at: datetime | None

    @property
    def asked(self) -> int:
        return self.coming + self.gone + self.silent


def is_big(change: EventChange) -> bool:
    """Another day, another town, no longer on site or no longer online, or a start moved by more than two hours."""
    changes = session_changes.of(change)
    return any(_is_elsewhen(each) for each in changes) or _is_elsewhere(changes)


def is_far(event: Event, into: Event, *, now: datetime) -> bool:
    """Whether going over from one training to another is as much as a big change of the one would be."""
    before, after = _programme(event, now), _programme(into, now)
    if before.starts.keys() != after.starts.keys() or before.ways - after.ways:
        return True
    is_other_town = bool(after.towns) and bool(before.towns - after.towns)
    return is_other_town or any(abs(after.starts[day] - start) > BIG_STEP for day, start in before.starts.items())


def ask_again(event: Event, change: EventChange) -> Collection[uuid.UUID]:
    """Ask everybody who has a seat of a locked event; answer whose registrations."""
    seated = Registration.objects.filter(event=event, state=State.CONFIRMED, person__isnull=False)
    asked = list(seated.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    seated.filter(pk__in=asked).update(asked_again_at=change.at, reconfirmed_at=None)
    return asked


@transaction.atomic
def reconfirm(
    *,
    by: Actor = PARTICIPANT,
    registration_id: uuid.UUID,
    asked_at: datetime | None = None,
    now: datetime | None = None,
) -> Registration:
    """Say that one comes all the same; saying it twice is saying it once.

    `asked_at` is when the change was made that is answered; None: the last one. Raises RegistrationEndedError,
    EventCancelledError, EventPostponedError, TrainingBegunError, NotAskedError and ChangedAgainError.
    """
    now = now or timezone.now()
    registration, seats = booking.lock_registration(registration_id)
    if registration.state != State.CONFIRMED:
        raise refusals.RegistrationEndedError
    if registration.asked_again_at is None:
        raise NotAskedError
    _refuse_unless_coming(seats.event, now)
    if asked_at not in {None, registration.asked_again_at}:
        raise ChangedAgainError
    if registration.reconfirmed_at is None:
        registration.reconfirmed_at = now
        booking.change_state(registration, registration.state, by=by, action="reconfirm", now=now)
    return registration


@transaction.atomic
def remind_unanswered(*, by: Actor, event_id: uuid.UUID, now: datetime | None = None) -> int:
    """Remind, once, those who have not answered; answers how many.

    Raises NobodyToRemindError, RemindedAlreadyError and, as `reconfirm`, what says that it is not held as planned.
    """
    now = now or timezone.now()
    event = locks.lock_event(event_id)
    found = answers(event.pk)
    _refuse_unless_coming(event, now)
    if found is None or not found.silent:
        raise NobodyToRemindError
    if found.reminded_at is not None:
        raise RemindedAlreadyError
    silent = Registration.objects.filter(_silent(found.asked_at), event=event)
    change = drafting.save_change(event, by=by, action="remind_unanswered", details={"reminded": found.silent}, now=now)
    notices.send_to_all("reconfirm_reminder", event, change, among=silent)
    return found.silent


def _refuse_unless_coming(event: Event, now: datetime) -> None:
    booking.refuse_unless_coming(event, now)
    if event.state == Event.State.POSTPONED:
        raise refusals.EventPostponedError


def answers(event_id: uuid.UUID) -> Answers | None:
    """What has been answered to the last big change; None when nothing was asked. Two queries."""
    asked = Registration.objects.filter(event=event_id, asked_again_at__isnull=False)
    last = asked.aggregate(at=Max("asked_again_at"))["at"]
    if last is None:
        return None
    counts = asked.filter(asked_again_at=last).aggregate(
        coming=Count("pk", filter=Q(state=State.CONFIRMED, reconfirmed_at__isnull=False)),
        silent=Count("pk", filter=_silent(last)),
        gone=Count("pk", filter=~Q(state=State.CONFIRMED)),
    )
    return Answers(asked_at=last, reminded_at=_reminders(event_id, last).values_list("at", flat=True).first(), **counts)


def _silent(asked_at: datetime) -> Q:
    return Q(state=State.CONFIRMED, asked_again_at=asked_at, reconfirmed_at=None)


def _reminders(event_id: uuid.UUID, since: datetime) -> QuerySet[EventChange]:
    return EventChange.objects.filter(event=event_id, action="remind_unanswered", at__gte=since)


@dataclass(frozen=True, slots=True)
class _Programme:
    """What is still to come: when each day begins, in which towns it is, and how one takes part."""

    starts: Mapping[date, datetime]
    towns: frozenset[str]
    ways: frozenset[str]


def _programme(event: Event, now: datetime) -> _Programme:
    held = Session.objects.filter(event=event, state=Session.State.SCHEDULED, ends_at__gt=now)
    sessions = list(held.select_related("venue").order_by("-starts_at"))
    ways = [Place(each.venue_id, each.room_id, each.is_online).ways for each in sessions]
    return _Programme(
        # The earliest of a day is the last that is named.
        starts={dates.first_day(each.starts_at): each.starts_at for each in sessions},
        towns=frozenset(each.venue.municipality for each in sessions if each.venue),
        ways=frozenset[str]().union(*ways),
    )


def _is_elsewhen(change: SessionChange) -> bool:
    if change.before is None or change.after is None:
        return False
    before, after = (timezone.localtime(span[0]) for span in (change.before, change.after))
    return before.date() != after.date() or abs(after - before) > BIG_STEP


def _is_elsewhere(changes: Iterable[SessionChange]) -> bool:
    pairs = [each.places for each in changes if each.places]
    if any(before.ways - after.ways for before, after in pairs):
        return True
    ids = {place.venue_id for pair in pairs for place in pair if place.venue_id}
    towns = dict(Venue.objects.filter(pk__in=ids).values_list("pk", "municipality")) if ids else {}
    return any(
        before.venue_id and after.venue_id and towns[before.venue_id] != towns[after.venue_id]
        for before, after in pairs
    )
