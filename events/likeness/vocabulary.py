"""The field's vocabulary: which concepts the words of a text stand for, in Finnish, Swedish and English."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from events.searching import words

TABLE = Path(__file__).with_suffix(".txt")
LANGUAGES = ("fi", "sv", "en")
SETTINGS, FORMS = "settings", "forms"
# Shorter stems are looked for at the beginning of a word only; the first part of a compound has some letters.
SHORTEST_WITHIN, SHORTEST_FIRST_PART = 6, 3
# A word that goes on for longer than an ending is another word.
LONGEST_ENDING = 6


@dataclass(frozen=True, slots=True)
class Concept:
    """`section` says whether it is a topic, or where people work, or nothing of either."""

    code: str
    section: str
    themes: tuple[str, ...]

    @property
    def is_setting(self) -> bool:
        return self.section == SETTINGS

    @property
    def is_form(self) -> bool:
        return self.section == FORMS

    @property
    def is_topic(self) -> bool:
        return not (self.is_setting or self.is_form)


@dataclass(frozen=True, slots=True)
class Stem:
    """The words that stand for a concept, each by its beginning; `is_whole` when the last has no other endings."""

    concept: Concept
    spoken: tuple[str, ...]
    is_whole: bool

    @property
    def length(self) -> int:
        return sum(map(len, self.spoken))

    def fits(self, said: Sequence[str], start: int) -> bool:
        """Whether the words from `start` on, the first of which begins as it should, are these."""
        if len(said) - start < len(self.spoken):
            return False
        later = zip(said[start:], self.spoken, strict=False)
        if not all(word.startswith(stem) for word, stem in later):
            return False
        rest = len(said[start + len(self.spoken) - 1]) - len(self.spoken[-1])
        return not (self.is_whole and rest) and not (self.concept.is_form and rest > LONGEST_ENDING)


@dataclass(frozen=True, slots=True)
class Heard:
    """A concept that a text has, and by which of its words: from `first` to before `end`."""

    concept: Concept
    first: int
    end: int


class Vocabulary:
    """The concepts with their stems in one language."""

    def __init__(self, stems: Sequence[Stem]) -> None:
        self._by_beginning: dict[str, list[Stem]] = {}
        self._within: dict[str, list[Stem]] = {}
        for stem in stems:
            self._by_beginning.setdefault(stem.spoken[0], []).append(stem)
            if len(stem.spoken) == 1 and stem.length >= SHORTEST_WITHIN and not stem.concept.is_form:
                self._within.setdefault(stem.spoken[0], []).append(stem)
        self._shortest = min(map(len, self._by_beginning))
        self._longest = max(map(len, self._by_beginning))
        self._of_word = lru_cache(maxsize=50_000)(self._candidates)

    def hear(self, said: Sequence[str]) -> Iterator[Heard]:
        """The concepts of words in their order; of stems that begin at one letter the longest counts."""
        for place, word in enumerate(said):
            at_start, within = self._of_word(word)
            fitting = [stem for stem in at_start if stem.fits(said, place)]
            length = max((stem.length for stem in fitting), default=0)
            for stem in fitting:
                if stem.length == length:
                    yield Heard(stem.concept, place, place + len(stem.spoken))
            for stem in within:
                yield Heard(stem.concept, place, place + 1)

    def _candidates(self, word: str) -> tuple[tuple[Stem, ...], tuple[Stem, ...]]:
        """Stems that begin as the word does, and those of its later parts."""
        longest = min(len(word), self._longest)
        at_start = [
            stem for end in range(self._shortest, longest + 1) for stem in self._by_beginning.get(word[:end], ())
        ]
        within: list[Stem] = []
        for start in range(SHORTEST_FIRST_PART, len(word) - SHORTEST_WITHIN + 1):
            for end in range(min(len(word), start + self._longest), start + SHORTEST_WITHIN - 1, -1):
                if found := self._within.get(word[start:end]):
                    within += (stem for stem in found if not stem.is_whole or end == len(word))
                    break
        return tuple(at_start), tuple(within)


@cache
def of(language: str) -> Vocabulary:
    number = LANGUAGES.index(language)
    return Vocabulary([stem for concept, columns in _lines() for stem in _stems(concept, columns[number])])


@cache
def concepts() -> dict[str, Concept]:
    """All concepts by their codes."""
    return {concept.code: concept for concept, _columns in _lines()}


@cache
def _lines() -> list[tuple[Concept, list[str]]]:
    section, found = "", []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            code, themes, *columns = (column.strip() for column in line.split("|"))
            found.append((Concept(code, section, tuple(themes.split())), columns))
    return found


def _stems(concept: Concept, column: str) -> Iterator[Stem]:
    for text in re.split(r",\s*", column):
        if spoken := tuple(words.words_of(text)):
            yield Stem(concept, spoken, is_whole=text.endswith("."))
