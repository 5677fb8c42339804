"""Which sessions a calendar shows at a moment: how far back and ahead, how many, and until when that stays so."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.db.models import DurationField, ExpressionWrapper, F, Min, Q, QuerySet, Value
from django.db.models.functions import Greatest

from events import dates
from events.feeds.vevents import Said
from events.models import SessionEntry
from events.models.events import EventQuerySet

T = TypeVar("T")
MOST_SESSIONS = 1_000
PAST, FUTURE = dt.timedelta(days=92), dt.timedelta(days=366)
CANCELLED_STAYS = dt.timedelta(days=30)


@dataclass(frozen=True)
class Shown:
    """Of the sessions that are asked for, those that the clock lets in; of a thousand and more, the nearest."""

    asked_for: QuerySet[SessionEntry]
    now: dt.datetime
    has_window: bool

    @cached_property
    def entries(self) -> QuerySet[SessionEntry]:
        until_start = ExpressionWrapper(F("starts_at") - Value(self.now), output_field=DurationField())
        since_end = ExpressionWrapper(Value(self.now) - F("ends_at"), output_field=DurationField())
        distance = Greatest(until_start, since_end, Value(dt.timedelta(0)))
        return self._let_in.order_by(distance, "session_id")[:MOST_SESSIONS]

    def changes_at(self, *, number: int, first_end: dt.datetime | None) -> dt.datetime | None:
        """When the clock lets another session in or one out, if nothing else changes; None: never.

        `number` and `first_end` are of the sessions that are shown now. Between sessions that are too many it may be
        said too early, never too late.
        """
        moments = [*self._window_moves(), self._nearest_change(first_end) if number >= MOST_SESSIONS else None]
        return min((moment for moment in moments if moment), default=None)

    @cached_property
    def _let_in(self) -> QuerySet[SessionEntry]:
        """A cancelled session stays for a while after its end, so that every client has seen that it is."""
        let_in = self.asked_for.filter(Q(is_cancelled=False) | Q(ends_at__gt=self.now - CANCELLED_STAYS))
        if self.has_window:
            let_in = let_in.filter(ends_at__gt=self.now - PAST, starts_at__lt=self.now + FUTURE)
        return let_in

    def _window_moves(self) -> Iterable[dt.datetime]:
        wanted = {"cancelled": Min("ends_at", filter=Q(is_cancelled=True, ends_at__gt=self.now - CANCELLED_STAYS))}
        later = {"cancelled": CANCELLED_STAYS, "leaving": PAST, "entering": -FUTURE}
        if self.has_window:
            wanted["leaving"] = Min("ends_at", filter=Q(ends_at__gt=self.now - PAST))
            wanted["entering"] = Min("starts_at", filter=Q(starts_at__gte=self.now + FUTURE))
        # What ended before has left for good: an index passes over the years of it.
        found = self.asked_for.filter(ends_at__gt=self.now - PAST).aggregate(**wanted)
        return (moment + later[name] for name, moment in found.items() if moment)

    def _nearest_change(self, first_end: dt.datetime | None) -> dt.datetime | None:
        """Half-way between the end of the first that is shown and the start of the next that is not.

        While none that is shown has ended, more may go on than are shown: at the next end or start.
        """
        left_out = self._let_in.exclude(pk__in=self.entries.values("pk")).filter(starts_at__gt=self.now)
        following = left_out.aggregate(first=Min("starts_at"))["first"]
        if first_end and first_end >= self.now:
            return min(first_end, following or first_end)
        return max(self.now, first_end + (following - first_end) / 2) if following and first_end else None


def coming_and_recent(
    events: EventQuerySet | None, *, now: dt.datetime, first_day: dt.date | None = None, last_day: dt.date | None = None
) -> Shown:
    """The nearest sessions of these events (None: of all) from −3 to +12 months, touching the days asked for."""
    entries = _of(events)
    if first_day:
        entries = entries.filter(ends_at__gt=dates.midnight(first_day))
    if last_day:
        entries = entries.filter(starts_at__lt=dates.midnight(last_day + dt.timedelta(days=1)))
    return Shown(entries, now, has_window=True)


def all_of(events: EventQuerySet, *, now: dt.datetime) -> Shown:
    """Every session of these events, whenever it is; of a thousand and more, the nearest."""
    return Shown(_of(events), now, has_window=False)


def session(uid: str, *, now: dt.datetime) -> Shown:
    """One session, whenever it is."""
    return Shown(SessionEntry.objects.filter(session__uid=uid), now, has_window=False)


def nothing() -> Shown:
    return Shown(SessionEntry.objects.none(), dt.datetime.now(dt.UTC), has_window=False)


def is_shown(said: Said, now: dt.datetime, *, past: dt.timedelta = PAST) -> bool:
    """Whether a session is in a private calendar: the same rules as `coming_and_recent`, for what is written anew."""
    session = said.session
    if said.is_cancelled and session.ends_at <= now - CANCELLED_STAYS:
        return False
    return session.ends_at > now - past and session.starts_at < now + FUTURE


def nearest(shown: Iterable[tuple[Said, T]], now: dt.datetime) -> list[tuple[Said, T]]:
    """Cut what a private calendar shows to the sessions nearest to now, in the order of time."""
    by_distance = sorted(shown, key=lambda each: abs(each[0].session.starts_at - now))
    return sorted(by_distance[:MOST_SESSIONS], key=lambda each: (each[0].session.starts_at, each[0].session.pk))


def _of(events: EventQuerySet | None) -> QuerySet[SessionEntry]:
    entries = SessionEntry.objects.all()
    return entries if events is None else entries.filter(event__in=events.order_by().values("pk"))
