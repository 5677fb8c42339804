"""Finds what a misspelt word was meant to be among the words of public texts; å, ä and ö are letters of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from events.search import Search
from events.searching import finnish, words

# How many letters may be wrong in a word of at least so many letters.
_ALLOWED = ((8, 2), (4, 1))
MOST_CANDIDATES = 60
# Roots of short words are near too many others.
SHORTEST_ROOT = 6

# Words that begin a known one are not misspelt but unfinished.
_CANDIDATES = f"""
SELECT asked.word, known.word
FROM unnest(%(words)s::text[], %(roots)s::text[]) AS asked (word, root), LATERAL (
    SELECT word FROM events_searchword AS near WHERE near.root %% asked.root
    ORDER BY similarity(near.root, asked.root) DESC, word LIMIT {MOST_CANDIDATES}
) AS known
WHERE NOT EXISTS (SELECT FROM events_searchword AS begun WHERE starts_with(begun.word, asked.word))
"""  # noqa: S608 - a constant


@dataclass(frozen=True, slots=True)
class Correction:
    """A text with the words it was probably meant to have."""

    typed: str
    text: str


def corrected(search: Search) -> Correction | None:
    """The text of a search without its mistakes; None when no word of it is unknown, or nothing is near."""
    unknown = [part.word for part in search.parts if not part.is_quoted and not search.knows(part.word)]
    better = _nearest(unknown)
    if not better:
        return None
    text, shift = search.text, 0
    for part in search.parts:
        if not part.is_quoted and part.word in better:
            text = text[: part.start + shift] + better[part.word] + text[part.end + shift :]
            shift += len(better[part.word]) - (part.end - part.start)
    return Correction(search.text, text)


def _nearest(unknown: Sequence[str]) -> dict[str, str]:
    found: dict[str, tuple[tuple[int, bool, int, str], str]] = {}
    for typed, known in _candidates(unknown):
        of_words = distance = distance_of(typed, known)
        roots = finnish.root(typed), finnish.root(known)
        if min(map(len, roots)) >= SHORTEST_ROOT:
            distance = min(of_words, distance_of(*roots))
        rank = (distance, typed[0] != known[0], of_words, known)
        if distance <= _allowed(typed) and (typed not in found or rank < found[typed][0]):
            found[typed] = (rank, known)
    return {typed: known for typed, (_rank, known) in found.items()}


def _candidates(unknown: Sequence[str]) -> Iterable[tuple[str, str]]:
    if not unknown:
        return []
    parameters = {"words": list(unknown), "roots": [words.encoded(finnish.root(word)) for word in unknown]}
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, parameters)
        rows: list[tuple[str, str]] = cursor.fetchall()
    return rows


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
