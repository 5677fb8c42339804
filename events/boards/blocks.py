"""A training as a cell of the board shows it: when, what, whose, in which state."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils import translation
from django.utils.translation import gettext

from catalogue import texts
from catalogue.texts import Text
from catalogue.vocabularies import Term, Vocabularies
from events import dates, rights
from events.boards.spans import Column, Columns
from events.descriptions import Named
from events.models import Event
from events.queries.board_overlaps import Overlapping
from events.queries.board_placing import Sitting, Standing, Training
from events.queries.searches import Reader

SHOWN_TIMES = 2


@dataclass(frozen=True, slots=True)
class ShownTraining:
    """What a block says of its training wherever it stands."""

    id: str
    title: Text
    agency: str
    state: str
    state_name: str
    sector: Named | None
    may_edit: bool
    overlapping: Overlapping | None


@dataclass(frozen=True, slots=True)
class Block:
    """`session_id` is the first of its sessions in the column: the one that is moved.

    `came` and `goes` say that a session lies beyond the column on that side; `names_agency`, that the row does not.
    """

    training: ShownTraining
    session_id: int
    day: str
    when: str
    names_agency: bool
    may_move: bool
    is_over: bool
    came: bool
    goes: bool


@dataclass(frozen=True, slots=True)
class Blocks:
    """Makes the blocks of a page: a training is read once, however often it stands there."""

    by: Columns
    reader: Reader
    overlapping: Mapping[str, Overlapping]
    _trainings: dict[str, ShownTraining] = field(default_factory=dict)
    _made: dict[tuple[int, dt.date, bool], Block] = field(default_factory=dict)

    def block(self, standing: Standing, column: Column, *, is_of_row: bool = False) -> Block:
        """`is_of_row` says that the row has the name of who leads it already."""
        key = standing.sittings[0].id, column.first, is_of_row
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._block(standing, column, is_of_row=is_of_row)
        return made

    def _training(self, training: Training) -> ShownTraining:
        shown = self._trainings.get(training.id)
        if shown is None:
            language, known = self.reader.language, self.reader.vocabularies
            shown = self._trainings[training.id] = ShownTraining(
                id=training.id,
                title=texts.first_of(training.titles, language),
                agency=label_of(known.organisations.by_id(training.lead_id), language),
                state=training.state,
                state_name=_state_name(training.state, language),
                sector=sector_of(training.sector_ids, known, language),
                may_edit=rights.EDIT.allows_organisers(self.reader.viewer, training.lead_id, training.co_organiser_ids),
                overlapping=self.overlapping.get(training.id),
            )
        return shown

    def _block(self, standing: Standing, column: Column, *, is_of_row: bool) -> Block:
        first, last = standing.sittings[0], standing.sittings[-1]
        begins_on = first.begins.date()
        training = self._training(standing.training)
        return Block(
            training=training,
            session_id=first.id,
            day=begins_on.isoformat(),
            when=self._when(column, standing.sittings),
            names_agency=not is_of_row,
            may_move=training.may_edit and not last.is_over,
            is_over=all(each.is_over for each in standing.sittings),
            came=begins_on < column.first,
            goes=last.last_on >= column.after,
        )

    def _when(self, column: Column, sittings: Sequence[Sitting]) -> str:
        times = [self._time(column, each) for each in sittings[:SHOWN_TIMES]]
        more = ["…"] if len(sittings) > SHOWN_TIMES else []
        return ", ".join([*(time for time in times if time), *more])

    def _time(self, column: Column, sitting: Sitting) -> str:
        """When it starts in the column; when it ends there if it came from before; nothing when it goes on through."""
        begins_on, language = sitting.begins.date(), self.reader.language
        if begins_on not in column:
            if sitting.last_on not in column:
                return ""
            clock = "" if sitting.all_day else _clock(sitting.ends.time(), language)
            return f"–{self._day(sitting.last_on)}{clock}".rstrip()
        if sitting.all_day:
            return self._day(begins_on).rstrip() or gettext("All day")
        return f"{self._day(begins_on)}{_clock(sitting.begins.time(), language)}"

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


@lru_cache(maxsize=4096)
def _clock(time: dt.time, language: str) -> str:
    return dates.clock(time, language)


@lru_cache(maxsize=64)
def _state_name(state: str, language: str) -> str:
    with translation.override(language):
        return str(Event.State(state).label)


@lru_cache(maxsize=64)
def _weekday(number: int, language: str) -> str:
    return dates.weekday_name(number, language, short=True)
