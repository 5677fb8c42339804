"""The picture of the half-year: a stacked bar for each week, in percentages of the drawing's width and height."""

from dataclasses import dataclass

from events.queries.half_year import HalfYear, Week

# Of the height, for the number above the highest bar.
HEADROOM = 10
# Of a week's share of the width; and of the whole, so that few weeks do not make walls.
BAR_SHARE, WIDEST_BAR = 0.74, 4.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One sector's part of a week's bar; all measures as SVG writes them, in percent."""

    code: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Column:
    """A week with its bars from the bottom up; `begins_month` when the month's name stands below it."""

    week: Week
    bars: tuple[Bar, ...]
    middle: str
    top: str
    begins_month: bool


def draw(half_year: HalfYear) -> list[Column]:
    share = 100 / len(half_year.weeks)
    width = min(share * BAR_SHARE, WIDEST_BAR)
    unit = (100 - HEADROOM) / max(half_year.busiest.total, 1)
    codes = [each.code for each in half_year.series]
    columns = []
    for position, week in enumerate(half_year.weeks):
        middle = (position + 0.5) * share
        columns.append(
            Column(
                week=week,
                bars=_stacked(week, codes, x=middle - width / 2, width=width, unit=unit),
                middle=_percent(middle),
                top=_percent(100 - week.total * unit),
                begins_month=position > 0 and half_year.weeks[position - 1].sunday.month != week.sunday.month,
            )
        )
    return columns


def _stacked(week: Week, codes: list[str], *, x: float, width: float, unit: float) -> tuple[Bar, ...]:
    bars, below = [], 0
    for code, count in zip(codes, week.counts, strict=True):
        below += count
        if count:
            bars.append(Bar(code, _percent(x), _percent(100 - below * unit), _percent(width), _percent(count * unit)))
    return tuple(bars)


def _percent(value: float) -> str:
    return f"{value:.2f}%"
