"""One page of a list: which part of it, and what comes before and after."""

import math
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Place:
    """Which page of how many, and the rows that stand on it."""

    page: int
    pages: int
    rows: slice


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """`total` is how many the whole list has."""

    items: list[Item]
    total: int
    page: int
    pages: int

    @property
    def previous_page(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def next_page(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


def place_of(page: int, total: int, size: int) -> Place:
    """Answer where the page is; one beyond the last is the last."""
    pages = max(1, math.ceil(total / size))
    page = min(max(1, page), pages)
    return Place(page, pages, slice((page - 1) * size, page * size))
