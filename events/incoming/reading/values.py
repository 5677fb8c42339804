"""Values of properties: texts without what nobody should see, times and durations as Python knows them."""

import datetime as dt
import re
from dataclasses import dataclass

from events.incoming import limits
from events.incoming.reading import lines, zones
from events.incoming.reading.problems import EventError

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)\Z", re.ASCII)
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?(Z?)\Z", re.ASCII | re.IGNORECASE)
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,7})W)?(?:(\d{1,7})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?\Z", re.ASCII
)
_SEPARATOR = re.compile(r"(?<!\\),")

When = dt.date | dt.datetime


@dataclass(frozen=True, slots=True)
class Zoning:
    """How times without a zone are meant, and which zones a calendar brings along."""

    floating: dt.tzinfo
    own: dict[str, bytes]


def text(rest: bytes, longest: int) -> str:
    """One line of plain text."""
    value = lines.decoded(lines.split(rest)[1][: longest * 8])
    value = _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
    return " ".join(_CONTROLS.sub(" ", value).split())[:longest].rstrip()


def texts(rest: bytes, longest: int) -> list[str]:
    """Several texts with commas between; a backslash before a comma may itself be escaped."""
    value = lines.decoded(lines.split(rest)[1][:20_000]).replace("\x00", "").replace("\\\\", "\x00")
    return [text(b":" + part.replace("\x00", "\\\\").encode(), longest) for part in _SEPARATOR.split(value)]


def number(rest: bytes) -> int:
    """A whole number; what is none counts as nothing."""
    value = lines.split(rest)[1].strip()
    return min(int(value), 2**31 - 1) if value.isdigit() and len(value) <= 10 else 0  # noqa: PLR2004


def when(rest: bytes, zoning: Zoning) -> When:
    """A date or an aware moment; raises EventError."""
    parameters, value = lines.split(rest)
    return one_time(lines.decoded(value).strip(), parameters, zoning)


def times(rest: bytes, zoning: Zoning) -> list[When]:
    """Several dates or moments; of periods their beginnings."""
    parameters, value = lines.split(rest)
    parts = lines.decoded(value).split(",")
    if len(parts) > limits.MOST_DATES:
        raise EventError("too_many_dates", most=limits.MOST_DATES)
    return [one_time(part.strip().partition("/")[0], parameters, zoning) for part in parts if part.strip()]


def one_time(value: str, parameters: bytes, zoning: Zoning) -> When:
    try:
        if found := _DATE.match(value):
            return _of_our_time(dt.date(int(found[1]), int(found[2]), int(found[3])))
        if found := _TIME.match(value):
            zone = dt.UTC if found[7] else _zone(parameters, zoning)
            year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
            moment = dt.datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
            _of_our_time(moment.date())
            return moment
    except ValueError:
        pass
    raise EventError("bad_time", value=value[:40])


def duration(rest: bytes) -> dt.timedelta:
    value = lines.decoded(lines.split(rest)[1]).strip().upper()
    found = _DURATION.match(value)
    if not found or value in ("P", "PT"):
        raise EventError("bad_duration", value=value[:40])
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    length = dt.timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] == "-" else length


def _zone(parameters: bytes, zoning: Zoning) -> dt.tzinfo:
    name = lines.parameter(parameters, b"TZID")
    return zones.of(name, zoning.own) if name else zoning.floating


def _of_our_time(day: dt.date) -> dt.date:
    if not limits.FIRST_YEAR <= day.year <= limits.LAST_YEAR:
        raise EventError("year_out_of_range", year=day.year)
    return day
