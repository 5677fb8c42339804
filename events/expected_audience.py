"""How many people two organisers may expect in common; whoever knows who took part counts them for us."""

from collections.abc import Callable, Collection
from datetime import datetime

from catalogue.vocabularies import Vocabularies

# Fewer are never told: they could be recognised.
FEWEST = 5

# Of two sets of organisations, on some themes, until a moment.
Counter = Callable[[Collection[int], Collection[int], Collection[int], datetime], int]
_counters: list[Counter] = []


def register_counter(counter: Counter) -> None:
    """Name the function that counts; the app that knows participants does this when it is ready."""
    _counters[:] = [counter]


def in_common(
    first_id: int, second_id: int, theme_ids: Collection[int], *, known: Vocabularies, now: datetime
) -> int | None:
    """So many people at least took part in both organisers' trainings on these themes or below; None for few.

    In whole fives: who changes the themes of a training by one must not learn of the one person who makes a difference.
    """
    themes = frozenset().union(*(term.descendant_ids for term in known.themes.many(theme_ids)))
    if not themes or first_id == second_id:
        return None
    sides = (known.lineage(first_id), known.lineage(second_id))
    found = sum(counter(*sides, themes, now) for counter in _counters)
    return found // FEWEST * FEWEST or None
