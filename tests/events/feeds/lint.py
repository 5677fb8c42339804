"""A byte-level lint of calendar feeds: every rule of shared/icalendar.md 2.1 to 2.4 that the bytes alone can show."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

VTIMEZONE = b"\r\n".join(
    (
        b"BEGIN:VTIMEZONE",
        b"TZID:Europe/Helsinki",
        b"X-LIC-LOCATION:Europe/Helsinki",
        b"BEGIN:DAYLIGHT",
        b"TZOFFSETFROM:+0200",
        b"TZOFFSETTO:+0300",
        b"TZNAME:EEST",
        b"DTSTART:19700329T030000",
        b"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        b"END:DAYLIGHT",
        b"BEGIN:STANDARD",
        b"TZOFFSETFROM:+0300",
        b"TZOFFSETTO:+0200",
        b"TZNAME:EET",
        b"DTSTART:19701025T040000",
        b"RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        b"END:STANDARD",
        b"END:VTIMEZONE",
        b"",
    )
)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]")
LINE = re.compile(r'(?P<name>[A-Z-]+)(?P<parameters>(?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*))*):(?P<value>.*)', re.DOTALL)
UTC = re.compile(r"\d{8}T\d{6}Z")
LOCAL = re.compile(r"\d{8}T\d{6}")
DATE = re.compile(r"\d{8}")
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "X-WR-CALDESC"}
ONCE = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "LAST-MODIFIED", "CREATED", "STATUS", "TRANSP")
AT_MOST_ONCE = ("CLASS", "LOCATION", "DESCRIPTION", "URL", "GEO", "ORGANIZER", "CATEGORIES")
CALENDAR = (
    "VERSION",
    "PRODID",
    "CALSCALE",
    "NAME",
    "X-WR-CALNAME",
    "DESCRIPTION",
    "X-WR-CALDESC",
    "X-WR-TIMEZONE",
    "REFRESH-INTERVAL",
    "X-PUBLISHED-TTL",
)
FORBIDDEN = {"ATTENDEE", "METHOD", "RDATE", "EXDATE", "VALARM", "DURATION", "ATTACH", "CONFERENCE"}
CANCELLED = ("PERUTTU: ", "INSTÄLLD: ", "CANCELLED: ")
MOST_BYTES = 1_250_000


@dataclass(frozen=True)
class Line:
    name: str
    parameters: str
    value: str


def faults(body: bytes) -> list[str]:
    """Answer what is wrong with a feed; nothing when it is right."""
    return list(_byte_faults(body)) or list(_structure_faults(body))


def _byte_faults(body: bytes) -> Iterator[str]:
    if body.startswith(b"\xef\xbb\xbf"):
        yield "begins with a byte order mark"
    if not body.endswith(b"END:VCALENDAR\r\n"):
        yield "does not end with END:VCALENDAR and CRLF"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", body):
        yield "has a line break that is not CRLF"
    if b"\r\n\r\n" in body:
        yield "has an empty line"
    if len(body) > MOST_BYTES:
        yield f"is {len(body)} bytes long"
    yield from _line_faults(body.split(b"\r\n"))


def _line_faults(lines: list[bytes]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if len(line) > 75:
            yield f"line {number} has {len(line)} octets"
        try:
            text = line.decode()
        except UnicodeDecodeError:
            yield f"line {number} is not UTF-8 by itself"
            continue
        if CONTROL.search(text):
            yield f"line {number} has a control character"
    for number, (line, following) in enumerate(pairwise(lines), start=1):
        if following.startswith(b" ") and (len(line) - len(line.rstrip(b"\\"))) % 2:
            yield f"line {number} is folded between a backslash and what it escapes"


def _structure_faults(body: bytes) -> Iterator[str]:
    if body.count(VTIMEZONE) != 1:
        yield "has not exactly one VTIMEZONE as it must be"
    elif b"BEGIN:VEVENT" in body and body.index(VTIMEZONE) > body.index(b"BEGIN:VEVENT"):
        yield "has its VTIMEZONE after the events"
    lines = []
    for raw in body.replace(VTIMEZONE, b"").decode().replace("\r\n ", "").split("\r\n")[:-1]:
        match = LINE.fullmatch(raw)
        if match is None:
            yield f"cannot be read: {raw[:60]}"
            return
        lines.append(Line(match["name"], match["parameters"], match["value"]))
    yield from _calendar_faults(lines)
    events = _components(lines)
    for event in events:
        yield from _event_faults(event)
    uids = Counter(line.value for event in events for line in event if line.name == "UID")
    yield from (f"UID {uid} comes {times} times" for uid, times in uids.items() if times > 1)


def _calendar_faults(lines: list[Line]) -> Iterator[str]:
    head = []
    for line in lines[1:]:
        if line.name in ("BEGIN", "END"):
            break
        head.append(line)
    if [line.name for line in head] != list(CALENDAR):
        yield f"the calendar's own lines are {[line.name for line in head]}"
        return
    values = {line.name: line for line in head}
    if values["VERSION"].value != "2.0" or values["CALSCALE"].value != "GREGORIAN":
        yield "is not a Gregorian calendar of version 2.0"
    if values["REFRESH-INTERVAL"] != Line("REFRESH-INTERVAL", ";VALUE=DURATION", "PT4H"):
        yield "REFRESH-INTERVAL lacks its type"
    if values["X-PUBLISHED-TTL"].value != "PT4H" or values["X-WR-TIMEZONE"].value != "Europe/Helsinki":
        yield "the calendar's hints are wrong"
    yield from (f"{line.name} is not escaped" for line in head if line.name in TEXTS and not _is_text(line.value))
    yield from (f"has {line.name}" for line in lines if line.name in FORBIDDEN or line.value in FORBIDDEN)


def _components(lines: list[Line]) -> list[list[Line]]:
    events: list[list[Line]] = []
    for line in lines:
        if (line.name, line.value) == ("BEGIN", "VEVENT"):
            events.append([])
        elif events and line.name not in ("BEGIN", "END"):
            events[-1].append(line)
    return events


def _event_faults(event: list[Line]) -> Iterator[str]:
    counts = Counter(line.name for line in event)
    yield from (f"{name} comes {counts[name]} times" for name in ONCE if counts[name] != 1)
    yield from (f"{name} comes {counts[name]} times" for name in AT_MOST_ONCE if counts[name] > 1)
    if any(counts[name] != 1 for name in ONCE):
        return
    values = {line.name: line for line in event}
    for name in ("DTSTAMP", "CREATED", "LAST-MODIFIED"):
        if not UTC.fullmatch(values[name].value):
            yield f"{name} is not in UTC"
    if values["DTSTAMP"].value != values["LAST-MODIFIED"].value:
        yield "DTSTAMP is not when it changed"
    if not values["SEQUENCE"].value.isdecimal() or int(values["SEQUENCE"].value) >= 2**31:
        yield "SEQUENCE is no number"
    if len(values["UID"].value.encode()) > 255 or "@" not in values["UID"].value:
        yield "UID is not as it must be"
    yield from _time_faults(values["DTSTART"], values["DTEND"])
    yield from _status_faults(values)
    yield from _value_faults(event)


def _time_faults(start: Line, end: Line) -> Iterator[str]:
    shapes = {
        "": UTC,
        ";TZID=Europe/Helsinki": LOCAL,
        ";VALUE=DATE": DATE,
    }
    if start.parameters != end.parameters:
        yield "DTSTART and DTEND are of different types"
    for line in (start, end):
        shape = shapes.get(line.parameters)
        if shape is None or not shape.fullmatch(line.value):
            yield f"{line.name} is {line.parameters}:{line.value}"
    if start.parameters == end.parameters and not start.value < end.value:
        yield "DTEND is not after DTSTART"
    if start.parameters == ";TZID=Europe/Helsinki":
        yield from (f"{line.name} is a time that comes twice or never" for line in (start, end) if _is_doubtful(line))


def _is_doubtful(line: Line) -> bool:
    """03:00 to 03:59 on the last Sunday of March or October."""
    month, day, hour = int(line.value[4:6]), int(line.value[6:8]), line.value[9:11]
    if hour != "03" or month not in (3, 10) or day < 25:
        return False
    return date(int(line.value[:4]), month, day).isoweekday() == 7


def _status_faults(values: dict[str, Line]) -> Iterator[str]:
    status, transparency = values["STATUS"].value, values["TRANSP"].value
    if status not in ("CONFIRMED", "TENTATIVE", "CANCELLED"):
        yield f"STATUS is {status}"
    is_cancelled = status == "CANCELLED"
    if is_cancelled != (transparency == "TRANSPARENT"):
        yield f"{status} with {transparency}"
    if is_cancelled and not values["SUMMARY"].value.startswith(CANCELLED):
        yield "a cancelled event does not say so in SUMMARY"


def _value_faults(event: list[Line]) -> Iterator[str]:
    for line in event:
        if line.name in TEXTS and not _is_text(line.value):
            yield f"{line.name} is not escaped"
        if line.name == "CATEGORIES" and not re.fullmatch(r"(?:[^\\;,]|\\[\\;,n]|,)*", line.value):
            yield "CATEGORIES is not escaped"
        if line.name == "GEO" and not re.fullmatch(r"-?\d+\.\d+;-?\d+\.\d+", line.value):
            yield f"GEO is {line.value}"
        if line.name == "ORGANIZER" and not (
            re.fullmatch(r';CN="[^"]*"', line.parameters) and re.fullmatch(r"mailto:[^\s@:;,]+@[^\s@:;,]+", line.value)
        ):
            yield f"ORGANIZER is {line.parameters}:{line.value}"
        if line.name == "URL" and not re.fullmatch(r"https?://\S+", line.value):
            yield f"URL is {line.value}"
        if line.name == "DESCRIPTION" and not re.search(r"(?:^|\\n)https?://[^\s\\]+(?:\\n|$)", line.value):
            yield "DESCRIPTION has no address on a line of its own"


def _is_text(value: str) -> bool:
    return re.fullmatch(r"(?:[^\\;,]|\\[\\;,n])*", value) is not None
