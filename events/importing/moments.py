"""Dates and hours as files write them, and the sessions that a start and an end stand for (Finnish local time)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

# Longer than this is a programme, not a row of sittings.
MOST_DAYS = 14
USUAL_LENGTH = timedelta(hours=2)
# The hours of a day of which only the other end is known.
DAY_BEGINS, DAY_ENDS = time(9), time(16)
# A meeting that runs past midnight, not two days of meetings.
LONGEST_NIGHT = timedelta(hours=12)
YEARS = range(1990, 2101)

_ISO = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ]+(\d\d?)[:.](\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)
_FINNISH = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})(?:,?\s+(?:klo|kl\.?)?\s*(\d\d?)(?:[:.](\d\d))?)?", re.ASCII)
_HOUR = re.compile(r"(\d\d?)(?:[:.](\d\d))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
    """A local date, with a local time of day where one is given."""

    day: date
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """One session's time, half-open, in UTC."""

    starts_at: datetime
    ends_at: datetime
    all_day: bool = False


@dataclass(frozen=True, slots=True)
class Spans:
    """The sessions and what had to be assumed; `refusal` names the field and the reason when there can be none."""

    spans: tuple[Span, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    refusal: tuple[str, str] | None = None


def parse(text: str) -> Moment:
    """Read `2026-03-13`, `2026-03-13T09:00`, `13.3.2026` or `13.3.2026 klo 9.00`; raise ValueError otherwise."""
    if match := _ISO.fullmatch(text.strip()):
        year, month, day, hour, minute, zone = match.groups()
    elif match := _FINNISH.fullmatch(text.strip()):
        day, month, year, hour, minute = match.groups()
        zone = None
    else:
        raise ValueError(text)
    if int(year) not in YEARS:
        raise ValueError(text)
    on = date(int(year), int(month), int(day))
    if hour is None:
        return Moment(on)
    moment = Moment(on, time(int(hour), int(minute or 0)))
    return _to_local(moment, zone) if zone else moment


def parse_hour(text: str) -> time:
    """Read `9`, `9:30` or `09.30`; raise ValueError otherwise."""
    match = _HOUR.fullmatch(text.strip())
    if not match:
        raise ValueError(text)
    return time(int(match[1]), int(match[2] or 0))


def start_of(moment: Moment) -> datetime:
    """The instant a moment begins; a date begins at local midnight."""
    return _instant(moment.day, moment.at or time())


def end_of(moment: Moment) -> datetime:
    """The instant a moment ends; a date ends at the next local midnight."""
    return _instant(moment.day, moment.at) if moment.at else _instant(moment.day + timedelta(days=1), time())


def to_spans(start: Moment | None, end: Moment | None) -> Spans:
    """Answer the sessions of a training that runs from `start` to `end`, either of which may be missing."""
    if start is None:
        if end is not None:
            return Spans(refusal=("start", _("there is an end but no start")))
        return Spans(notes=(("start", _("no date: left as a draft without sessions")),))
    if end is not None and (end.day < start.day or (end.day == start.day and _hours_run_backwards(start, end))):
        return Spans(refusal=("end", _("the end is not after the start")))
    days = (end.day - start.day).days + 1 if end else 1
    if days > MOST_DAYS:
        note = _("%(days)d days is too long for sessions: left as a draft without sessions") % {"days": days}
        return Spans(notes=(("end", note),))
    notes: list[tuple[str, str]] = []
    spans = tuple(_spans(start, end, days, notes))
    if any(span.ends_at <= span.starts_at for span in spans):
        # An hour that the clock skipped or went through twice.
        return Spans(refusal=("end", _("the end is not after the start")))
    return Spans(spans, tuple(notes))


def _hours_run_backwards(start: Moment, end: Moment) -> bool:
    return start.at is not None and end.at is not None and end.at <= start.at


def _spans(start: Moment, end: Moment | None, days: int, notes: list[tuple[str, str]]) -> Iterator[Span]:
    if start.at is None:
        if end is not None and end.at is not None:
            notes.append(("start", _("an hour for the end but none for the start: taken as whole days")))
        for day in _days(start, days):
            yield Span(_instant(day, time()), _instant(day + timedelta(days=1), time()), all_day=True)
    elif end is None:
        notes.append(("end", _("no end: taken as two hours long")))
        begins = _instant(start.day, start.at)
        yield Span(begins, begins + USUAL_LENGTH)
    elif end.at is None:
        notes.append(("end", _("no hour for the end: each day taken to end at four, or two hours after its start")))
        for day in _days(start, days):
            begins = _instant(day, start.at)
            yield Span(begins, max(_instant(day, DAY_ENDS), begins + USUAL_LENGTH))
    else:
        yield from _timed(start.day, start.at, end.day, end.at, notes)


def _timed(first: date, from_hour: time, last: date, to_hour: time, notes: list[tuple[str, str]]) -> Iterator[Span]:
    begins, ends = _instant(first, from_hour), _instant(last, to_hour)
    days = (last - first).days + 1
    if days == 1 or (to_hour <= from_hour and ends - begins <= LONGEST_NIGHT):
        yield Span(begins, ends)
    elif to_hour > from_hour:
        notes.append(("end", _("one session a day, each with the hours given")))
        for day in _days(Moment(first), days):
            yield Span(_instant(day, from_hour), _instant(day, to_hour))
    else:
        notes.append(("end", _("one session a day; hours that are not given were taken as from nine to four")))
        for day in _days(Moment(first), days):
            opens = begins if day == first else _instant(day, min(DAY_BEGINS, to_hour) if day == last else DAY_BEGINS)
            closes = ends if day == last else _instant(day, DAY_ENDS)
            yield Span(opens, max(closes, opens + USUAL_LENGTH) if day != last else closes)


def _days(start: Moment, days: int) -> list[date]:
    return [start.day + timedelta(days=number) for number in range(days)]


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone()).astimezone(UTC)


def _to_local(moment: Moment, zone: str) -> Moment:
    """Turn an hour given with its offset from UTC into the local one."""
    offset = "+00:00" if zone == "Z" else zone
    text = f"{moment.day.isoformat()}T{moment.at}{offset}"
    local = datetime.fromisoformat(text).astimezone(timezone.get_default_timezone())
    return Moment(local.date(), local.time())
