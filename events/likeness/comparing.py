"""How alike two profiles are."""

from functools import lru_cache

from django.conf import settings

from events.likeness.profiles import TextProfile

# What shared concepts add to shared letters. Words of two languages share few letters, so there they count in full.
OF_CONCEPTS = 0.3
# The same texts are compared again with every check.
PAIRS_KEPT = 200_000


def likeness(one: TextProfile, other: TextProfile) -> float:
    """0 to 1, the same whichever comes first."""
    in_concepts = one.concepts.dot(other.concepts)
    found = 0.0
    for language, letters in one.letters.items():
        for another, others in other.letters.items():
            of_concepts = in_concepts * (OF_CONCEPTS if language == another else 1)
            found = max(found, 1 - (1 - letters.dot(others)) * (1 - of_concepts))
    return min(1.0, found)


def percent(one: TextProfile, other: TextProfile) -> int:
    """How alike they are if they may be about the same, and also name something in common; else 0."""
    if one.keys.isdisjoint(other.keys):
        return 0
    # In one order, for the last bit of a sum depends on it.
    return _percent(*sorted((one, other), key=lambda each: each.digest))


@lru_cache(maxsize=PAIRS_KEPT)
def _percent(one: TextProfile, other: TextProfile) -> int:
    found = likeness(one, other)
    return round(100 * found) if found >= settings.LIKENESS_ALIKE else 0
