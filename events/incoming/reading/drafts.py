"""An event of a calendar as far as it is kept: when, what, where, in which state. No people, no description."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from events.incoming import limits
from events.incoming.reading import values, zones
from events.incoming.reading.blocks import Block
from events.incoming.reading.problems import EventError, Problems
from events.incoming.reading.values import When, Zoning

A_DAY, AN_HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
_HIDDEN = {"PRIVATE", "CONFIDENTIAL"}


@dataclass(frozen=True, slots=True)
class Draft:
    """`starts` and `ends` are both dates (the end is the day after) or both aware moments."""

    block: Block
    zoning: Zoning
    uid: str
    recurrence: When | None
    starts: When
    ends: When
    title: str
    sequence: int
    stamp: str
    is_free: bool
    is_cancelled: bool

    @property
    def line(self) -> int:
        return self.block.line

    @property
    def recurrence_id(self) -> str:
        return identity(self.recurrence) if self.recurrence is not None else ""

    @property
    def rank(self) -> tuple[int, str]:
        """Of two with the same identity the higher one holds."""
        return self.sequence, self.stamp

    @property
    def repeats(self) -> bool:
        return b"RRULE" in self.block.several or b"RDATE" in self.block.several or b"EXRULE" in self.block.several


def identity(when: When) -> str:
    """20270301T070000Z or 20270301: how an occurrence is known, whatever the zone it was written in."""
    if isinstance(when, dt.datetime):
        return f"{when.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    return f"{when:%Y%m%d}"


def of(block: Block, problems: Problems) -> Draft:
    """Read an event; raises EventError with what is wrong when it must be left out."""
    if block.too_long:
        raise EventError("line_too_long", property=block.too_long, most=limits.LONGEST_LINE)
    floating = zones.of(block.zone, block.zones) if block.zone else zones.HOME
    zoning = Zoning(floating, block.zones)
    one = block.one
    if b"DTSTART" not in one:
        raise EventError("no_start")
    starts = values.when(one[b"DTSTART"], zoning)
    title = values.text(one[b"SUMMARY"], limits.LONGEST_TITLE) if b"SUMMARY" in one else ""
    starts, ends = _lasting(block, zoning, starts, problems, title)
    if b"SEQUENCE" in one and not one[b"SEQUENCE"].partition(b":")[2].strip().isdigit():
        problems.add(block.line, "bad_sequence", is_left_out=False, title=title)
    recurrence = values.when(one[b"RECURRENCE-ID"], zoning) if b"RECURRENCE-ID" in one else None
    return Draft(
        block=block,
        zoning=zoning,
        uid=_uid(block, starts, ends, title, problems),
        recurrence=recurrence,
        starts=starts,
        ends=ends,
        title="" if _word(one.get(b"CLASS", b"")) in _HIDDEN else title,
        sequence=values.number(one.get(b"SEQUENCE", b"")),
        stamp=_word(one.get(b"DTSTAMP", b"")),
        is_free=_word(one.get(b"TRANSP", b"")) == "TRANSPARENT",
        is_cancelled=_word(one.get(b"STATUS", b"")) == "CANCELLED",
    )


def details(draft: Draft) -> tuple[str, list[str], str]:
    """Where it is, its categories, and its page: nothing of what is marked as private."""
    one = draft.block.one
    if _word(one.get(b"CLASS", b"")) in _HIDDEN:
        return "", [], ""
    location = values.text(one[b"LOCATION"], limits.LONGEST_TITLE) if b"LOCATION" in one else ""
    categories: dict[str, None] = {}
    for rest in draft.block.several.get(b"CATEGORIES", ())[: limits.MOST_CATEGORIES]:
        categories |= dict.fromkeys(filter(None, values.texts(rest, limits.LONGEST_CATEGORY)))
    url = values.text(one[b"URL"], limits.LONGEST_URL) if b"URL" in one else ""
    is_page = url.lower().startswith(("https://", "http://")) and " " not in url
    return location, list(categories)[: limits.MOST_CATEGORIES], url if is_page else ""


def _lasting(block: Block, zoning: Zoning, starts: When, problems: Problems, title: str) -> tuple[When, When]:
    """From when to when, both of one kind; raises EventError for what cannot be."""
    if b"DTEND" in block.one:
        ends = values.when(block.one[b"DTEND"], zoning)
    elif b"DURATION" in block.one:
        length = values.duration(block.one[b"DURATION"])
        if length > dt.timedelta(days=limits.LONGEST_DAYS):
            raise EventError("lasts_too_long", days=length.days, most=limits.LONGEST_DAYS)
        ends = _after(starts, length)
    else:
        ends = starts
    if isinstance(starts, dt.datetime) != isinstance(ends, dt.datetime):
        problems.add(block.line, "date_and_time", is_left_out=False, title=title)
        starts, ends = _of_one_kind(starts, ends, zoning)
    if moment(ends) < moment(starts):
        raise EventError("ends_before_start")
    if moment(ends) == moment(starts):
        if isinstance(starts, dt.datetime):
            problems.add(block.line, "no_end", is_left_out=False, title=title)
        ends = _after(starts, AN_HOUR) if isinstance(starts, dt.datetime) else starts + A_DAY
    lasting = moment(ends) - moment(starts)
    if lasting > dt.timedelta(days=limits.LONGEST_DAYS):
        raise EventError("lasts_too_long", days=lasting.days, most=limits.LONGEST_DAYS)
    return starts, ends


def _after(starts: When, length: dt.timedelta) -> When:
    """By the time that really passes; whole days as the calendar counts them."""
    if not isinstance(starts, dt.datetime):
        return starts + dt.timedelta(days=length.days)
    if not length % A_DAY:
        return starts + length
    return (starts.astimezone(dt.UTC) + length).astimezone(starts.tzinfo)


def _of_one_kind(starts: When, ends: When, zoning: Zoning) -> tuple[When, When]:
    if isinstance(ends, dt.datetime):
        last = (ends - dt.timedelta(microseconds=1)).date()
        assert not isinstance(starts, dt.datetime)
        return starts, max(last, starts) + A_DAY
    return starts, dt.datetime.combine(ends, dt.time(), tzinfo=zoning.floating)


def moment(when: When) -> dt.datetime:
    """In UTC; dates by Finnish midnights."""
    if isinstance(when, dt.datetime):
        return when.astimezone(dt.UTC)
    return dt.datetime.combine(when, dt.time(), tzinfo=zones.HOME).astimezone(dt.UTC)


def _word(rest: bytes) -> str:
    return values.text(rest, 40).upper() if rest else ""


def _uid(block: Block, starts: When, ends: When, title: str, problems: Problems) -> str:
    """As written; what has none, or one longer than any database keeps, is known by a digest."""
    written = values.text(block.one[b"UID"], 10_000) if b"UID" in block.one else ""
    if not written:
        problems.add(block.line, "no_uid", is_left_out=False, title=title)
        written = f"{identity(starts)}/{identity(ends)}/{title}"
        return f"no-uid-{hashlib.sha256(written.encode()).hexdigest()[:32]}"
    if len(written) > limits.LONGEST_UID:
        return f"long-uid-{hashlib.sha256(written.encode()).hexdigest()[:32]}"
    return written
