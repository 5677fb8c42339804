"""The choices each filter offers, and which of them find a training: worked out once for a state of the catalogue."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils import translation

from catalogue.vocabularies import Term, Vocabularies, Vocabulary
from events.filter_values import TERMS
from events.models import Event

# In the order in which they are shown.
FACETS = ("sector", "region", "audience", "theme", "delivery", "language", "level", "agency")
# Stands among the ids of regions for "wherever one is".
EVERYWHERE = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter; `depth` is its level in the hierarchy. One out of use is shown when it is asked for."""

    value: str
    label: str
    depth: int = 0
    is_active: bool = True


@dataclass(frozen=True)
class Choices:
    """`finders` says for each key that a training can have which choices find it, as bits by position."""

    choices: tuple[Choice, ...]
    finders: dict[str, int]

    def found_by(self, keys: Iterable[str]) -> Iterator[int]:
        """The positions of the choices that find a training with these keys, each once."""
        bits = 0
        for key in keys:
            bits |= self.finders.get(key, 0)
        while bits:
            lowest = bits & -bits
            yield lowest.bit_length() - 1
            bits ^= lowest


@lru_cache(maxsize=8)
def offered(vocabularies: Vocabularies, language: str) -> dict[str, Choices]:
    """The choices of each filter in this language; the keys of a training are the ids of its terms, or codes."""
    with translation.override(language):
        plain = {"delivery": Event.Delivery.choices, "language": settings.TRAINING_LANGUAGES}
        codes = {name: _plain([(value, str(label)) for value, label in plain[name]]) for name in plain}
    trees = {name: _of_terms(name, vocabularies, language) for name in TERMS}
    return {name: codes.get(name) or trees[name] for name in FACETS}


def _plain(pairs: list[tuple[str, str]]) -> Choices:
    return Choices(
        tuple(Choice(value, label) for value, label in pairs),
        {value: 1 << position for position, (value, _label) in enumerate(pairs)},
    )


def _of_terms(name: str, vocabularies: Vocabularies, language: str) -> Choices:
    vocabulary: Vocabulary = getattr(vocabularies, TERMS[name])
    terms = vocabulary.in_tree_order
    if name == "agency":
        terms = by_name(terms, language)
    finders: dict[str, int] = {str(EVERYWHERE): (1 << len(terms)) - 1} if name == "region" else {}
    for position, term in enumerate(terms):
        for term_id in meant(name, [term], vocabularies):
            finders[str(term_id)] = finders.get(str(term_id), 0) | 1 << position
    choices = (
        Choice(term.code, term.name(language).value, term.depth, term.is_active and not term.successor_ids)
        for term in terms
    )
    return Choices(tuple(choices), finders)


def meant(name: str, terms: Iterable[Term], vocabularies: Vocabularies) -> frozenset[int]:
    """The ids that a filter by these terms means: of an organisation its units and predecessors, of a target group
    or theme what lies above and below it, of the rest what lies below.
    """
    meaning: Callable[[Term], frozenset[int]] = {
        "agency": lambda term: vocabularies.lineage(term.id),
        "audience": lambda term: term.descendant_ids | term.ancestor_ids,
        "theme": lambda term: term.descendant_ids | term.ancestor_ids,
    }.get(name, lambda term: term.descendant_ids)
    return frozenset().union(*map(meaning, terms))


def by_name(terms: list[Term], language: str) -> list[Term]:
    """Trees by the name of their root, partners after agencies; a root keeps its units behind it."""
    trees: list[list[Term]] = []
    for term in terms:
        if not term.depth:
            trees.append([])
        trees[-1].append(term)
    trees.sort(key=lambda tree: (tree[0].kind == "partner", _finnish_order(tree[0].name(language).value)))
    return [term for tree in trees for term in tree]


def _finnish_order(name: str) -> str:
    return name.casefold().translate(str.maketrans("åäö", "{|}"))
