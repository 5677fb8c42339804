"""Finds what a misspelt word was meant to be among the words of public texts; å, ä and ö are letters of their own."""

from collections.abc import Iterable
from dataclasses import dataclass

from events.search import Search
from events.searching import finnish

# How many letters may be wrong in a word of at least so many letters.
_ALLOWED = ((8, 2), (4, 1))
# Roots of short words are near too many others.
SHORTEST_ROOT = 6


@dataclass(frozen=True, slots=True)
class Correction:
    """A text with the words it was probably meant to have."""

    typed: str
    text: str


def corrected(search: Search) -> Correction | None:
    """The text of a search without its mistakes; None when no word of it is unknown, or nothing is near."""
    unknown = [part.word for part in search.parts if not part.is_quoted and not search.knows(part.word)]
    nearest = {word: _nearest(word, search.relatives[word].near) for word in unknown if not word.isdecimal()}
    better = {word: known for word, known in nearest.items() if known}
    if not better:
        return None
    text, shift = search.text, 0
    for part in search.parts:
        if not part.is_quoted and part.word in better:
            text = text[: part.start + shift] + better[part.word] + text[part.end + shift :]
            shift += len(better[part.word]) - (part.end - part.start)
    return Correction(search.text, text)


def _nearest(typed: str, candidates: Iterable[str]) -> str | None:
    """The candidate with the fewest mistakes, when they are few enough."""
    ranks = []
    for known in candidates:
        of_words = distance = distance_of(typed, known)
        roots = finnish.root(typed), finnish.root(known)
        if min(map(len, roots)) >= SHORTEST_ROOT:
            distance = min(of_words, distance_of(*roots))
        if distance <= _allowed(typed):
            ranks.append((distance, typed[0] != known[0], of_words, known))
    return min(ranks)[-1] if ranks else None


def _allowed(word: str) -> int:
    return next((allowed for length, allowed in _ALLOWED if len(word) >= length), 0)


def distance_of(first: str, second: str) -> int:
    """How many letters are to be put in, left out, changed, or swapped with the next to make one from the other."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
