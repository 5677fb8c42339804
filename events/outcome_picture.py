"""The picture of what was agreed: a stacked bar for each month, in percent of the drawing's width and height."""

from dataclasses import dataclass

from events.queries.coordination import OUTCOMES, Month

# Of the height, for the number above the highest bar.
HEADROOM = 12
BAR_SHARE = 0.62


@dataclass(frozen=True, slots=True)
class Bar:
    outcome: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Column:
    month: Month
    bars: tuple[Bar, ...]
    middle: str
    top: str


def draw(months: tuple[Month, ...]) -> list[Column]:
    """A column for each month, its outcomes from the bottom up."""
    share = 100 / len(months)
    unit = (100 - HEADROOM) / max(1, *(month.total for month in months))
    return [
        Column(
            month=month,
            bars=_stacked(month, x=place * share + share * (1 - BAR_SHARE) / 2, width=share * BAR_SHARE, unit=unit),
            middle=_percent((place + 0.5) * share),
            top=_percent(100 - month.total * unit),
        )
        for place, month in enumerate(months)
    ]


def _stacked(month: Month, *, x: float, width: float, unit: float) -> tuple[Bar, ...]:
    bars, below = [], 0
    for outcome, count in zip(OUTCOMES, month.counts, strict=True):
        below += count
        if count:
            y = _percent(100 - below * unit)
            bars.append(Bar(outcome, _percent(x), y, _percent(width), _percent(count * unit)))
    return tuple(bars)


def _percent(value: float) -> str:
    return f"{value:.2f}%"
