"""Pages of a list that keep their place: a signed cursor says after which training the next page begins.

A training added or removed meanwhile neither repeats nor hides another, as page numbers would.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.db.models import Q

from catalogue.viewers import Viewer
from catalogue.vocabularies import Vocabularies
from events.descriptions import EventDescription, describe
from events.filters import Selection
from events.models import Event
from events.queries import describing, lists

_SALT = "events.cursor"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class BrokenCursorError(ValueError):
    """Not a cursor that was given out for this kind of list."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a list; `following` is the cursor of the next part, None at the end."""

    items: list[EventDescription]
    following: str | None


def stretch(
    selection: Selection,
    *,
    cursor: str | None,
    size: int,
    viewer: Viewer,
    now: datetime,
    language: str,
    vocabularies: Vocabularies,
) -> Stretch:
    """Answer the trainings after the cursor in the order of the list; raises BrokenCursorError."""
    events = lists.selected(selection, viewer=viewer, now=now)
    if cursor:
        events = events.filter(_after(*_read(cursor, past=selection.past), past=selection.past))
    rows = list(describing.described(events)[: size + 1])
    has_more = len(rows) > size
    rows = rows[:size]
    items = [describe(row, language=language, vocabularies=vocabularies, now=now) for row in rows]
    return Stretch(items, _write(rows[-1], past=selection.past) if has_more else None)


def _after(moment: datetime, event_id: uuid.UUID, *, past: bool) -> Q:
    if past:
        return Q(ends_at__lt=moment) | Q(ends_at=moment, id__lt=event_id)
    return Q(next_at__gt=moment) | Q(next_at=moment, id__gt=event_id)


def _write(event: Event, *, past: bool) -> str:
    moment: datetime = getattr(event, "ends_at" if past else "next_at")
    return signing.dumps([(moment - _EPOCH) // _MICROSECOND, event.id.hex, past], salt=_SALT)


def _read(cursor: str, *, past: bool) -> tuple[datetime, uuid.UUID]:
    try:
        microseconds, event_id, is_past = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError) as error:
        raise BrokenCursorError from error
    if is_past != past:
        raise BrokenCursorError
    return _EPOCH + microseconds * _MICROSECOND, uuid.UUID(event_id)
