"""A feed: the calendar's own lines, the stored VEVENTs of its sessions joined by the database, and their ETag."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TypeVar

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import DurationField, ExpressionWrapper, F, Func, Q, QuerySet, Value
from django.db.models.functions import MD5, Greatest

from events import dates
from events.feeds import serialising
from events.feeds.vevents import Said
from events.models import SessionEntry
from events.models.events import EventQuerySet

T = TypeVar("T")
MOST_SESSIONS = 1_000
PAST, FUTURE = dt.timedelta(days=92), dt.timedelta(days=366)
CANCELLED_STAYS = dt.timedelta(days=30)
# Raised when the calendar's own lines change in a way that its ETag would not see.
FORMAT = "1"
# Outlook takes one RRULE per part and BYDAY=-1SU only; lists of RDATEs put Thunderbird an hour late.
VTIMEZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Europe/Helsinki\r\nX-LIC-LOCATION:Europe/Helsinki\r\n"
    "BEGIN:DAYLIGHT\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0300\r\nTZNAME:EEST\r\nDTSTART:19700329T030000\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n"
    "BEGIN:STANDARD\r\nTZOFFSETFROM:+0300\r\nTZOFFSETTO:+0200\r\nTZNAME:EET\r\nDTSTART:19701025T040000\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)
END = "END:VCALENDAR\r\n"


@dataclass(frozen=True)
class Head:
    """What stands round the VEVENTs: a name and description in the language of the calendar.

    `is_file`: it is not subscribed to but saved, as the button of a page asks.
    """

    language: str
    name: str
    description: str
    filename: str
    is_file: bool = field(default=False, kw_only=True)

    @property
    def header(self) -> str:
        """Everything before the VEVENTs. The time zone is there even when no session is: some refuse it else."""
        return (
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Koulutuskalenteri//Koulutuskalenteri 1//FI\r\n"
            "CALSCALE:GREGORIAN\r\n"
            f"{serialising.text('NAME', self.name)}"
            f"{serialising.text('X-WR-CALNAME', self.name)}"
            f"{serialising.text('DESCRIPTION', self.description)}"
            f"{serialising.text('X-WR-CALDESC', self.description)}"
            "X-WR-TIMEZONE:Europe/Helsinki\r\n"
            "REFRESH-INTERVAL;VALUE=DURATION:PT4H\r\nX-PUBLISHED-TTL:PT4H\r\n"
            f"{VTIMEZONE}"
        )


@dataclass(frozen=True)
class Calendar(Head):
    """What one address answers to everybody: the stored entries of the sessions it shows."""

    entries: QuerySet[SessionEntry]


@dataclass(frozen=True)
class OwnCalendar(Head):
    """What a secret address answers to one person: VEVENTs written for them."""

    vevents: str


@dataclass(frozen=True, slots=True)
class Rendered:
    etag: str
    body: bytes


def coming_and_recent(
    events: EventQuerySet | None, *, now: dt.datetime, first_day: dt.date | None = None, last_day: dt.date | None = None
) -> QuerySet[SessionEntry]:
    """The nearest sessions of these events (None: of all) from −3 to +12 months, touching the days asked for."""
    entries = _shown(events, now).filter(ends_at__gt=now - PAST, starts_at__lt=now + FUTURE)
    if first_day:
        entries = entries.filter(ends_at__gt=dates.midnight(first_day))
    if last_day:
        entries = entries.filter(starts_at__lt=dates.midnight(last_day + dt.timedelta(days=1)))
    return _nearest(entries, now)


def all_of(events: EventQuerySet, *, now: dt.datetime) -> QuerySet[SessionEntry]:
    """Every session of these events, whenever it is; of a thousand and more, the nearest."""
    return _nearest(_shown(events, now), now)


def of_session(uid: str, *, now: dt.datetime) -> QuerySet[SessionEntry]:
    """One session, whenever it is."""
    return _nearest(_shown(None, now).filter(session__uid=uid), now)


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


def none() -> QuerySet[SessionEntry]:
    return SessionEntry.objects.none()


def etag(calendar: Calendar | OwnCalendar) -> str:
    """Answer the ETag of what `render` would answer, without reading a body: the database digests the digests."""
    if isinstance(calendar, OwnCalendar):
        return _etag(calendar, calendar.vevents)
    return _etag(calendar, _aggregate(calendar, with_bodies=False)["digest"])


def render(calendar: Calendar | OwnCalendar) -> Rendered:
    """Answer the whole calendar with its ETag, both of one moment."""
    if isinstance(calendar, OwnCalendar):
        body = f"{calendar.header}{calendar.vevents}{END}".encode()
        return Rendered(etag(calendar), body)
    found = _aggregate(calendar, with_bodies=True)
    body = f"{calendar.header}{found['bodies']}{END}".encode()
    return Rendered(_etag(calendar, found["digest"]), body)


def _shown(events: EventQuerySet | None, now: dt.datetime) -> QuerySet[SessionEntry]:
    """A cancelled session stays for a while after its end, so that every client has seen that it is."""
    entries = SessionEntry.objects.filter(Q(is_cancelled=False) | Q(ends_at__gt=now - CANCELLED_STAYS))
    return entries if events is None else entries.filter(event__in=events.order_by().values("pk"))


def _nearest(entries: QuerySet[SessionEntry], now: dt.datetime) -> QuerySet[SessionEntry]:
    """Cut to those nearest to now: the time until it starts, or since it ended."""
    until_start = ExpressionWrapper(F("starts_at") - Value(now), output_field=DurationField())
    since_end = ExpressionWrapper(Value(now) - F("ends_at"), output_field=DurationField())
    distance = Greatest(until_start, since_end, Value(dt.timedelta(0)))
    return entries.order_by(distance, "session_id")[:MOST_SESSIONS]


def _aggregate(calendar: Calendar, *, with_bodies: bool) -> dict[str, str]:
    order = ("starts_at", "session_id")
    digests = StringAgg(f"digest_{calendar.language}", "", order_by=order, default=Value(""))
    wanted: dict[str, Func] = {"digest": MD5(digests)}
    if with_bodies:
        wanted["bodies"] = StringAgg(f"vevent_{calendar.language}", "", order_by=order, default=Value(""))
    return calendar.entries.aggregate(**wanted)


def _etag(calendar: Head, digest: str) -> str:
    """Weak, because the compressed answer carries it too."""
    whole = f"{FORMAT}\n{digest}\n{calendar.header}"
    return f'W/"{blake2b(whole.encode(), digest_size=16).hexdigest()}"'
