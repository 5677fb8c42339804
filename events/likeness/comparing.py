"""How alike two profiles are."""

from django.conf import settings

from events.likeness.profiles import TextProfile

# What shared concepts add to shared letters. Words of two languages share few letters, so there they count in full.
OF_CONCEPTS = 0.3


def likeness(one: TextProfile, other: TextProfile) -> float:
    """0 to 1, the same whichever comes first."""
    in_concepts = one.concepts.dot(other.concepts)
    found = 0.0
    for language, letters in one.letters.items():
        for another, others in other.letters.items():
            of_concepts = in_concepts * (OF_CONCEPTS if language == another else 1)
            found = max(found, 1 - (1 - letters.dot(others)) * (1 - of_concepts))
    return min(1.0, found)


def are_alike(one: TextProfile, other: TextProfile) -> bool:
    """Whether they are so alike that they may be about the same."""
    return likeness(one, other) >= settings.LIKENESS_ALIKE
