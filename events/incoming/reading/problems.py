"""What is wrong with a calendar or with one of its events, as codes that the pages put into words."""

from dataclasses import dataclass, field
from typing import Any

from events.incoming import limits


class CalendarError(Exception):
    """The calendar as a whole cannot be used."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code, self.details = code, details


class EventError(Exception):
    """One event is left out."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code, self.details = code, details


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` is where the event begins, or the line itself; what `is_left_out` is not among the items."""

    line: int
    code: str
    details: dict[str, Any]
    is_left_out: bool
    title: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "line": self.line,
            "code": self.code,
            "details": self.details,
            "is_left_out": self.is_left_out,
            "title": self.title,
        }


@dataclass(slots=True)
class Problems:
    """Counts all and keeps the first: those that leave something out before those that do not."""

    kept: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, line: int, code: str, *, is_left_out: bool, title: str = "", **details: Any) -> None:
        self.count += 1
        if len(self.kept) < limits.MOST_PROBLEMS:
            self.kept.append(Problem(line, code, details, is_left_out, title[:80]))
