"""The DESCRIPTION of a VEVENT: paragraphs of plain text, as long as its part of a megabyte lets it be."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from catalogue.texts import pick
from events.feeds import serialising
from events.feeds.words import WORDS, Name
from events.models import Event

SUMMARY_CHARACTERS = 300
AUDIENCE_CHARACTERS = 120
# Google drops feeds of more than a megabyte: a thousand VEVENTs and the calendar's own lines stay below it.
MOST_OCTETS = 990
# What `Said.vevent` writes round a body, but for the UID.
ENVELOPE_OCTETS = 130


def line(
    event: Event, language: str, *, audiences: Sequence[Name], own: Sequence[str], address: str, room: int | None
) -> str:
    """Answer the folded line, in at most `room` octets if that is given: the summary is cut as far as it must be."""

    def written(characters: int) -> str:
        about = _about(event, language, audiences, characters)
        return serialising.text("DESCRIPTION", "\n\n".join(filter(None, [*own, *about, address])))

    return _fitting(written, room)


def room_beside(octets: int) -> int:
    """Answer how long a description may be beside what else stands in the VEVENT."""
    return MOST_OCTETS - ENVELOPE_OCTETS - octets


def _fitting(written: Callable[[int], str], room: int | None) -> str:
    whole = written(SUMMARY_CHARACTERS)
    if room is None or _octets(whole) <= room:
        return whole
    fitting = bisect_right(range(SUMMARY_CHARACTERS), room, key=lambda characters: _octets(written(characters)))
    return written(max(0, fitting - 1))


def _octets(text: str) -> int:
    return len(text.encode())


def _about(event: Event, language: str, audiences: Sequence[Name], characters: int) -> Iterator[str]:
    words = WORDS[language]
    title = pick(event, "title", language)
    yield shortened(pick(event, "summary", language).value, characters)
    audience = ", ".join(name.in_(language) for name in audiences) or pick(event, "audience_note", language).value
    audience = shortened(audience, AUDIENCE_CHARACTERS)
    yield f"{words.audience}{audience}" if audience else ""
    yield words.written_in[title.language] if title.language != language else ""


def shortened(value: str, characters: int) -> str:
    """Answer the text in one paragraph, cut at a word when it is too long."""
    value = " ".join(value.split())
    if len(value) <= characters:
        return value
    if not characters:
        return ""
    cut = value[: characters - 1]
    words, _space, _rest = cut.rpartition(" ")
    return f"{words or cut}…"
