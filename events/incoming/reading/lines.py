"""The content lines of a calendar (RFC 5545 section 3.1): unfolded as bytes, each with the number of its first line."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from events.incoming import limits
from events.incoming.reading.problems import CalendarError

BOM = b"\xef\xbb\xbf"
SNIFFED = 200
_LIKE_HTML = re.compile(rb"<(!doctype|html|!--|head|body)", re.IGNORECASE)


class Line(NamedTuple):
    """`name` in capitals; `rest` is what follows it, beginning with its semicolon or colon. Too long: no rest."""

    number: int
    name: bytes
    rest: bytes
    is_too_long: bool = False


def of(content: bytes) -> Iterator[Line]:
    """Yield the lines; raises CalendarError for what is no calendar or has more lines than anybody writes."""
    content = _checked(content)
    begun, number, held = 0, 0, b""
    folded: list[bytes] = []
    size = 0
    for number, physical in enumerate(content.split(b"\n"), start=1):
        if physical[:1] in (b" ", b"\t"):
            size += len(physical)
            if size <= limits.LONGEST_LINE:
                folded.append(physical[1:].rstrip(b"\r"))
            continue
        if begun and (held or folded):
            yield _line(begun, held, folded, size)
        begun, held, size = number, physical.rstrip(b"\r"), len(physical)
        folded = []
    if begun and (held or folded):
        yield _line(begun, held, folded, size)


def _checked(content: bytes) -> bytes:
    content = content.removeprefix(BOM)
    start = content[:SNIFFED].upper()
    if b"BEGIN:VCALENDAR" not in start:
        raise CalendarError("is_web_page" if _LIKE_HTML.search(start) else "not_a_calendar")
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    if content.count(b"\n") > limits.MOST_LINES:
        raise CalendarError("too_many_lines", most=limits.MOST_LINES)
    return content


def _line(number: int, held: bytes, folded: list[bytes], size: int) -> Line:
    is_too_long = size > limits.LONGEST_LINE
    whole = held[: limits.LONGEST_LINE] if is_too_long else b"".join((held, *folded)) if folded else held
    colon, semicolon = whole.find(b":"), whole.find(b";")
    end = colon if semicolon < 0 or 0 <= colon < semicolon else semicolon
    if end < 0:
        return Line(number, b"", b"", is_too_long)
    return Line(number, whole[:end].strip().upper(), b"" if is_too_long else whole[end:], is_too_long)


def split(rest: bytes) -> tuple[bytes, bytes]:
    """Parameters and value of what follows a name: the first colon outside quotes is between them."""
    if rest[:1] == b":":
        return b"", rest[1:]
    if b'"' not in rest:
        parameters, _colon, value = rest.partition(b":")
        return parameters, value
    is_quoted = False
    for place, byte in enumerate(rest):
        if byte == 0x22:  # noqa: PLR2004 - a quotation mark
            is_quoted = not is_quoted
        elif byte == 0x3A and not is_quoted:  # noqa: PLR2004 - a colon
            return rest[:place], rest[place + 1 :]
    parameters, _colon, value = rest.partition(b":")
    return parameters, value


def parameter(parameters: bytes, name: bytes) -> str:
    """The value of one parameter, without its quotes; empty when it is not there."""
    if name not in parameters.upper():
        return ""
    found = re.search(rb";" + name + rb"=(?:\"([^\"]*)\"|([^;]*))", parameters, re.IGNORECASE)
    if not found:
        return ""
    return decoded(found[1] if found[1] is not None else found[2]).strip()


def decoded(octets: bytes) -> str:
    """UTF-8 as the standard says, or what a Windows program has written instead."""
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")
