"""A training as a cell of the board shows it: when, what, whose, in which state."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext

from catalogue import texts
from catalogue.texts import Text
from catalogue.vocabularies import Term, Vocabularies
from events import dates, rights
from events.boards.spans import Column, Columns
from events.descriptions import Named
from events.models import Event
from events.queries.board_overlaps import Overlapping
from events.queries.searches import Reader

SHOWN_TIMES = 2


@dataclass(frozen=True, slots=True)
class Sitting:
    id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    all_day: bool


@dataclass(frozen=True, slots=True)
class Block:
    """`session_id` is the first of its sessions in the column: the one that is moved.

    `came` and `goes` say that a session lies beyond the column on that side.
    """

    id: uuid.UUID
    session_id: int
    day: str
    title: Text
    when: str
    agency: str
    state: str
    state_name: str | Promise
    sector: Named | None
    may_move: bool
    is_over: bool
    came: bool
    goes: bool
    overlapping: Overlapping | None

    @property
    def marks(self) -> str:
        """What other blocks with the same overlaps carry too."""
        return " ".join(self.overlapping.marks) if self.overlapping else ""


@dataclass(frozen=True, slots=True)
class Blocks:
    """Makes the blocks of a page: what does not depend on the training is read once."""

    by: Columns
    reader: Reader
    overlapping: Mapping[uuid.UUID, Overlapping]

    def block(self, event: Event, column: Column, sittings: Sequence[Sitting], *, is_of_row: bool = False) -> Block:
        """`is_of_row` says that the row has the name of who leads it already."""
        lead = self.reader.vocabularies.organisations.by_id(event.lead_id)
        begins, ends = dates.midnight(column.first), dates.midnight(column.after)
        return Block(
            id=event.pk,
            session_id=sittings[0].id,
            day=dates.first_day(sittings[0].starts_at).isoformat(),
            title=texts.pick(event, "title", self.reader.language),
            when=self._when(column, sittings),
            agency="" if is_of_row else label_of(lead, self.reader.language),
            state=event.state,
            state_name=Event.State(event.state).label,
            sector=sector_of(event.sector_ids, self.reader.vocabularies, self.reader.language),  # type: ignore[attr-defined]
            may_move=rights.EDIT.allows(self.reader.viewer, event) and sittings[-1].ends_at > self.reader.now,
            is_over=all(each.ends_at <= self.reader.now for each in sittings),
            came=sittings[0].starts_at < begins,
            goes=sittings[-1].ends_at > ends,
            overlapping=self.overlapping.get(event.pk),
        )

    def _when(self, column: Column, sittings: Sequence[Sitting]) -> str:
        times = [self._time(column, each) for each in sittings[:SHOWN_TIMES]]
        more = ["…"] if len(sittings) > SHOWN_TIMES else []
        return ", ".join([*(time for time in times if time), *more])

    def _time(self, column: Column, sitting: Sitting) -> str:
        """When it starts in the column; when it ends there if it came from before; nothing when it goes on through."""
        first, last = dates.first_day(sitting.starts_at), dates.last_day(sitting.ends_at)
        if first not in column:
            if last not in column:
                return ""
            clock = "" if sitting.all_day else _clock(sitting.ends_at, self.reader.language)
            return f"–{self._day(last)}{clock}".rstrip()
        if sitting.all_day:
            return self._day(first).rstrip() or gettext("All day")
        return f"{self._day(first)}{_clock(sitting.starts_at, self.reader.language)}"

    def _day(self, day: dt.date) -> str:
        return f"{_weekday(day.isoweekday(), self.reader.language)} " if self.by is Columns.WEEK else ""


def label_of(organisation: Term, language: str) -> str:
    """As short as it is known by."""
    return organisation.abbreviation or organisation.short_name(language).value


def sector_of(ids: Sequence[int], vocabularies: Vocabularies, language: str) -> Named | None:
    """The one sector; of several the one that stands for all."""
    terms = vocabularies.sectors.many(ids)
    if len(terms) > 1:
        terms = [each for each in vocabularies.sectors if each.code == "cross"] or terms[:1]
    return Named(terms[0].code, terms[0].name(language)) if terms else None


def _clock(moment: dt.datetime, language: str) -> str:
    return _of_day(dates.local_time(moment), language)


@lru_cache(maxsize=4096)
def _of_day(time: dt.time, language: str) -> str:
    return dates.clock(time, language)


@lru_cache(maxsize=64)
def _weekday(number: int, language: str) -> str:
    return dates.weekday(dt.date(2024, 1, number), language, short=True)  # the first of that year was a Monday
