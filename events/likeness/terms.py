"""The terms of a text, as numbers: groups of four letters of its words, without what says nothing of a topic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from events.likeness import vocabulary
from events.likeness.vocabulary import Heard
from events.searching import finnish, words

SHORTEST_WORD, LETTERS, LONG = 3, 4, 10
# Of what says where people work, beside what they learn.
SETTING = 0.3


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a text in their order, and the concepts heard in them."""

    said: Sequence[str]
    heard: Sequence[Heard]

    def shares(self) -> Iterator[tuple[str, float]]:
        """The words that count, and how much."""
        kinds: list[float] = [1.0] * len(self.said)
        for form in (each for each in self.heard if each.concept.is_form):
            kinds[form.first : form.end] = [0.0] * (form.end - form.first)
        for setting in (each for each in self.heard if each.concept.is_setting):
            kinds[setting.first : setting.end] = [SETTING] * (setting.end - setting.first)
        for topic in (each for each in self.heard if each.concept.is_topic):
            kinds[topic.first : topic.end] = [1.0] * (topic.end - topic.first)
        for word, share in zip(self.said, kinds, strict=True):
            if share and len(word) >= SHORTEST_WORD and not word.isdecimal():
                yield word, share

    def long_words(self, language: str) -> set[str]:
        """How the words begin that say most of a topic: long ones that are neither form nor setting."""
        return {word_stem(word, language)[:LONG] for word, share in self.shares() if share == 1.0 and len(word) >= LONG}


def read(text: str, language: str) -> Reading:
    said = words.words_of(text)
    return Reading(said, list(vocabulary.of(language).hear(said)))


@lru_cache(maxsize=50_000)
def of(word: str, language: str) -> tuple[int, ...]:
    """The groups of letters of a word without its case ending: forms and compounds of a word share most of them."""
    letters = f" {word_stem(word, language)} "
    return tuple(number_of(letters[start : start + LETTERS]) for start in range(max(1, len(letters) - LETTERS + 1)))


def word_stem(word: str, language: str) -> str:
    return finnish.stem(word) if language == "fi" else word


def number_of(term: str) -> int:
    """The same in every process and release."""
    return crc32(term.encode())
