"""The year wheel: a ring for each sector or agency, a segment for each week, in the units of its drawing."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from events.boards import spans
from events.boards.years import Year
from events.calendar_days import Mark
from events.queries.year import CountedYear

SIZE = 720
CENTRE = SIZE / 2
LABELS_AT, MONTHS_FROM, MONTHS_TO = 341, 328, 355
MARKS_FROM, MARKS_TO = 314, 322
OUTERMOST, INNERMOST, WIDEST = 310, 118, 46
LEVELS = 5


@dataclass(frozen=True, slots=True)
class Segment:
    """A week in a ring; `level` from 0 to 5 says how many trainings it has beside the fullest."""

    path: str
    level: int


@dataclass(frozen=True, slots=True)
class DrawnRing:
    """`number` is what the ring is called in the drawing, from the outermost."""

    code: str
    number: int
    segments: list[Segment]
    label_x: str
    label_y: str


@dataclass(frozen=True, slots=True)
class MonthLabel:
    """The month's name along the rim, on a path of its own; below the middle it runs the other way, to be read."""

    first: dt.date
    last: dt.date
    key: str
    path: str
    wedge: str
    line: str


@dataclass(frozen=True, slots=True)
class DrawnMark:
    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Wheel:
    rings: list[DrawnRing]
    months: list[MonthLabel]
    marks: list[DrawnMark]
    today: str


def draw(year: Year, counted: CountedYear, marks: Sequence[Mark], today: dt.date) -> Wheel:
    width = min(WIDEST, (OUTERMOST - INNERMOST) / max(len(counted.rings), 1))
    most = max((count for ring in counted.rings for count in ring.weeks), default=0)
    rings = []
    for number, ring in enumerate(counted.rings):
        outer = OUTERMOST - number * width
        segments = [
            Segment(_sector(*_angles(year, week, week + spans.A_WEEK), outer - width, outer), _level(count, most))
            for week, count in zip(year.weeks, ring.weeks, strict=True)
        ]
        x, y = _point(0, outer - width / 2)
        rings.append(DrawnRing(ring.row.key, number + 1, segments, _number(x), _number(y)))
    return Wheel(
        rings=rings,
        months=[_month(year, first) for first in year.months],
        marks=[
            DrawnMark(
                mark.kind,
                _sector(*_angles(year, mark.first_on, mark.last_on + spans.A_DAY), MARKS_FROM, MARKS_TO),
            )
            for mark in marks
        ],
        today=_line(_angle(year, today), INNERMOST - 8, MARKS_TO) if year.first <= today < year.after else "",
    )


def _level(count: int, most: int) -> int:
    return math.ceil(LEVELS * count / most) if count else 0


def _month(year: Year, first: dt.date) -> MonthLabel:
    after = (first + dt.timedelta(days=31)).replace(day=1)
    begins, ends = _angles(year, first, after)
    is_below = math.pi / 2 < (begins + ends) / 2 < 3 * math.pi / 2
    radius = LABELS_AT + 4 if is_below else LABELS_AT - 5
    arc = _arc(ends, begins, radius, sweep=0) if is_below else _arc(begins, ends, radius, sweep=1)
    return MonthLabel(
        first=first,
        last=after - spans.A_DAY,
        key=f"{first:%Y-%m}",
        path=arc,
        wedge=_sector(begins, ends, MONTHS_FROM, MONTHS_TO),
        line=_line(begins, INNERMOST, MONTHS_TO),
    )


def _angles(year: Year, first: dt.date, after: dt.date) -> tuple[float, float]:
    """Half-open, cut to the year."""
    return _angle(year, max(first, year.first)), _angle(year, min(after, year.after))


def _angle(year: Year, day: dt.date) -> float:
    """Clockwise from the top, in radians."""
    return 2 * math.pi * (day - year.first).days / (year.after - year.first).days


def _point(angle: float, radius: float) -> tuple[float, float]:
    return CENTRE + radius * math.sin(angle), CENTRE - radius * math.cos(angle)


def _sector(begins: float, ends: float, inner: float, outer: float) -> str:
    """A piece of a ring: along its outer edge and back along the inner one."""
    back = _arc(ends, begins, inner, sweep=0).replace("M", "L", 1)
    return f"{_arc(begins, ends, outer, sweep=1)}{back}Z"


def _arc(begins: float, ends: float, radius: float, *, sweep: int) -> str:
    (x1, y1), (x2, y2) = _point(begins, radius), _point(ends, radius)
    size = _number(radius)
    is_large = int(abs(ends - begins) > math.pi)
    return f"M{_number(x1)} {_number(y1)}A{size} {size} 0 {is_large} {sweep} {_number(x2)} {_number(y2)}"


def _line(angle: float, inner: float, outer: float) -> str:
    (x1, y1), (x2, y2) = _point(angle, inner), _point(angle, outer)
    return f"M{_number(x1)} {_number(y1)}L{_number(x2)} {_number(y2)}"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
