"""What a training is about: its themes, and its texts where the themes do not say it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """Themes as chosen, and with all below them: a root stands for itself alone."""

    themes: frozenset[int] = frozenset()
    themes_below: frozenset[int] = frozenset()

    def shared_themes(self, other: "Topic") -> frozenset[int]:
        """Of themes that are equal or one above the other, the narrower ones."""
        return (self.themes & other.themes_below) | (other.themes & self.themes_below)


def alike(_own: Topic, _other: Topic) -> int:
    """How alike the texts are in percent; 0 unless they are about the same."""
    return 0
