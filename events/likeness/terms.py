"""The terms of a text: its words without their inflection, as numbers."""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b

from events.searching import finnish, words

SHORTEST_WORD = 3


def of(text: str, language: str) -> Iterator[int]:
    for word in words.words_of(text):
        if len(word) >= SHORTEST_WORD and not word.isdecimal():
            yield _number(word, language)


@lru_cache(maxsize=50_000)
def _number(word: str, language: str) -> int:
    root = finnish.root(word) if language == "fi" else word
    return number_of(f"{language} {root}")


def number_of(term: str) -> int:
    """The same in every process and release: 63 bits of a digest."""
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "big") >> 1
