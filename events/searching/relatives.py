"""Which words of the calendar belong to a word that is searched for: its other forms, and compounds it is a part of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from catalogue.vocabularies import Vocabularies
from events.searching import dictionary, finnish, stemming, words
from events.searching.dictionary import Dictionary, Entry
from events.searching.stemming import Stemmed

SHORTEST_PART = 3
SHORTEST_REST = 3
MOST_COMPOUNDS = 120
# What may join a part of a compound to the next: an ending of the first in Finnish, a binding sound in Swedish.
LINKS = {
    "fi": ("", *["a", "ä", "e", "i", "n", "an", "än", "en", "in", "on", "ön", "as", "äs", "aan", "ään"]),
    "sv": ("", "s", "e", "a", "o", "u"),
}
# First parts of Finnish compounds that are seldom or never words of their own.
_FIRST_PARTS = """
ala alku ammatti ensi erityis esi etä itse jatko jälki kauko keski koko korkea loppu lähi moni nais oma perus pien sisä
suur täydennys ulko uudis uus varhais verkko väli yhteis yleis ylä
"""
FIRST_PARTS = frozenset(_FIRST_PARTS.split())


@dataclass(slots=True)
class Relatives:
    """What a word finds: lexemes of the text index, and the words of texts that they stand for.

    `forms` are the word itself in any inflection, `compounds` what it is a part of; `near` are known words it is spelt
    like, when it is none itself.
    """

    word: str
    is_stop_word: bool = False
    forms: set[str] = field(default_factory=set)
    compounds: set[str] = field(default_factory=set)
    written_forms: set[str] = field(default_factory=set)
    written_compounds: set[str] = field(default_factory=set)
    near: list[str] = field(default_factory=list)


class Asked:
    """The relatives of the words of several texts: the database is asked for all that are expected at once.

    What an unknown word is spelt like is known with it, so that a text put right asks nothing more.
    """

    def __init__(self, vocabularies: Vocabularies) -> None:
        self._vocabularies = vocabularies
        self._expected: set[str] = set()
        self._stemmed: dict[str, Stemmed] = {}
        self._near: dict[str, list[str]] = {}
        self._found: dict[str, Relatives] = {}

    def expect(self, spoken: Iterable[str]) -> None:
        """Take these words along when the next is asked for."""
        self._expected.update(spoken)

    def __getitem__(self, word: str) -> Relatives:
        if word not in self._found:
            self._found[word] = self._relatives(self._stems_of(word), dictionary.of(self._vocabularies))
        return self._found[word]

    def _stems_of(self, word: str) -> Stemmed:
        if word not in self._stemmed:
            self.expect([word])
            for each in stemming.of(self._expected - set(self._stemmed)):
                self._stemmed[each.word] = each
                if each.meant_by:
                    self._near.setdefault(each.meant_by, []).append(each.word)
        return self._stemmed[word]

    def _relatives(self, stemmed: Stemmed, known: Dictionary) -> Relatives:
        found = Relatives(
            stemmed.word,
            is_stop_word=stemmed.is_stop_word,
            forms={stemmed.word, *stemmed.stems},
            near=self._near.get(stemmed.word, []),
        )
        for root, languages in stemmed.roots:
            for entry in known.of_root(root, languages):
                found.forms.add(entry.stem)
                found.written_forms.add(entry.word)
            for entry in _holding(root, languages, known):
                if any(_holds(cut, known) for cut in _cuts(entry, root)):
                    found.compounds.add(entry.stem)
                    found.written_compounds.add(entry.word)
        return found


@dataclass(frozen=True, slots=True)
class _Cut:
    """A word that holds the root of a word searched for, cut around it: `before`, and what may stand `behind`."""

    language: str
    before: str
    behind: tuple[str, ...]


def _holding(root: str, languages: frozenset[str], known: Dictionary) -> Iterator[Entry]:
    if len(root) < SHORTEST_PART:
        return iter(())
    shortest_first = sorted(known.holding(root, languages), key=lambda entry: (len(entry.word), entry.word))
    return islice(shortest_first, MOST_COMPOUNDS)


def _cuts(entry: Entry, root: str) -> Iterator[_Cut]:
    """Where a word may be cut so that the one searched for is a part of it: its end, or what others follow."""
    start = entry.root.find(root)
    while start >= 0:
        end = start + len(root)
        before = entry.word[:start]
        if end == len(entry.root):
            yield _Cut(entry.language, before, ())
        elif len(root) > SHORTEST_PART:
            tail = entry.word[end:]
            behind = tuple(tail[len(link) :] for link in LINKS[entry.language] if tail.startswith(link))
            yield _Cut(entry.language, before, behind)
        start = entry.root.find(root, start + 1)


def _holds(cut: _Cut, known: Dictionary) -> bool:
    """Whether what stands around the word searched for is made of words."""
    begins_well = not cut.before or _is_word(cut.before, cut.language, known, is_first=True)
    return begins_well and (not cut.behind or any(_is_word(rest, cut.language, known) for rest in cut.behind))


def _is_word(part: str, language: str, known: Dictionary, *, is_first: bool = False) -> bool:
    if len(part) < SHORTEST_REST:
        return False
    if is_first and (part in FIRST_PARTS or part.endswith("t")):
        # No first part is a nominative plural: "nuorisot|ilo" is none, "nuoriso|tilo" is.
        return part in FIRST_PARTS or known.has(language, part)
    # In Swedish an "s" binds a part to the next.
    keys = (part, words.encoded(part), words.encoded(finnish.root(part)), part.removesuffix("s"))
    return any(known.has(language, key) for key in keys)
