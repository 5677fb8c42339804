"""What a training is about: its themes, and its texts where the themes do not say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Topic:
    """Themes as chosen, and with all below them: a root stands for itself alone.

    `text` is the digest of its texts, 0 without any; `alike` are digests of texts so alike that they may be about the
    same, with how alike they are in percent. It is enough that one of two sides knows (`events.overlaps.alike_texts`).
    """

    themes: frozenset[int] = frozenset()
    themes_below: frozenset[int] = frozenset()
    text: int = 0
    alike: Mapping[int, int] = field(default_factory=dict)

    def shared_themes(self, other: "Topic") -> frozenset[int]:
        """Of themes that are equal or one above the other, the narrower ones."""
        return (self.themes & other.themes_below) | (other.themes & self.themes_below)


def alike(own: Topic, other: Topic) -> int:
    """How alike the texts are in percent; 0 unless they are about the same."""
    return own.alike.get(other.text, 0) or other.alike.get(own.text, 0)
