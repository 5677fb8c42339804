"""In which region an item takes place, by the words of its place: towns and regions as searches know them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from catalogue.vocabularies import Vocabularies
from events.importing import places
from events.searching import names
from events.searching.names import Names

PLACES_KEPT = 20_000
# What has more words is no place; and no name of a place has more than these.
MOST_WORDS, LONGEST_NAME = 30, 3
# What a place is written in: “Kirjasto, Tampere”, “Helsinki / Espoo”, “Oulu (kaupungintalo)”.
_SIGNS_BETWEEN = re.compile(r"[,;/|()\[\]\n]|:\s|\s[-–—]\s")
_LINK = re.compile(r"\w+://\S+")
_WORD = re.compile(r"[^\W_]+")
# “FI-33100 Tampere”, “Tampere 10”: what is left is the name.
_NO_NAME = re.compile(r"(?i:fi)|\d\w*")
# “Turun maantie 4” is not in Turku for sure.
_STREET = re.compile(
    r"(tie|katu|kuja|polku|väylä|raitti|puistikko|esplanadi|gatan|vägen|gränden|stigen|esplanaden|road|street)$"
)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """`region_id` None and not online: the place does not say."""

    region_id: int | None = None
    is_online: bool = False


NOWHERE = Whereabouts()


def of(place: str, known: Vocabularies) -> Whereabouts:
    """Where a place is. Names of two regions say nothing; where one can take part online too, it is everywhere."""
    return _of(place, known) if place else NOWHERE


@lru_cache(maxsize=PLACES_KEPT)
def _of(place: str, known: Vocabularies) -> Whereabouts:
    if len(_WORD.findall(place)) > MOST_WORDS:
        return NOWHERE
    parts, called = _SIGNS_BETWEEN.split(place), names.places(known)
    if _LINK.search(place) or any(places.parse(part, "fi").is_online for part in parts):
        return Whereabouts(is_online=True)
    # A town that stands alone says more than one in the name of a house: “Åbo Akademi, Vasa” is in Vaasa.
    codes = {code for part in parts if (code := _named(part, called))}
    codes = codes or {code for part in parts for code in _named_within(part, called)}
    region = known.regions.get(codes.pop()) if len(codes) == 1 else None
    return Whereabouts(region.id) if region else NOWHERE


def _named(part: str, called: Names) -> str:
    """The region of a part that is a name and nothing else."""
    words = [word for word in (found[0].lower() for found in _WORD.finditer(part)) if not _NO_NAME.fullmatch(word)]
    name = called.find(tuple(words)) if 0 < len(words) <= LONGEST_NAME else None
    return name.value if name else ""


def _named_within(part: str, called: Names) -> Iterator[str]:
    """The regions of the names among the words of a part, the longest first; “Salo” is a town, “salo” is not."""
    words = list(_WORD.finditer(part))
    first = 0
    while first < len(words):
        for after in range(min(len(words), first + LONGEST_NAME), first, -1):
            name = called.find(tuple(word[0].lower() for word in words[first:after]))
            if name and words[first][0][0].isupper() and _stands_free(part, words, first, after):
                yield name.value
                first = after - 1
                break
        first += 1


def _stands_free(part: str, words: list[re.Match[str]], first: int, after: int) -> bool:
    """Whether no hyphen ties the name to another word, and it is not the first word of a street's name."""
    if after < len(words) and _STREET.search(words[after][0].lower()):
        return False
    return not part[: words[first].start()].endswith("-") and not part[words[after - 1].end() :].startswith("-")
