"""Reads the text of a search: single words, and phrases in double quotes that are taken as they stand."""

import re
from dataclasses import dataclass

from events.searching import words

LONGEST = 200
MOST_WORDS = 8
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]+")
_PART = re.compile(r"[\"“”„]([^\"“”„]*)[\"“”„]?|([^\W_]+)")


@dataclass(frozen=True, slots=True)
class Part:
    """One word, or a phrase; `start` and `end` are its place in the text."""

    words: tuple[str, ...]
    is_quoted: bool
    start: int
    end: int

    @property
    def word(self) -> str:
        return self.words[0]


def cleaned(text: str) -> str:
    """The text without control characters and superfluous spaces, at most 200 characters."""
    return " ".join(_UNPRINTABLE.sub(" ", text[: LONGEST * 4]).split())[:LONGEST].strip()


def parts_of(text: str) -> list[Part]:
    """The words and phrases of a text in their order."""
    return [
        Part(tuple(spoken), is_quoted=found[2] is None, start=found.start(), end=found.end())
        for found in _PART.finditer(text)
        if (spoken := words.words_of(found[1] if found[2] is None else found[2]))
    ]


def quoted(text: str) -> str:
    """The text with every word in quotes: searched for as it stands, and never taken for a name."""
    return " ".join(f'"{" ".join(part.words)}"' for part in parts_of(text))
