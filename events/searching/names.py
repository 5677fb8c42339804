"""Names that a search understands: regions, towns, organisations and themes, in every language and inflected."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from catalogue import towns
from catalogue.vocabularies import Term, Vocabularies
from events.searching import finnish, words

SHORTEST_ABBREVIATION = 3
SHORTEST_INFLECTED = 8
LONGEST_NAME = 9
# "Uusimaa" inflects in its first part too: Uudellamaalla, Uudenmaan.
_NEW = ("uudella", "uudelta", "uudelle", "uudessa", "uudesta", "uuden", "uuteen", "uutta")


@dataclass(frozen=True, slots=True)
class Name:
    """`parameter` and `value` of the filter that a name stands for; `spoken` are its words in small letters."""

    spoken: tuple[str, ...]
    parameter: str
    value: str
    may_inflect: bool = True


class Names:
    """Names by their words. What is said inflects only the last word of a name."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._exact: dict[tuple[str, ...], Name] = {}
        self._inflected: dict[tuple[str, ...], list[Name]] = {}
        for name in names:
            self._exact.setdefault(name.spoken, name)
            if name.may_inflect:
                self._inflected.setdefault(_key(name.spoken), []).append(name)

    def find(self, spoken: tuple[str, ...]) -> Name | None:
        """The name that these words are."""
        # A genitive is a name and an "n" in Finnish, a name and an "s" in Swedish.
        for last in (spoken[-1], spoken[-1].removesuffix("s"), spoken[-1].removesuffix("n")):
            if exact := self._exact.get((*spoken[:-1], last)):
                return exact
        last = _whole(spoken[-1])
        candidates = self._inflected.get(_key((*spoken[:-1], last)), ())
        return next((name for name in candidates if _is_form(last, name.spoken[-1])), None)


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Themes stand alone: their names are words that titles are made of."""

    all: Names
    themes: Names


@lru_cache(maxsize=4)
def known(vocabularies: Vocabularies, today: date) -> KnownNames:
    """The names of a state of the catalogue, what they are in use for today first."""
    return KnownNames(
        all=Names([*_organisations(vocabularies, today), *_places(vocabularies)]),
        themes=Names(_named("theme", vocabularies.themes, may_inflect=False)),
    )


@lru_cache(maxsize=4)
def places(vocabularies: Vocabularies) -> Names:
    """Regions and towns alone, each standing for its region."""
    return Names(_places(vocabularies))


def _places(vocabularies: Vocabularies) -> list[Name]:
    return [*_named("region", vocabularies.regions), *_towns(vocabularies)]


def _organisations(vocabularies: Vocabularies, today: date) -> Iterator[Name]:
    for term in sorted(vocabularies.organisations, key=lambda term: not _is_valid(term, today)):
        for text in dict.fromkeys([*term.names.values(), *term.short_names.values()]):
            # Short ones are often words as well: "helmiä" is no form of Helmet.
            yield from _name(text, "agency", term.code, may_inflect=len(text) >= SHORTEST_INFLECTED)
        if len(term.abbreviation) >= SHORTEST_ABBREVIATION:
            yield from _name(term.abbreviation, "agency", term.code, may_inflect=False)


def _named(parameter: str, terms: Iterable[Term], *, may_inflect: bool = True) -> Iterator[Name]:
    for term in terms:
        for text in dict.fromkeys(term.names.values()):
            yield from _name(text, parameter, term.code, may_inflect=may_inflect)


def _towns(vocabularies: Vocabularies) -> Iterator[Name]:
    for town in towns.known():
        if vocabularies.regions.get(town.region):
            for text in (town.name_fi, town.name_sv):
                yield from _name(text, "region", town.region)


def _name(text: str, parameter: str, value: str, *, may_inflect: bool = True) -> Iterator[Name]:
    spoken = tuple(words.words_of(text))
    if spoken:
        yield Name(spoken, parameter, value, may_inflect)


def _is_valid(term: Term, today: date) -> bool:
    begun = term.valid_from is None or term.valid_from <= today
    return begun and not term.has_ended(today)


def _key(spoken: tuple[str, ...]) -> tuple[str, ...]:
    return (*spoken[:-1], finnish.root(spoken[-1]))


def _whole(word: str) -> str:
    for first in _NEW:
        if word.startswith((f"{first}maa", f"{first}kaup")):
            return "uusi" + word.removeprefix(first)
    return word


def _is_form(said: str, name: str) -> bool:
    """Whether words of one root are the same: Lapissa is of Lappi, "lapa" is not, for a vowel changes only i to e."""
    stem = finnish.stem(said)
    if stem == name or name[-1] not in finnish.VOWELS:
        return True
    return stem[-1] == name[-1] or (name[-1] == "i" and stem[-1] == "e")
