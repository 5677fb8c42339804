"""The profile of a training's texts: which letters and which concepts they are made of, weighted."""

import hashlib
import math
from array import array
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import nlargest
from itertools import repeat
from operator import itemgetter, mul
from typing import TYPE_CHECKING, Any

from catalogue.texts import LANGUAGES
from events.likeness import terms

if TYPE_CHECKING:
    from events.drafting import EventDraft

# A title says what it is about; a description also says where to park.
_LETTERS = {"titles": 3.0, "summaries": 1.5}
_CONCEPTS = _LETTERS | {"descriptions": 0.5}
_COLUMNS = ("title", "summary", "description")
MOST_LETTERS = 64
# As if every text had one more concept that no other has: those with few say little.
UNSAID = 3.0
_NUMBER, _WEIGHT = "I", "f"


@dataclass(frozen=True, slots=True)
class Texts:
    """What is written about a training, by language."""

    titles: Mapping[str, str]
    summaries: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)


class Vector:
    """Terms by number, each with its weight."""

    __slots__ = ("_by_term", "terms", "weights")

    def __init__(self, terms_: "array[int]", weights: "array[float]") -> None:
        self.terms, self.weights = terms_, weights
        self._by_term: dict[int, float] | None = None

    @classmethod
    def of(cls, weights: Mapping[int, float]) -> "Vector":
        terms_: array[int] = array(_NUMBER, weights.keys())
        return cls(terms_, array(_WEIGHT, weights.values()))

    @classmethod
    def unpacked(cls, packed: bytes) -> "Vector":
        terms_: array[int] = array(_NUMBER)
        weights: array[float] = array(_WEIGHT)
        middle = len(packed) // (terms_.itemsize + weights.itemsize) * terms_.itemsize
        terms_.frombytes(packed[:middle])
        weights.frombytes(packed[middle:])
        return cls(terms_, weights)

    def packed(self) -> bytes:
        return self.terms.tobytes() + self.weights.tobytes()

    def dot(self, other: "Vector") -> float:
        if self._by_term is None:
            self._by_term = dict(zip(self.terms, self.weights, strict=True))
        return float(sum(map(mul, map(self._by_term.get, other.terms, repeat(0.0)), other.weights)))


@dataclass(frozen=True, slots=True, eq=False)
class TextProfile:
    """The letters of the texts in each language, of length one, and the concepts of all, a little shorter.

    `keys` are the topics and long words that title and summary name, and the title as a whole, as signed 32-bit
    numbers: texts that share none of them are about different things however many letters they share. `digest` is a
    negative number, the same for the same texts and no others; 0 is that of no text.
    """

    letters: Mapping[str, Vector] = field(default_factory=dict)
    concepts: Vector = field(default_factory=lambda: Vector.of({}))
    keys: frozenset[int] = frozenset()
    digest: int = 0

    @classmethod
    def of(cls, letters: Mapping[str, Vector], concepts: Vector, keys: frozenset[int]) -> "TextProfile":
        return cls(letters, concepts, keys, _digest(letters, concepts, keys) if letters else 0)


def of_draft(draft: "EventDraft") -> Texts:
    return Texts(draft.titles, draft.summaries, draft.descriptions)


def of_event(event: Any) -> Texts:
    """Of an event, or of a row with its columns."""
    return Texts(*({language: getattr(event, f"{name}_{language}") for language in LANGUAGES} for name in _COLUMNS))


def profile_of(texts: Texts) -> TextProfile:
    letters: dict[str, Vector] = {}
    concepts: dict[int, float] = {}
    for language in LANGUAGES:
        found = _letters(texts, language)
        if found:
            letters[language] = Vector.of(_shortened(dict(nlargest(MOST_LETTERS, found.items(), key=itemgetter(1)))))
        for code, weight in concepts_in(texts, language).items():
            number = terms.number_of(code)
            concepts[number] = max(concepts.get(number, 0.0), math.log1p(weight))
    return TextProfile.of(letters, Vector.of(_shortened(concepts, UNSAID)), _keys(texts))


def _keys(texts: Texts) -> frozenset[int]:
    """The topics and long words of title and summary, and each title by its words without those of form and numbers."""
    found = set()
    for language in LANGUAGES:
        for name in _LETTERS:
            if text := getattr(texts, name).get(language):
                reading = terms.read(text, language)
                found |= {each.concept.code for each in reading.heard if each.concept.is_topic}
                found |= reading.long_words(language)
                if name == "titles":
                    found.add(" ".join(word for word, _share in reading.shares()))
    return frozenset(terms.number_of(key) - 2**31 for key in found - {""})


def _digest(letters: Mapping[str, Vector], concepts: Vector, keys: frozenset[int]) -> int:
    """A negative number of 56 bits: never that of a row."""
    said = hashlib.blake2b(repr(sorted(keys)).encode() + concepts.packed(), digest_size=7)
    for language, vector in letters.items():
        said.update(language.encode() + vector.packed())
    return -1 - int.from_bytes(said.digest(), "big")


def concepts_in(texts: Texts, language: str) -> dict[str, float]:
    """The codes of the concepts of the texts in one language, weighted; forms say nothing."""
    found: dict[str, float] = defaultdict(float)
    for name, weight in _CONCEPTS.items():
        if text := getattr(texts, name).get(language):
            for each in terms.read(text, language).heard:
                if not each.concept.is_form:
                    found[each.concept.code] += weight * (terms.SETTING if each.concept.is_setting else 1)
    return found


def _letters(texts: Texts, language: str) -> dict[int, float]:
    found: dict[int, float] = defaultdict(float)
    for name, weight in _LETTERS.items():
        if text := getattr(texts, name).get(language):
            for word, share in terms.read(text, language).shares():
                for number in terms.of(word, language):
                    found[number] += weight * share
    return {number: math.log1p(weight) for number, weight in found.items()}


def _shortened(weights: Mapping[int, float], unsaid: float = 0.0) -> dict[int, float]:
    """Of length one, or less where something was left unsaid."""
    length = math.sqrt(sum(weight * weight for weight in weights.values()) + unsaid) or 1.0
    return {term: weight / length for term, weight in weights.items()}
