"""How alike two profiles are."""

from django.conf import settings

from events.likeness.profiles import TextProfile, Weights


def likeness(one: TextProfile, other: TextProfile) -> float:
    """0 to 1, the same whichever comes first: by their concepts, and by their words where they share a language."""
    shared = len(one.languages & other.languages)
    if not shared:
        return _dot(one.concepts, other.concepts)
    in_words = _dot(one.words, other.words) / shared
    return min(1.0, max(in_words, (in_words + _dot(one.concepts, other.concepts)) / 2))


def are_alike(one: TextProfile, other: TextProfile) -> bool:
    """Whether they are so alike that they may be about the same."""
    return likeness(one, other) >= settings.LIKENESS_ALIKE


def _dot(one: Weights, other: Weights) -> float:
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return sum(weight * long[term] for term, weight in short.items() if term in long)
