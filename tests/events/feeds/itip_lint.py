"""A lint of the calendar parts of mails: what RFC 5546 asks of REQUEST and CANCEL, and all that is asked of feeds."""

import re
from collections.abc import Iterator

from tests.events.feeds import lint

HEAD = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Koulutuskalenteri//Koulutuskalenteri 1//FI\r\nCALSCALE:GREGORIAN\r\n"
)
# What a feed says of itself in the place of METHOD, so that the rest can be looked at as one.
FEED = (
    b"NAME:x\r\nX-WR-CALNAME:x\r\nDESCRIPTION:x\r\nX-WR-CALDESC:x\r\nX-WR-TIMEZONE:Europe/Helsinki\r\n"
    b"REFRESH-INTERVAL;VALUE=DURATION:PT4H\r\nX-PUBLISHED-TTL:PT4H\r\n"
)
MAILBOX = r"mailto:[^\s@:;,]+@[^\s@:;,]+"
ATTENDEE = (
    r'ATTENDEE;CN="[^"\n]*";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:' + MAILBOX + r"\r\n"
)
STATUS = {"REQUEST": "CONFIRMED", "CANCEL": "CANCELLED"}


def faults(body: bytes, method: str) -> list[str]:
    """Answer what is wrong with the body of a part with this method; nothing when it is right."""
    return list(_faults(body, method)) or lint.faults(_as_feed(body, method))


def _faults(body: bytes, method: str) -> Iterator[str]:
    if not body.startswith(HEAD + f"METHOD:{method}\r\n".encode()):
        yield "does not begin with its method"
    if any(len(line) > 75 for line in body.split(b"\r\n")):
        yield "has a line of more than 75 octets"
    text = body.replace(b"\r\n ", b"").decode()
    for once in ("METHOD:", "BEGIN:VEVENT", "BEGIN:VTIMEZONE", "UID", "DTSTAMP:", "SEQUENCE:", "STATUS:"):
        if len(re.findall(rf"(?m)^{once}", text)) != 1:
            yield f"{once} does not come once"
    for people, shape in (("ATTENDEE", ATTENDEE), ("ORGANIZER", rf'ORGANIZER;CN="[^"\n]*":{MAILBOX}\r\n')):
        if len(re.findall(rf"(?m)^{people}", text)) != 1 or len(re.findall(rf"(?m)^{shape}", text)) != 1:
            yield f"{people} is not one as it must be"
    if f"\r\nSTATUS:{STATUS[method]}\r\n" not in text:
        yield f"{method} is of another status"
    stamps = {name: _value(text, name) for name in ("DTSTAMP", "LAST-MODIFIED")}
    if stamps["DTSTAMP"] < stamps["LAST-MODIFIED"]:
        yield "DTSTAMP is before its last change"


def _value(text: str, name: str) -> str:
    found = re.search(rf"(?m)^{name}:(.*)\r$", text)
    return found[1] if found else ""


def _as_feed(body: bytes, method: str) -> bytes:
    without = re.sub(rb"(?m)^ATTENDEE[^\r]*\r\n(?: [^\r]*\r\n)*", b"", body).replace(
        f"METHOD:{method}\r\n".encode(), FEED
    )
    changed = re.search(rb"LAST-MODIFIED:(\w+)", without)
    return re.sub(rb"DTSTAMP:\w+", b"DTSTAMP:" + (changed[1] if changed else b""), without)
