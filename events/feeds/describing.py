"""The DESCRIPTION of a VEVENT: paragraphs of plain text, the address of its page last."""

from collections.abc import Iterator, Sequence

from catalogue.texts import pick
from events.feeds import serialising
from events.feeds.words import WORDS, Name
from events.models import Event

SUMMARY_CHARACTERS = 300
AUDIENCE_CHARACTERS = 120


def line(event: Event, language: str, *, audiences: Sequence[Name], own: Sequence[str], address: str) -> str:
    """Answer the folded line; `own` is what only the owner of a private calendar is told."""
    paragraphs = [*own, *_about(event, language, audiences), address]
    return serialising.text("DESCRIPTION", "\n\n".join(filter(None, paragraphs)))


def _about(event: Event, language: str, audiences: Sequence[Name]) -> Iterator[str]:
    words = WORDS[language]
    title = pick(event, "title", language)
    yield shortened(pick(event, "summary", language).value, SUMMARY_CHARACTERS)
    audience = ", ".join(name.in_(language) for name in audiences) or pick(event, "audience_note", language).value
    audience = shortened(audience, AUDIENCE_CHARACTERS)
    yield f"{words.audience}{audience}" if audience else ""
    yield words.written_in[title.language] if title.language != language else ""


def shortened(value: str, characters: int) -> str:
    """Answer the text in one paragraph, cut at a word when it is too long."""
    value = " ".join(value.split())
    if len(value) <= characters:
        return value
    cut = value[: characters - 1]
    words, _space, _rest = cut.rpartition(" ")
    return f"{words or cut}…"
