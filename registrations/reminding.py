"""Messages that the clock owes: reminders, links, thanks, names and addresses that are missing.

What is due is looked up anew each time: what has its row is not owed again, two runs at once make one row, and each is
asked once more whether it still holds when it is sent. Reminders go out from nine o'clock of their day to its end.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from catalogue import outbox
from catalogue.models import Message
from events import dates
from events.models import Event, Session
from registrations.models import GroupBooking, MessageTiming, Registration, RegistrationChange, RegistrationTerms
from registrations.models.message_templates import usual_reminder_days
from registrations.notices import owing, words

State = Registration.State
HOUR = timedelta(hours=1)
MORNING = time(9)
NAMES_AHEAD = timedelta(days=2)
# What says when a training is, and how it is joined, as a reminder would.
_TELL_WHEN = ("event_moved", "event_moved_far", "event_link", "event_revived", "merged")


@dataclass(frozen=True, kw_only=True, slots=True)
class Occasion:
    """A sitting to be reminded of: who has a seat since before `due_at` is, once for each `key`."""

    kind: str
    event_id: uuid.UUID
    starts_at: datetime
    due_at: datetime
    key: str
    online_only: bool = False


def owe_reminders(*, now: datetime | None = None) -> int:
    """Owe whatever is due now; answers how many messages that were."""
    now = now or timezone.now()
    timings = _Timings()
    occasions = [*_of_days(timings, now), *_of_the_hour(timings, now)]
    owed = sum(_owe(occasion, now) for occasion in occasions)
    return owed + _owe_thanks(timings, now) + _ask_for_names(now) + _ask_for_addresses(now)


class _Timings:
    """What the agencies have settled, by lead organisation."""

    def __init__(self) -> None:
        self.settled: Mapping[int, MessageTiming] = MessageTiming.objects.in_bulk()

    def of(self, organisation_id: int) -> MessageTiming:
        chain = words.lineage(organisation_id) if self.settled else []
        found = next((self.settled[each] for each in chain if each in self.settled), None)
        return found or MessageTiming(organisation_id=organisation_id)

    @property
    def days(self) -> set[int]:
        """Every number of days that somebody has settled, and the usual ones."""
        return {*usual_reminder_days(), *(day for timing in self.settled.values() for day in timing.reminder_days)}


def _of_days(timings: _Timings, now: datetime) -> Iterator[Occasion]:
    today = timezone.localdate(now)
    due_at = _morning(today)
    if now < due_at:
        return
    for days in sorted(timings.days):
        day = today + timedelta(days=days)
        for event, sessions in _with_sessions_on(day):
            settled = timings.of(event.lead_id).reminder_days
            if days in settled and _is_reminded_of(day, sessions, today, is_nearest=days == min(settled)):
                starts_at = min(each.starts_at for each in sessions if dates.first_day(each.starts_at) == day)
                key = f"{days}:{day}"
                yield Occasion(kind="reminder", event_id=event.pk, starts_at=starts_at, due_at=due_at, key=key)


def _is_reminded_of(day: date, sessions: Sequence[Session], today: date, *, is_nearest: bool) -> bool:
    """The first day with every reminder, a later one with the nearest: unless the days before it still go on."""
    earlier = [dates.first_day(each.starts_at) for each in sessions if dates.first_day(each.starts_at) < day]
    return not earlier or (is_nearest and max(earlier) < today)


def _of_the_hour(timings: _Timings, now: datetime) -> Iterator[Occasion]:
    soon = Session.objects.filter(
        event__state=Event.State.PUBLISHED,
        state=Session.State.SCHEDULED,
        # The index of spans begins with the end.
        ends_at__gt=now,
        starts_at__gt=now,
        starts_at__lte=now + HOUR,
        all_day=False,
    ).exclude(join_url="")
    earlier_that_day = Session.objects.filter(
        event=OuterRef("event"),
        state=Session.State.SCHEDULED,
        join_url=OuterRef("join_url"),
        starts_at__lt=OuterRef("starts_at"),
        starts_at__gte=dates.midnight(timezone.localdate(now)),
    )
    for session in soon.filter(~Exists(earlier_that_day)).select_related("event").order_by("starts_at", "pk"):
        if timings.of(session.event.lead_id).reminds_before_start:
            yield Occasion(
                kind="reminder_hour",
                event_id=session.event_id,
                starts_at=session.starts_at,
                due_at=session.starts_at - HOUR,
                key=str(int(session.starts_at.timestamp())),
                online_only=True,
            )


def _with_sessions_on(day: date) -> Iterator[tuple[Event, list[Session]]]:
    """Published events with a sitting that begins on the day, each with all its sittings that are held."""
    held = Session.objects.filter(state=Session.State.SCHEDULED)
    midnight = dates.midnight(day)
    begins = held.filter(
        ends_at__gt=midnight, starts_at__gte=midnight, starts_at__lt=dates.midnight(day + timedelta(days=1))
    )
    for event in Event.objects.published().filter(pk__in=begins.order_by().values("event")).order_by("pk"):
        yield event, list(held.filter(event=event))


@transaction.atomic
def _owe(occasion: Occasion, now: datetime) -> int:
    """Owe it to whoever has had a seat since before it was due; who got one later, or a change, knows it all."""
    seated = _reachable().filter(event=occasion.event_id, state=State.CONFIRMED, created_at__lt=occasion.due_at)
    lately = RegistrationChange.objects.filter(
        registration=OuterRef("pk"), to_state=State.CONFIRMED, at__gte=occasion.due_at
    ).exclude(from_state=State.CONFIRMED)
    just_told = Message.objects.filter(
        registration_id=OuterRef("pk"), kind__in=_TELL_WHEN, created_at__gte=occasion.due_at
    )
    seated = seated.filter(~Exists(lately), ~Exists(just_told))
    if occasion.online_only:
        seated = seated.exclude(pool__delivery="onsite")
    return _queue(occasion.kind, seated, now, key=occasion.key, starts_at=occasion.starts_at.isoformat())


@transaction.atomic
def _owe_thanks(timings: _Timings, now: datetime) -> int:
    today = timezone.localdate(now)
    if now < _morning(today):
        return 0
    # Ending at midnight is ending the day before.
    ended = Q(ends_at__gt=dates.midnight(today - timedelta(days=1)), ends_at__lte=dates.midnight(today))
    over = [event for event in Event.objects.published().filter(ended) if timings.of(event.lead_id).sends_thanks]
    seated = _reachable().filter(event__in=over, state=State.CONFIRMED)
    return _queue("thanks", seated, now) if over else 0


@transaction.atomic
def _ask_for_names(now: datetime) -> int:
    """Of groups whose seats without a name are given up in two days, unless they were registered just now."""
    due = GroupBooking.objects.filter(
        names_due_at__gt=now, names_due_at__lte=now + NAMES_AHEAD, created_at__lt=now - NAMES_AHEAD
    )
    unnamed = Registration.objects.active().filter(group__in=due, person=None).select_related("group")
    first: dict[str, Registration] = {}
    for seat in unnamed.order_by("created_at", "pk"):
        group = seat.group
        assert group is not None
        first.setdefault(f"name_seats:{group.pk}:{group.names_due_at:%Y-%m-%d}", seat)
    return _queue_new(first, "name_seats", now)


@transaction.atomic
def _ask_for_addresses(now: datetime) -> int:
    """Once, half-way through the time that a seat is held for an address that nobody has confirmed."""
    reachable = _reachable() | Registration.objects.filter(person=None)
    held = reachable.filter(state=State.CONFIRMED, verify_by__gt=now).select_related("event__terms", "group")
    half = {row: timedelta(hours=_terms(row).verify_hours) / 2 for row in held}
    due = [row for row, rest in half.items() if row.verify_by and row.verify_by - rest <= now]
    # Of seats without a name their contact hears once.
    owed = {f"verify_address:{row.group_id if row.is_unnamed else row.pk}:{row.verify_by:%Y-%m-%d}": row for row in due}
    return _queue_new(owed, "verify_address", now)


def _terms(registration: Registration) -> RegistrationTerms:
    return getattr(registration.event, "terms", None) or RegistrationTerms()


def _reachable() -> QuerySet[Registration]:
    """With a person who can be written to: neither a seat without a name nor somebody forgotten."""
    return Registration.objects.filter(person__isnull=False).exclude(email="")


def _queue(kind: str, registrations: QuerySet[Registration], now: datetime, *, key: str = "", **context: Any) -> int:
    """Owe it to those of them who have no such message yet."""
    end = f":{key}" if key else ""
    cause = Concat(Value(f"{kind}:"), Cast(OuterRef("pk"), TextField()), Value(end), output_field=TextField())
    untold = registrations.filter(~Exists(Message.objects.filter(cause=cause))).order_by("pk")
    name: Callable[[Registration], str] = lambda row: f"{kind}:{row.pk}{end}"  # noqa: E731 - as the database names it
    owed = [owing.build(kind, row, cause=name(row), now=now, **context) for row in untold]
    outbox.queue_messages(owed)
    return len(owed)


def _queue_new(causes: Mapping[str, Registration], kind: str, now: datetime) -> int:
    known = set(Message.objects.filter(cause__in=list(causes)).values_list("cause", flat=True))
    owed = [owing.build(kind, row, cause=cause, now=now) for cause, row in causes.items() if cause not in known]
    outbox.queue_messages(owed)
    return len(owed)


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, MORNING))
