"""A calendar as the items of a window, with everything that is wrong with it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from events.incoming import limits
from events.incoming.reading import blocks, drafts, lines, recurrence, values
from events.incoming.reading.blocks import Block
from events.incoming.reading.drafts import Draft
from events.incoming.reading.problems import CalendarError, EventError, Problems
from events.incoming.reading.values import When

Window = tuple[dt.datetime, dt.datetime]


@dataclass(slots=True)
class Found:
    """`events` are all that stand in the calendar; `skipped` those that are cancelled, free time or another's."""

    items: list[dict[str, Any]] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    name: str = ""
    events: int = 0
    skipped: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "items": self.items,
            "problems": [each.as_json() for each in self.problems.kept],
            "problem_count": self.problems.count,
            "name": self.name[: limits.LONGEST_TITLE],
            "events": self.events,
            "skipped": self.skipped,
        }


def read(content: bytes, *, window: Window, now: dt.datetime) -> Found:
    """Read a calendar; raises CalendarError when nothing of it can be used."""
    found = Found()
    reader = blocks.Reader(found.problems)
    written = reader.read(lines.of(content))
    found.name, found.events = reader.name, len(written)
    by_uid = _latest(_drafts(written, found.problems))
    clock = recurrence.Clock()
    for some in by_uid.values():
        kept: dict[int, dict[str, Any]] = {}
        for draft, starts, ends, key in _occurrences(some, window, now, clock, found.problems):
            if draft.is_cancelled or draft.is_free:
                found.skipped += 1
                continue
            if (times := _within(starts, ends, window)) is not None:
                found.items.append(_shown_as(draft, kept) | {"recurrence_id": key} | times)
            if len(found.items) > limits.MOST_ITEMS:
                raise CalendarError("too_many_items", most=limits.MOST_ITEMS)
    found.items.sort(key=lambda item: (item["starts_at"], item["uid"], item["recurrence_id"]))
    return found


def _drafts(written: list[Block], problems: Problems) -> Iterator[Draft]:
    for block in written:
        try:
            yield drafts.of(block, problems)
        except EventError as error:
            problems.add(block.line, error.code, is_left_out=True, title=_title(block), **error.details)
        except (ValueError, OverflowError, ArithmeticError):
            problems.add(block.line, "unreadable", is_left_out=True, title=_title(block))


def _title(block: Block) -> str:
    return values.text(block.one[b"SUMMARY"], 80) if b"SUMMARY" in block.one else ""


def _latest(found: Iterator[Draft]) -> dict[str, dict[str, Draft]]:
    """By UID and occurrence the one with the highest SEQUENCE, of the same the youngest."""
    by_uid: dict[str, dict[str, Draft]] = {}
    for draft in found:
        same = by_uid.setdefault(draft.uid, {})
        key = draft.recurrence_id
        if key not in same or same[key].rank <= draft.rank:
            same[key] = draft
    return by_uid


def _occurrences(
    some: dict[str, Draft], window: Window, now: dt.datetime, clock: recurrence.Clock, problems: Problems
) -> Iterator[tuple[Draft, When, When, str]]:
    series = some.get("")
    if series is None or not series.repeats:
        for key, draft in some.items():
            yield draft, draft.starts, draft.ends, key
        return
    others = [draft for key, draft in some.items() if key]
    try:
        for number, occurrence in enumerate(recurrence.expand(series, others, window, now, clock)):
            if number == limits.MOST_OCCURRENCES:
                problems.add(series.line, "too_many_occurrences", is_left_out=False, title=series.title,
                             most=limits.MOST_OCCURRENCES)  # fmt: skip
                return
            yield occurrence
    except EventError as error:
        problems.add(series.line, error.code, is_left_out=True, title=series.title, **error.details)


def _within(starts: When, ends: When, window: Window) -> dict[str, Any] | None:
    """The times of an occurrence as they are kept; None outside the window."""
    starts_at, ends_at = drafts.moment(starts), drafts.moment(ends)
    if ends_at <= window[0] or starts_at >= window[1] or ends_at <= starts_at:
        return None
    all_day = not isinstance(starts, dt.datetime)
    return {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat(), "all_day": all_day}


def _shown_as(draft: Draft, kept: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """What is kept of an event besides its times: read once, however often it takes place."""
    shown = kept.get(draft.line)
    if shown is None:
        location, categories, url = drafts.details(draft)
        shown = kept[draft.line] = {
            "uid": draft.uid,
            "title": draft.title,
            "location": location,
            "categories": categories,
            "url": url,
            "sequence": draft.sequence,
        }
    return shown
