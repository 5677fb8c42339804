"""A feed: the calendar's own lines, the stored VEVENTs of its sessions joined by the database, and their ETag."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, Func, Min, Value
from django.db.models.functions import MD5

from events.feeds import brevity, serialising
from events.feeds.showing import Shown

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
BEGIN = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Koulutuskalenteri//Koulutuskalenteri 1//FI\r\nCALSCALE:GREGORIAN\r\n"
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
            f"{BEGIN}"
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
    """What one address answers to everybody: the stored entries of the sessions it shows.

    Addresses whose calendars have one `key` mean the same; without one (`""`) it is for a mistake, kept by nobody.
    """

    shown: Shown
    key: str = ""

    @property
    def head(self) -> Head:
        return Head(self.language, self.name, self.description, self.filename, is_file=self.is_file)


@dataclass(frozen=True)
class OwnCalendar(Head):
    """What a secret address answers to one person: VEVENTs written for them."""

    vevents: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What can be said of a calendar without reading it: its ETag, how many sessions it shows, when the first ends."""

    etag: str
    number: int = 0
    first_end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rendered(Seen):
    body: bytes = b""


def see(calendar: Calendar | OwnCalendar) -> Seen:
    """Answer the ETag of what `render` would answer, without reading a body: the database digests the digests."""
    if isinstance(calendar, OwnCalendar):
        return Seen(_etag(calendar, calendar.vevents))
    found = _aggregate(calendar, with_bodies=False)
    return Seen(_etag(calendar, found["digest"]), found["number"], found["first_end"])


def render(calendar: Calendar | OwnCalendar) -> Rendered:
    """Answer the whole calendar with its ETag, both of one moment."""
    if isinstance(calendar, OwnCalendar):
        body = brevity.whole(calendar.header, calendar.vevents, END)
        return Rendered(_etag(calendar, calendar.vevents), body=body)
    found = _aggregate(calendar, with_bodies=True)
    body = brevity.whole(calendar.header, found["bodies"], END)
    return Rendered(_etag(calendar, found["digest"]), found["number"], found["first_end"], body)


def _aggregate(calendar: Calendar, *, with_bodies: bool) -> dict[str, Any]:
    order = ("starts_at", "session_id")
    digests = StringAgg(f"digest_{calendar.language}", "", order_by=order, default=Value(""))
    wanted: dict[str, Func] = {"digest": MD5(digests), "number": Count("pk"), "first_end": Min("ends_at")}
    if with_bodies:
        wanted["bodies"] = StringAgg(f"vevent_{calendar.language}", "", order_by=order, default=Value(""))
    return calendar.shown.entries.aggregate(**wanted)


def _etag(calendar: Head, digest: str) -> str:
    """Weak, because the compressed answer carries it too."""
    whole = f"{FORMAT}\n{digest}\n{calendar.header}"
    return f'W/"{blake2b(whole.encode(), digest_size=16).hexdigest()}"'
