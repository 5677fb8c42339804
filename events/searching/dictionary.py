"""The words of public trainings as this process remembers them: by root, and by what stands within longer words."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from catalogue.vocabularies import Vocabularies
from events.models import SearchWord

# English writes its compounds in two words.
_COMPOUNDING = frozenset(["fi", "sv"])


@dataclass(frozen=True, slots=True)
class Entry:
    """A word as it was written, its stem as the text index holds it, and its root as it is kept."""

    language: str
    word: str
    stem: str
    root: str


class Dictionary:
    """Looks words up without asking the database."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_root: dict[str, list[Entry]] = {}
        self._keys: set[tuple[str, str]] = set()
        for entry in entries:
            self._by_root.setdefault(entry.root, []).append(entry)
            self._keys |= {(entry.language, entry.word), (entry.language, entry.root)}
        # One long text of all roots: to find what stands within them is one search through it.
        self._roots = [
            root for root, entries in self._by_root.items() if any(each.language in _COMPOUNDING for each in entries)
        ]
        self._text = "\n".join(self._roots)
        self._starts = list(accumulate((len(root) + 1 for root in self._roots), initial=0))

    def of_root(self, root: str, languages: Collection[str]) -> Iterator[Entry]:
        return (entry for entry in self._by_root.get(root, ()) if entry.language in languages)

    def holding(self, root: str, languages: Collection[str]) -> Iterator[Entry]:
        """Longer words of languages with compounds that hold a root somewhere."""
        wanted = _COMPOUNDING.intersection(languages)
        for longer in self._roots_with(root):
            if longer != root:
                yield from self.of_root(longer, wanted)

    def has(self, language: str, key: str) -> bool:
        """Whether this is a word as it was written, or a root."""
        return (language, key) in self._keys

    def _roots_with(self, root: str) -> Iterator[str]:
        found = self._text.find(root)
        while found >= 0:
            place = bisect_right(self._starts, found)
            yield self._roots[place - 1]
            found = self._text.find(root, self._starts[place])


@lru_cache(maxsize=1)
def of(_vocabularies: Vocabularies) -> Dictionary:
    """The dictionary of now: learning words makes every process read vocabularies and dictionary again."""
    return Dictionary(
        Entry(*row) for row in SearchWord.objects.values_list("language", "word", "stem", "root").iterator()
    )
