"""Keeps the items of a calendar in step with what was read, and says what is new, changed and gone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from events.incoming.parsing import Item
from events.models import ExternalCalendar, ExternalItem
from events.models.external import ABOUT

ROWS_AT_ONCE = 1_000
MOST_CHANGES = 50
_SHOWN = ("starts_at", "ends_at", "all_day", "title", "location")
_COLUMNS = (*_SHOWN, "categories", "url", "sequence", *ABOUT)
Window = tuple[dt.datetime, dt.datetime]
Meant = tuple[Item, dict[str, list[int]]]


@dataclass(slots=True)
class Difference:
    """`changes` are the first of all, as the page of the calendar tells them."""

    added: int = 0
    changed: int = 0
    gone: int = 0
    changes: list[dict[str, Any]] = field(default_factory=list)

    def note(
        self, action: str, title: str, starts_at: dt.datetime, *, all_day: bool, was_at: dt.datetime | None = None
    ) -> None:
        if len(self.changes) < MOST_CHANGES:
            moved = {"was_at": was_at.isoformat()} if was_at is not None and was_at != starts_at else {}
            days = {"all_day": True} if all_day else {}
            self.changes.append({"action": action, "title": title, "starts_at": starts_at.isoformat(), **moved, **days})


def store(calendar: ExternalCalendar, items: Sequence[Meant], *, window: Window, before: Window | None) -> Difference:
    """Write what has changed and no other row. What only time brings into the window or out of it is no change."""
    rows = ExternalItem.objects.filter(calendar=calendar).values_list("pk", "uid", "recurrence_id", *_COLUMNS)
    known = {(row[1], row[2]): row for row in rows.iterator(chunk_size=ROWS_AT_ONCE * 2)}
    difference, written = Difference(), []
    for item, about in items:
        row = ExternalItem(calendar_id=calendar.pk, **_values(item), **about)
        old = known.pop((item.uid, item.recurrence_id), None)
        if old is None:
            if before is None or item.starts_at < before[1]:
                difference.added += 1
                difference.note("added", item.title, item.starts_at, all_day=item.all_day)
        elif old[3:] == tuple(getattr(row, name) for name in _COLUMNS):
            continue
        elif old[3 : 3 + len(_SHOWN)] != tuple(getattr(row, name) for name in _SHOWN):
            difference.changed += 1
            difference.note("changed", item.title, item.starts_at, all_day=item.all_day, was_at=old[3])
        written.append(row)
    for row in known.values():
        if row[4] > window[0]:
            difference.gone += 1
            difference.note("gone", row[6], row[3], all_day=row[5])
    _write(written, [row[0] for row in known.values()])
    return difference


def _write(rows: list[ExternalItem], gone: list[int]) -> None:
    for first in range(0, len(gone), ROWS_AT_ONCE):
        ExternalItem.objects.filter(pk__in=gone[first : first + ROWS_AT_ONCE]).delete()
    ExternalItem.objects.bulk_create(
        rows,
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["calendar", "uid", "recurrence_id"],
        update_fields=list(_COLUMNS),
    )


def _values(item: Item) -> dict[str, Any]:
    return {name: getattr(item, name) for name in ("uid", "recurrence_id", *_COLUMNS[: -len(ABOUT)])}
