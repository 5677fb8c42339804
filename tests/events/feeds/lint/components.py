"""What stands in which component, and the calendar's own lines."""

from collections import Counter
from collections.abc import Iterator

from tests.events.feeds.lint import events, lines
from tests.events.feeds.lint.lines import Line
from tests.events.feeds.lint.zone import VTIMEZONE

HEAD = (
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
FIXED = {
    "VERSION": Line("VERSION", "", "2.0"),
    "CALSCALE": Line("CALSCALE", "", "GREGORIAN"),
    "X-WR-TIMEZONE": Line("X-WR-TIMEZONE", "", "Europe/Helsinki"),
    "REFRESH-INTERVAL": Line("REFRESH-INTERVAL", ";VALUE=DURATION", "PT4H"),
    "X-PUBLISHED-TTL": Line("X-PUBLISHED-TTL", "", "PT4H"),
}
ALIKE = (("NAME", "X-WR-CALNAME"), ("DESCRIPTION", "X-WR-CALDESC"))


def faults(body: bytes) -> Iterator[str]:
    if body.count(VTIMEZONE) != 1 or body.count(b"\r\nBEGIN:VTIMEZONE") != 1:
        yield "zone: not exactly the one that it must be"
    elif b"\r\nBEGIN:VEVENT\r\n" in body and body.index(VTIMEZONE) > body.index(b"\r\nBEGIN:VEVENT\r\n"):
        yield "zone: after the events"
    found = []
    for written in lines.unfolded(body.replace(VTIMEZONE, b"")):
        line = lines.read(written)
        if line is None:
            yield f"grammar: {written[:60]!r}"
            return
        found.append(line)
    head, held = yield from _components(found)
    yield from _head_faults(head)
    for event in held:
        yield from events.faults(event)
    uids = Counter(line.value for event in held for line in event if line.name == "UID")
    yield from (f"uid: {uid} comes {times} times" for uid, times in uids.items() if times > 1)


def _components(found: list[Line]) -> Iterator[str]:
    """Answer the calendar's own lines and those of each VEVENT; yield what does not stand where it may."""
    head: list[Line] = []
    held: list[list[Line]] = []
    inside: list[str] = []
    for number, line in enumerate(found):
        if line.name in ("BEGIN", "END"):
            if not _is_in_place(line, inside, is_first=not number):
                yield f"nesting: {line.name}:{line.value} within {inside}"
            if line.name == "BEGIN":
                inside.append(line.value)
                held += [[]] if line.value == "VEVENT" else []
            else:
                del inside[-1:]
        elif inside == ["VCALENDAR", "VEVENT"]:
            held[-1].append(line)
        elif inside == ["VCALENDAR"]:
            head.append(line)
            if held:
                yield f"head: {line.name} after a VEVENT"
    if inside:
        yield f"nesting: {inside} has no end"
    return head, held


def _is_in_place(line: Line, inside: list[str], *, is_first: bool) -> bool:
    if line.name == "END":
        return inside[-1:] == [line.value] and not line.parameters
    may_begin = {0: "VCALENDAR", 1: "VEVENT"}.get(len(inside))
    return line.value == may_begin and not line.parameters and is_first == (not inside)


def _head_faults(head: list[Line]) -> Iterator[str]:
    if [line.name for line in head] != list(HEAD):
        yield f"head: {[line.name for line in head]}"
        return
    values = {line.name: line for line in head}
    yield from (f"head-value: {values[name]}" for name, line in FIXED.items() if values[name] != line)
    for line in head:
        if line.name not in FIXED and (line.parameters or not lines.is_text(line.value)):
            yield f"text: {line.name}"
    for name, other in ALIKE:
        if values[name].value != values[other].value:
            yield f"head-value: {name} is not {other}"
    if not values["PRODID"].value.startswith("-//"):
        yield "head-value: PRODID"
