"""Cuts the descriptions of a calendar that would be too large for Google, and of no other."""

from functools import lru_cache

from events.feeds import serialising

# Google reads less than a megabyte: a thousand VEVENTs of so many octets and the calendar's own lines stay below it.
MOST_BYTES, MOST_OCTETS = 1_000_000, 990
ELLIPSIS = "…"
# The same VEVENTs come in many calendars. Some 10 MB of a process.
KEPT = 4_096
_END = "\r\nEND:VEVENT\r\n"
_DESCRIPTION, _URL = "\r\nDESCRIPTION:", "\r\nURL:"


def whole(header: str, vevents: str, end: str) -> bytes:
    """Answer the calendar; the same parts always make the same one, so that its ETag needs to know of them only."""
    body = f"{header}{vevents}{end}".encode()
    if len(body) < MOST_BYTES:
        return body
    return f"{header}{_END.join(_cut(each) for each in vevents.split(_END))}{end}".encode()


@lru_cache(KEPT)
def _cut(vevent: str) -> str:
    """Cut the longest paragraph without an address by as much as the VEVENT is too long."""
    excess = len(vevent.encode()) + len(_END) - MOST_OCTETS
    if excess <= 0:
        return vevent
    begins = vevent.index(_DESCRIPTION) + 2
    ends = vevent.index(_URL, begins) + 2
    paragraphs = serialising.text_of(vevent[begins:ends], "DESCRIPTION").split("\n\n")
    longest = max(paragraphs, key=lambda each: 0 if "://" in each else len(each))
    if "://" in longest:
        return vevent
    place = paragraphs.index(longest)
    paragraphs[place] = _shortened(longest, len(longest.encode()) - excess)
    said = serialising.text("DESCRIPTION", "\n\n".join(filter(None, paragraphs)))
    return f"{vevent[:begins]}{said}{vevent[ends:]}"


def _shortened(text: str, octets: int) -> str:
    """Answer the words that fit, and that there were more; nothing when not even one does."""
    fitting = text.encode()[: max(0, octets - len(ELLIPSIS.encode()))].decode(errors="ignore")
    words, _space, _rest = fitting.rpartition(" ")
    kept = words or fitting
    return f"{kept}{ELLIPSIS}" if kept else ""
