"""What the page of the form shows beside its fields: free rooms, the dates of a pattern, the proposed window."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from catalogue.texts import Text
from catalogue.viewers import Viewer
from events import calendar_days, dates, likeness, repeating, suggesting
from events.drafting import EventDraft
from events.editing import missing, proposing
from events.editing.missing import Missing
from events.forms import actions
from events.forms.drafts import draft_of
from events.forms.events import EventForm
from events.forms.rows import PatternForm
from events.forms.typed import Typed
from events.queries import rooms
from events.queries.offers import Offers, Place
from events.queries.rooms import Availability, Span
from events.repeating import Occurrence
from events.suggesting import Suggestion


@dataclass(frozen=True, slots=True)
class PatternDate:
    """A date of a pattern with what falls on it; one that is skipped becomes no session."""

    occurrence: Occurrence
    marks: tuple[Text, ...]


class Filling:
    """Worked out from what stands in the form, whether it would pass or not; asked for by the page part by part."""

    def __init__(self, shown: Typed, *, offers: Offers, viewer: Viewer, now: dt.datetime) -> None:
        self.shown = shown
        self.offers = offers
        self.viewer = viewer
        self.now = now

    @cached_property
    def form(self) -> EventForm:
        """The same bound, so that it can be read."""
        return EventForm(actions.posted(self.shown), offers=self.offers)

    @cached_property
    def draft(self) -> EventDraft:
        return draft_of(self.form)

    @cached_property
    def missing(self) -> list[Missing]:
        return missing.of(self.draft)

    @cached_property
    def suggested(self) -> Mapping[str, tuple[Suggestion, ...]]:
        """Terms that fit the texts, by field; not those that are chosen, nor what is above or below them."""
        event_id = self.form.event_id
        found = suggesting.suggest(
            likeness.of_draft(self.draft),
            known=self.offers.vocabularies,
            lead_id=self.form.lead_id,
            audience_notes=self.draft.audience_notes,
            but=[event_id] if event_id else [],
        )
        return {name: tuple(self._not_chosen(name, getattr(found, name))) for name in actions.SUGGESTED}

    def _not_chosen(self, name: str, suggestions: Iterable[Suggestion]) -> Iterator[Suggestion]:
        vocabulary = getattr(self.offers.vocabularies, name)
        terms = [term for code in self.form[name].value() or () if (term := vocabulary.get(code))]
        chosen = {term.id for term in terms}
        below = {term_id for term in terms for term_id in term.descendant_ids}
        return (each for each in suggestions if each.term.id not in below and not each.term.descendant_ids & chosen)

    @cached_property
    def availability(self) -> Mapping[int, Availability]:
        """By number of the session's row, of those that have a room and a time."""
        self.form.is_valid()
        wanted: dict[int, tuple[Place, Span]] = {}
        for row in self.form.sessions:
            place, span = row.chosen_place, row.span
            if place and span and not row.cleaned_data.get("is_cancelled"):
                wanted[row.number] = (place, span)
        if not wanted:
            return {}
        return rooms.availability(
            wanted,
            places=self.offers.places,
            viewer=self.viewer,
            exclude=self.form.event_id,
            language=self.offers.language,
        )

    @cached_property
    def unknown_places(self) -> frozenset[int]:
        """The numbers of the rows that name a place which is not in the calendar."""
        self.form.is_valid()
        return frozenset(row.number for row in self.form.sessions if "place" in row.errors)

    @cached_property
    def days(self) -> Mapping[int, tuple[Text, ...]]:
        """What falls on the first day of each session, by number of its row."""
        self.form.is_valid()
        spans = {row.number: row.span for row in self.form.sessions if row.span}
        if not spans:
            return {}
        on = {number: dates.first_day(span[0]) for number, span in spans.items()}
        marks = self._marks(min(on.values()), max(on.values()))
        return {number: marks[day] for number, day in on.items() if day in marks}

    @cached_property
    def closing(self) -> dt.datetime | None:
        """When registration would close, as the dates propose it."""
        self.form.is_valid()
        first = min((span[0] for span in self.form.spans), default=None)
        return proposing.closing(first, self.now) if first else None

    @cached_property
    def pattern_form(self) -> PatternForm:
        return PatternForm(actions.posted(self.shown))

    @cached_property
    def pattern_dates(self) -> list[PatternDate]:
        """The dates of the pattern; none while it does not say enough."""
        form = self.pattern_form
        if not form.is_valid():
            return []
        pattern = form.pattern()
        first, last = repeating.reach(pattern)
        marks = self._marks(first, last)
        skipped = {
            day
            for day, found in self._kinds(first, last).items()
            if (form.cleaned_data["skip_public"] and calendar_days.PUBLIC_HOLIDAY in found)
            or (form.cleaned_data["skip_school"] and calendar_days.SCHOOL_BREAK in found)
        }
        found = repeating.occurrences(pattern, skipping=skipped)
        return [PatternDate(each, marks.get(each.on, ())) for each in found]

    def _marks(self, first: dt.date, last: dt.date) -> dict[dt.date, tuple[Text, ...]]:
        return {
            day: tuple(mark.name(self.offers.language) for mark in marks)
            for day, marks in self._days(first, last).items()
        }

    def _kinds(self, first: dt.date, last: dt.date) -> dict[dt.date, set[str]]:
        return {day: {mark.kind for mark in marks} for day, marks in self._days(first, last).items()}

    def _days(self, first: dt.date, last: dt.date) -> dict[dt.date, tuple[calendar_days.Mark, ...]]:
        draft, vocabularies = self.draft, self.offers.vocabularies
        concern = calendar_days.concern_of(
            organisation_ids=[draft.lead_id] if draft.lead_id else [],
            region_ids=draft.region_ids,
            national=draft.national or not draft.region_ids,
            level_ids=draft.level_ids,
            audience_ids=draft.audience_ids,
            vocabularies=vocabularies,
        )
        return calendar_days.days_between(first, last, vocabularies=vocabularies, concern=concern)


def pattern_begun(shown: Typed) -> Typed:
    """A pattern that nobody has begun yet begins where the sessions are: a week after the last, at its hours."""
    if shown.pattern.get("first_on") or shown.pattern.get("starts"):
        return shown
    last = next((row for row in reversed(shown.sessions) if row.get("on")), None)
    if last is None:
        return shown
    begun = {"starts": last.get("starts"), "ends": last.get("ends")}
    first_on = actions.shifted(last, "on", actions.A_WEEK) if actions.date_of(last) else ""
    return dataclasses.replace(shown, pattern={**shown.pattern, **begun, "first_on": first_on})
