"""The events and time zones of a calendar as blocks of lines: only the properties that are asked for are held."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from events.incoming import limits
from events.incoming.reading import lines
from events.incoming.reading.lines import Line
from events.incoming.reading.problems import CalendarError, Problems

ONE = frozenset(
    b"UID RECURRENCE-ID DTSTART DTEND DURATION SUMMARY LOCATION URL SEQUENCE DTSTAMP STATUS TRANSP CLASS".split()
)
SEVERAL = frozenset(b"CATEGORIES RRULE RDATE EXDATE EXRULE".split())
_VEVENT, _VCALENDAR, _VTIMEZONE = b"VEVENT", b"VCALENDAR", b"VTIMEZONE"
MOST_OF_A_KIND = 1_100


@dataclass(slots=True)
class Block:
    """An event as it is written; `zone` is the calendar's X-WR-TIMEZONE, `zones` its own time zones by their names."""

    line: int
    zones: dict[str, bytes]
    zone: str = ""
    one: dict[bytes, bytes] = field(default_factory=dict)
    several: dict[bytes, list[bytes]] = field(default_factory=dict)
    too_long: str = ""

    def keep(self, line: Line) -> None:
        if line.name in ONE:
            if line.is_too_long:
                self.too_long = line.name.decode()
            self.one.setdefault(line.name, line.rest)
        elif line.name in SEVERAL:
            if line.is_too_long:
                self.too_long = line.name.decode()
            kept = self.several.setdefault(line.name, [])
            if len(kept) < MOST_OF_A_KIND:
                kept.append(line.rest)


@dataclass(slots=True)
class Reader:
    """Reads line by line what stands where; what a feed forgets to end, ends where the next begins."""

    problems: Problems
    found: list[Block] = field(default_factory=list)
    name: str = ""
    _open: list[bytes] = field(default_factory=list)
    _event: Block | None = None
    _zone: list[bytes] = field(default_factory=list)
    _zones: dict[str, bytes] = field(default_factory=dict)
    _calendar_zone: str = ""

    def read(self, content: Iterable[Line]) -> list[Block]:
        for line in content:
            if line.name == b"BEGIN":
                self._begin(line)
            elif line.name == b"END":
                self._end(line)
            else:
                self._property(line)
        if self._event is not None:
            self.problems.add(self._event.line, "cut_off", is_left_out=True)
        return self.found

    def _begin(self, line: Line) -> None:
        kind = line.rest[1:].strip().upper()
        if self._event is not None and kind in (_VEVENT, _VCALENDAR):
            self.problems.add(self._event.line, "not_ended", is_left_out=False)
            self._finish_event()
        if kind == _VCALENDAR:
            self._open, self._zones, self._calendar_zone = [], {}, ""
        self._open.append(kind)
        if len(self._open) > limits.DEEPEST:
            raise CalendarError("nested_too_deep", line=line.number)
        if kind == _VEVENT and len(self._open) <= 2:  # noqa: PLR2004 - of a calendar, and of nothing within one
            self._event = Block(line.number, self._zones, self._calendar_zone)
        elif kind == _VTIMEZONE:
            self._zone = []
        self._keep_for_zone(b"BEGIN:" + kind)

    def _end(self, line: Line) -> None:
        kind = line.rest[1:].strip().upper()
        self._keep_for_zone(b"END:" + kind)
        if kind not in self._open:
            return
        if self._event is not None and kind == _VCALENDAR:
            self.problems.add(self._event.line, "not_ended", is_left_out=False)
            self._finish_event()
        while self._open:
            ended = self._open.pop()
            if ended == _VEVENT:
                self._finish_event()
            elif ended == _VTIMEZONE:
                self._finish_zone()
            if ended == kind:
                return

    def _property(self, line: Line) -> None:
        inside = self._open[-1] if self._open else b""
        if inside == _VEVENT and self._event is not None:
            if not line.name:
                self.problems.add(line.number, "unreadable_line", is_left_out=False)
            self._event.keep(line)
        elif _VTIMEZONE in self._open:
            self._keep_for_zone(line.name + line.rest)
        elif inside == _VCALENDAR and line.name == b"X-WR-TIMEZONE":
            self._calendar_zone = lines.decoded(lines.split(line.rest)[1]).strip()
        elif inside == _VCALENDAR and line.name in (b"X-WR-CALNAME", b"NAME") and not self.name:
            self.name = lines.decoded(lines.split(line.rest)[1])

    def _finish_event(self) -> None:
        if self._event is not None:
            self.found.append(self._event)
            self._event = None
            if len(self.found) > limits.MOST_EVENTS:
                raise CalendarError("too_many_events", most=limits.MOST_EVENTS)
        if _VEVENT in self._open:
            del self._open[self._open.index(_VEVENT) :]

    def _keep_for_zone(self, written: bytes) -> None:
        if _VTIMEZONE in self._open and len(self._zone) <= limits.MOST_ZONE_LINES:
            self._zone.append(written)

    def _finish_zone(self) -> None:
        names = (line for line in self._zone if line.startswith((b"TZID:", b"TZID;")))
        name = next((lines.decoded(lines.split(line[4:])[1]).strip() for line in names), "")
        if name and len(self._zone) <= limits.MOST_ZONE_LINES and len(self._zones) < limits.MOST_ZONES:
            self._zones[name] = b"\r\n".join(self._zone) + b"\r\n"
