"""The profile of a training's texts: which words and which concepts they are made of, weighted."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from catalogue.texts import LANGUAGES
from events.likeness import terms

if TYPE_CHECKING:
    from events.drafting import EventDraft

# A title says what it is about; a description also says where to park.
_WEIGHTS = {"titles": 3.0, "summaries": 1.5, "descriptions": 0.5}
_COLUMNS = ("title", "summary", "description")
Weights = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Texts:
    """What is written about a training, by language."""

    titles: Mapping[str, str]
    summaries: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextProfile:
    """Terms by number, each with its weight. The words of each language, and the concepts, have length one."""

    languages: frozenset[str] = frozenset()
    words: Weights = field(default_factory=dict)
    concepts: Weights = field(default_factory=dict)


def of_draft(draft: "EventDraft") -> Texts:
    return Texts(draft.titles, draft.summaries, draft.descriptions)


def of_event(event: Any) -> Texts:
    """Of an event, or of a row with its columns."""
    return Texts(*({language: getattr(event, f"{name}_{language}") for language in LANGUAGES} for name in _COLUMNS))


def profile_of(texts: Texts) -> TextProfile:
    words: dict[int, float] = {}
    languages = set()
    for language in LANGUAGES:
        found: dict[int, float] = {}
        for name, weight in _WEIGHTS.items():
            for term in terms.of(getattr(texts, name).get(language, ""), language):
                found[term] = found.get(term, 0.0) + weight
        if found:
            languages.add(language)
            words |= _of_length_one({term: 1 + math.log(1 + weight) for term, weight in found.items()})
    return TextProfile(frozenset(languages), words, {})


def _of_length_one(weights: Mapping[int, float]) -> dict[int, float]:
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {term: weight / length for term, weight in weights.items()}
