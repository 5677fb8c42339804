"""Where a training takes place, as files say it: online services, towns, houses in towns, or several places."""

import re
from dataclasses import dataclass
from functools import cache

from catalogue import towns
from catalogue.towns import Town
from events.importing import words

_HARD_SPLIT = re.compile(r"\s*[;/]\s*")
_SOFT_SPLIT = re.compile(r"\s+(?:ja|sekä|och|samt|and|&|\+)\s+|\s*\+\s*")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class House:
    """A venue: its name by language, the municipality's Finnish name and its region's code where they are known."""

    names: tuple[tuple[str, str], ...]
    municipality: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    house: House | None = None
    is_online: bool = False
    is_several: bool = False


def parse(text: str, language: str) -> Place:
    """Read a place; a name without translation is kept in `language`."""
    parts = [part.strip(" ,") for part in _HARD_SPLIT.split(text) if part.strip(" ,")]
    halves = [half for part in parts for half in _split_softly(part)]
    places = [half for half in halves if not is_online(half)]
    online = len(places) < len(halves)
    if not places:
        return Place(is_online=online)
    name = "; ".join(places)
    if any(words.has_stem(words.fold(name), word) for word in words.table("places")["several"]):
        return Place(is_online=online, is_several=True)
    return Place(_house(name, language), is_online=online)


def is_online(text: str) -> bool:
    """Whether the text names nothing but a way to take part online."""
    folded = words.fold(text)
    known, filler = _online_words()
    if folded in known:
        return True
    tokens = folded.split()
    return any(token in known for token in tokens) and all(token in known or token in filler for token in tokens)


def _split_softly(text: str) -> list[str]:
    """Part “Helsinki ja Teams”, but not “Oslo och Utøya”."""
    halves = [half.strip(" ,") for half in _SOFT_SPLIT.split(text) if half.strip(" ,")]
    return halves if any(is_online(half) for half in halves) else [text]


def _house(name: str, language: str) -> House:
    if town := _towns().get(words.fold(name)):
        return House((("fi", town.name_fi), ("sv", town.name_sv)), town.name_fi, town.region)
    head, comma, tail = name.rpartition(",")
    town = _towns().get(words.fold(words.without_brackets(tail)))
    if comma and head.strip() and town:
        return House(((language, head.strip()),), town.name_fi, town.region)
    return House(((language, name),))


@cache
def _towns() -> dict[str, Town]:
    known = towns.known()
    return {words.fold(town.name_sv): town for town in known} | {words.fold(town.name_fi): town for town in known}


@cache
def _online_words() -> tuple[frozenset[str], frozenset[str]]:
    table = words.table("places")
    return frozenset(map(words.fold, table["online"])), frozenset(map(words.fold, table["filler"]))
