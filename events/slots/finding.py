"""Finds free slots: one look at all that is in the way, one sweep over all starts, the best ones compared in full."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from catalogue import texts, vocabularies
from catalogue.viewers import Viewer
from catalogue.vocabularies import Vocabularies
from events import calendar_days
from events.calendar_days import Mark
from events.models import OverlapKind
from events.overlaps import finding, sides, spans
from events.overlaps.finding import Overlap
from events.slots import asking, bookings, choosing, grid, habits, sweeping
from events.slots.answers import DayLook, Good, Slot, SlotAnswer
from events.slots.asking import A_DAY, SlotQuery
from events.slots.choosing import Pick
from events.slots.grid import Grid
from events.slots.habits import Habit
from events.slots.sweeping import Counts

NEEDED = ("audience_ids", "languages")


def find(
    query: SlotQuery,
    *,
    viewer: Viewer,
    now: dt.datetime | None = None,
    language: str | None = None,
    known: Vocabularies | None = None,
) -> SlotAnswer:
    """Answer the best starts, the best first; raises SlotQueryError.

    Never on a date that matters, nor while a trainer or the room is taken. Whatever is touched is what the check of
    overlaps finds for the training at that time, as far as the viewer may know of it.
    """
    known = known or vocabularies.current()
    query = asking.checked(query, today=timezone.localdate(now or timezone.now()))
    subject = finding.subject_of(query.draft, known, exclude=query.event_id)
    closed = calendar_days.days_between(query.earliest, query.latest, vocabularies=known, concern=subject.concern)
    starts = grid.of_query(query, closed)
    sees_inside = viewer.is_system_admin or query.draft.lead_id in viewer.organisation_ids
    booked = bookings.of_query(query, subject, known, sees_inside=sees_inside)
    look = _Look(
        query=query,
        alike=booked.alike,
        closed=closed,
        starts=starts,
        counts=sweeping.count(starts, booked, query.minutes),
        habit=habits.of_organisation(query.draft.lead_id, known),
    )
    costs = list(choosing.costs(starts, look.counts, look.habit))
    picks = choosing.best(costs, starts, limit=query.limit)
    touches = look.touches(picks, viewer, language or texts.page_language(), known)
    return SlotAnswer(
        query=query,
        slots=tuple(look.slot(pick, touched) for pick, touched in zip(picks, touches, strict=True)),
        days=tuple(look.days(costs, picks)),
        lacks=tuple(name for name in NEEDED if not getattr(query.draft, name)),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """One search: what was asked, the starts that come into question and what each would touch."""

    query: SlotQuery
    alike: Mapping[int, int]
    closed: dict[dt.date, tuple[Mark, ...]]
    starts: Grid
    counts: Counts
    habit: Habit | None

    def touches(self, picks: Sequence[Pick], viewer: Viewer, language: str, known: Vocabularies) -> list[list[Overlap]]:
        """The overlaps of each pick, by the rules themselves; the sessions they need are read once."""
        touched = [self.counts.touched(pick.index) for pick in picks]
        others = sides.of_spans(spans.of_events({event_id for some in touched for event_id in some}), known)
        pairs = []
        for pick, some in zip(picks, touched, strict=True):
            draft = self.query.draft_at(self.starts.times(pick.index))
            subject = finding.subject_of(draft, known, exclude=self.query.event_id).knowing(self.alike)
            pairs.append((subject, [others[event_id] for event_id in some if event_id in others]))
        return finding.compared(pairs, viewer=viewer, language=language, known=known)

    def slot(self, pick: Pick, touches: list[Overlap]) -> Slot:
        times = self.starts.times(pick.index)
        return Slot(
            starts=tuple(times),
            ends_at=times[0] + dt.timedelta(minutes=self.query.minutes),
            score=pick.score,
            touches=tuple(touches),
            reasons=(*self._calm(pick, touches), *self._usual(pick), *self._free()),
        )

    def _calm(self, pick: Pick, touches: list[Overlap]) -> Iterator[Good]:
        """How little else there is for the same people."""
        if not all(getattr(self.query.draft, name) for name in NEEDED):
            return
        kinds = {overlap.finding.kind for overlap in touches}
        if not kinds:
            yield Good("nothing_touched")
        elif OverlapKind.CLASH not in kinds:
            yield Good("nothing_at_the_same_time")
        others = self.counts.by_kind[sweeping.SAME_WEEK][pick.index]
        code = "others_that_week" if others else "nobody_that_week"
        yield Good(code, number=others, ids=tuple(sorted(self.query.draft.audience_ids)))

    def _usual(self, pick: Pick) -> Iterator[Good]:
        day, minute = self.starts.day(pick.index), self.starts.minutes_of_day[pick.index]
        is_morning = minute < choosing.NOON
        if self.habit and self.habit.holds(day.weekday(), is_morning=is_morning):
            yield Good("your_usual_time", number=int(is_morning), weekday=day.weekday())
        if choosing.is_usual(minute):
            yield Good("usual_hour", number=minute)

    def _free(self) -> Iterator[Good]:
        if self.query.trainer_ids:
            yield Good("trainers_free", number=len(set(self.query.trainer_ids)))
        if self.query.room_id is not None:
            yield Good("room_free")

    def days(self, costs: Sequence[Pick], picks: Sequence[Pick]) -> Iterator[DayLook]:
        """Every day of the window that was asked for, with the best of its starts."""
        scores: dict[dt.date, int] = {}
        for pick in costs:
            day = self.starts.day(pick.index)
            scores[day] = max(pick.score, scores.get(day, 0))
        places: dict[dt.date, int] = {}
        for place, pick in enumerate(picks, start=1):
            places.setdefault(self.starts.day(pick.index), place)
        day = self.query.earliest
        while day <= self.query.latest:
            if day.isoweekday() in self.query.weekdays:
                yield DayLook(day, scores.get(day), self.closed.get(day, ()), places.get(day))
            day += A_DAY
