"""Content lines of RFC 5545: escaping, folding, quoting and times, without importing a calendar library."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")
_OCTETS = 75
# Parsers drop the whole feed for one of these (a \x0b pasted from a word processor). Tab and line feed stay.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_ESCAPED = re.compile(r"\\(.)")
# Folded, a line of nothing but white space could come of it, which some take for the end of the event.
_BLANKS = re.compile("[ \t]{40,}")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_IN_PARAMETER = str.maketrans({"^": "^^", '"': "^'", "\n": "^n"})
# What may stand in an address as it is (RFC 3986); in a mailbox less (RFC 6068).
_IN_URI, _IN_MAILBOX = "%/:?@!$&'()*+,;=-._~", "!$'*+-._~"
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(
    r"(?P<before>[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?)(?P<host>\[[0-9a-f:.]+\]|[^/?#:@\[\]]*)", re.IGNORECASE
)
_CONTINUATION_BYTE, _CONTINUATION_MASK = 0x80, 0xC0
_BACKSLASH = ord("\\")


def text(name: str, value: str) -> str:
    """Answer the folded line of a TEXT property."""
    return line(name, escape(value))


def texts(name: str, values: Iterable[str]) -> str:
    """Answer one line of several TEXT values, each once; nothing when nothing can be seen of any of them."""
    escaped = dict.fromkeys(filter(None, map(escape, values)))
    return line(name, ",".join(escaped)) if escaped else ""


def line(name: str, value: str) -> str:
    """Answer a folded content line of a value that is already in its final form, with its CRLF."""
    whole = f"{name}:{value}"
    if len(whole) <= _OCTETS and (whole.isascii() or len(whole.encode()) <= _OCTETS):
        return f"{whole}\r\n"
    return _fold(whole.encode())


def escape(value: str) -> str:
    """Escape a TEXT value (section 3.3.11) and strip control characters, and white space at its end."""
    return _without_controls(value).rstrip(" \t").translate(_ESCAPES)


def text_of(component: str, name: str) -> str:
    """Read back a TEXT property without parameters from what was written here; empty when it has none."""
    for each in component.replace("\r\n ", "").split("\r\n"):
        if each.startswith(f"{name}:"):
            return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], each.removeprefix(f"{name}:"))
    return ""


def quoted(value: str) -> str:
    """Answer a parameter value in quotes, with RFC 6868 for what may not stand between them."""
    return f'"{_without_controls(value).translate(_IN_PARAMETER)}"'


def uri(name: str, value: str) -> str:
    """Answer the folded line of a URI property: it is not escaped as a text is, but holds no letter beyond ASCII."""
    return line(name, address(value))


def address(value: str) -> str:
    """Answer a web address in the letters of RFC 3986: the host in its ASCII spelling, all else percent-encoded."""
    value = _STRAY_PERCENT.sub("%25", "".join(_without_controls(value).split("\n")).strip())
    found = _HOST.match(value)
    before, host = (found["before"], found["host"]) if found else ("", "")
    rest, sharp, fragment = value[len(before) + len(host) :].partition("#")
    ending = f"{sharp}{quote(fragment, safe=_IN_URI)}"
    return f"{quote(before, safe=_IN_URI)}{_ascii_host(host)}{quote(rest, safe=_IN_URI)}{ending}"


def mailbox(value: str) -> str:
    """Answer the mailto: address of a mailbox."""
    local, _at, domain = _without_controls(value).rpartition("@")
    return f"mailto:{quote(local, safe=_IN_MAILBOX)}@{_ascii_host(domain)}"


def utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def times(starts_at: datetime, ends_at: datetime) -> str:
    """Answer DTSTART and DTEND in Helsinki time; both in UTC when one falls in the hour that comes twice."""
    start, end = starts_at.astimezone(HELSINKI), ends_at.astimezone(HELSINKI)
    if _comes_twice(start) or _comes_twice(end):
        return f"DTSTART:{utc(start)}\r\nDTEND:{utc(end)}\r\n"
    return f"DTSTART;TZID=Europe/Helsinki:{_local(start)}\r\nDTEND;TZID=Europe/Helsinki:{_local(end)}\r\n"


def dates(starts_at: datetime, ends_at: datetime) -> str:
    """Answer DTSTART and DTEND of whole local days; the end is the day after the last one."""
    first = starts_at.astimezone(HELSINKI).date()
    last = (ends_at.astimezone(HELSINKI) - timedelta(microseconds=1)).date()
    after = max(first, last) + timedelta(days=1)
    return f"DTSTART;VALUE=DATE:{first:%Y%m%d}\r\nDTEND;VALUE=DATE:{after:%Y%m%d}\r\n"


def _ascii_host(host: str) -> str:
    try:
        return quote(host.encode("idna").decode(), safe="%[]:.-_~")
    except UnicodeError:
        return quote(host, safe="%")


def _local(moment: datetime) -> str:
    return moment.strftime("%Y%m%dT%H%M%S")


def _comes_twice(local: datetime) -> bool:
    """Whether parsers would disagree about this local time (RFC 5545 section 3.3.5 takes the first)."""
    return local.replace(fold=1 - local.fold).utcoffset() != local.utcoffset()


def _without_controls(value: str) -> str:
    value = value.replace("\r\n", "\n")
    return _BLANKS.sub(" ", _CONTROLS.sub("", value))


def _fold(octets: bytes) -> str:
    chunks = []
    begin, room = 0, _OCTETS
    while len(octets) - begin > room:
        cut = _cut(octets, begin, begin + room)
        chunks.append(octets[begin:cut])
        begin, room = cut, _OCTETS - 1
    chunks.append(octets[begin:])
    return (b"\r\n ".join(chunks) + b"\r\n").decode()


def _cut(octets: bytes, begin: int, end: int) -> int:
    """Step back from inside a character, and from between a backslash and what it escapes."""
    while octets[end] & _CONTINUATION_MASK == _CONTINUATION_BYTE:
        end -= 1
    run = 0
    while end - run > begin and octets[end - run - 1] == _BACKSLASH:
        run += 1
    return end - run % 2
