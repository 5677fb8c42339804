"""A training as a day of the calendar shows it: when on that day, what, where, and whether there is room."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext

from catalogue import texts, towns
from catalogue.texts import Text
from catalogue.vocabularies import Vocabularies
from events import dates, registration_window
from events.descriptions import Named, place_in_words
from events.models import Event, Session
from events.periods import View
from events.registration_window import RegistrationState, RegistrationStatus


@dataclass(frozen=True, slots=True)
class DayEntry:
    """`when` is the start in a month and the hours in a week.

    `part` of `parts` is the day's number in a session of several days, 1 of 1 otherwise.
    """

    slug: str
    title: Text
    when: str
    part: int
    parts: int
    where: str
    is_online: bool
    sectors: tuple[Named, ...]
    registration: RegistrationStatus
    is_over: bool

    @property
    def came_before(self) -> bool:
        return self.part > 1

    @property
    def goes_on(self) -> bool:
        return self.part < self.parts

    @property
    def is_full(self) -> bool:
        return self.registration.state in {RegistrationState.OPEN_QUEUE, RegistrationState.FULL}


def day_entry(
    event: Event,
    on: dt.date,
    session_ids: Collection[int],
    *,
    view: View,
    language: str,
    vocabularies: Vocabularies,
    now: dt.datetime,
) -> DayEntry:
    """Describe an event that `queries.calendars` has fetched, with its sessions of this day."""
    sessions = [each for each in event.shown_sessions if each.pk in session_ids]  # type: ignore[attr-defined]
    sectors = vocabularies.sectors.many(event.sector_ids)  # type: ignore[attr-defined]
    first, last = dates.first_day(sessions[0].starts_at), dates.last_day(sessions[0].ends_at)
    return DayEntry(
        slug=event.slug,
        title=texts.pick(event, "title", language),
        when=_when(sessions, on, view, language),
        part=(on - first).days + 1,
        parts=(last - first).days + 1,
        where=_where(event, sessions, language, vocabularies),
        is_online=event.delivery == Event.Delivery.ONLINE,
        sectors=tuple(Named(term.code, term.name(language)) for term in sectors),
        registration=registration_window.status(event, event.pools.all(), now),
        is_over=all(each.ends_at <= now for each in sessions) or dates.midnight(on + dt.timedelta(days=1)) <= now,
    )


def _where(event: Event, sessions: list[Session], language: str, vocabularies: Vocabularies) -> str:
    venues = (each.venue for each in sessions if each.venue)
    places = [name for venue in venues if (name := towns.name_in(venue.municipality, language))]
    regions = vocabularies.regions.many(event.region_ids)  # type: ignore[attr-defined]
    named = list(dict.fromkeys(places)) or [region.name(language).value for region in regions]
    return place_in_words(event.delivery, named, language)


def _when(sessions: list[Session], on: dt.date, view: View, language: str) -> str:
    if view is View.WEEK:
        return ", ".join(_hours(each, on, language) for each in sessions)
    return _starts(sessions[0], on, language)


def _starts(session: Session, on: dt.date, language: str) -> str:
    """When it starts, on its first day; when it ends, on the last of several."""
    if session.all_day:
        return gettext("All day")
    if dates.first_day(session.starts_at) == on:
        return dates.clock(session.starts_at, language)
    return f"–{dates.clock(session.ends_at, language)}" if dates.last_day(session.ends_at) == on else ""


def _hours(session: Session, on: dt.date, language: str) -> str:
    if session.all_day:
        return gettext("All day")
    begins, ends = dates.first_day(session.starts_at) == on, dates.last_day(session.ends_at) == on
    start = dates.clock(session.starts_at, language) if begins else ""
    end = dates.clock(session.ends_at, language) if ends else ""
    return f"{start}–{end}" if begins or ends else gettext("All day")
