"""Which words of a text a search has found, so that a page can mark them."""

from collections.abc import Iterator, Sequence

from events.search import SHORTEST_BEGINNING, Search
from events.searching import finnish, words


def pieces(text: str, searches: Sequence[Search]) -> Iterator[tuple[str, bool]]:
    """The text in pieces, and of each whether it is a word that was found. Joined they are the text."""
    end = 0
    for found in words.WORD.finditer(text):
        if any(_has_found(search, found[0].lower()) for search in searches):
            if found.start() > end:
                yield text[end : found.start()], False
            yield found[0], True
            end = found.end()
    if end < len(text):
        yield text[end:], False


def _has_found(search: Search, word: str) -> bool:
    for part in search.parts:
        for searched in part.words:
            relatives = search.relatives[searched]
            if word == searched or word in relatives.written_forms or word in relatives.forms:
                return True
            is_part = word in relatives.written_compounds
            begins = len(searched) >= SHORTEST_BEGINNING and word.startswith(searched)
            if not part.is_quoted and (is_part or begins or finnish.root(word) == finnish.root(searched)):
                return True
    return False
