"""What a measurement is: a value and its reference from the same rounds, and the ratio of both."""

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report. `ratio` is ours to the reference's; `note` says what a reader must know."""

    name: str
    ours: float
    reference: float
    unit: str
    ratio: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one heading; `figures` are for programs only, `table` is printed in place of the rows."""

    name: str
    title: str
    reference: str
    rows: Sequence[Row]
    remarks: Sequence[str] = ()
    figures: dict[str, Any] = field(default_factory=dict)
    table: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def compare(
    name: str,
    ours: Callable[[], float],
    reference: Callable[[], float],
    *,
    unit: str,
    rounds: int = ROUNDS,
    note: str = "",
) -> Row:
    """Measure both in turn, so that what the host does meanwhile hits both; medians of values and of ratios."""
    pairs = []
    for number in range(rounds):
        first, second = (ours, reference) if number % 2 else (reference, ours)
        values = {first: first(), second: second()}
        pairs.append((values[ours], values[reference]))
    return Row(
        name,
        statistics.median(mine for mine, _theirs in pairs),
        statistics.median(theirs for _mine, theirs in pairs),
        unit,
        statistics.median(mine / theirs for mine, theirs in pairs),
        note,
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]
