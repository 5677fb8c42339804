"""Reads a feed's address: which calendar it means, or that there is none."""

import dataclasses
import datetime as dt
import uuid

from django.http import QueryDict

from catalogue import vocabularies
from catalogue.texts import LANGUAGES, pick
from events import dates, filters
from events.feeds import naming, showing
from events.feeds.calendars import Calendar
from events.feeds.showing import Shown
from events.feeds.words import WORDS
from events.filters import Selection
from events.models import Event, Session

DEFAULT_LANGUAGE = "fi"
_TITLES = tuple(f"title_{language}" for language in LANGUAGES)


def events_calendar(query: QueryDict, *, now: dt.datetime, filename: str = "koulutuskalenteri.ics") -> Calendar:
    """The trainings that the filters ask for; a value that means nothing makes an empty calendar that says so."""
    language, unknown = language_of(query)
    selection = filters.parse(query, vocabularies=vocabularies.current(), language=language, now=now)
    unknown += selection.unknown
    if unknown:
        name, about = naming.name_of_unknown(language), naming.why_empty(language, unknown)
        return Calendar(language, name, about, filename, showing.nothing())
    wanted = selection.wanted
    events = _without_days(selection)
    shown = showing.coming_and_recent(
        None if events.is_empty else events.narrow(Event.objects.public()),
        now=now,
        first_day=wanted.first_day,
        last_day=wanted.last_day,
    )
    key = f"{filename}?{selection.query} {language}"
    return Calendar(language, naming.name_of(wanted), WORDS[language].about, filename, shown, key)


def agency_calendar(slug: str, query: QueryDict, *, now: dt.datetime) -> Calendar | None:
    """What an organisation leads or co-organises, its units and predecessors included."""
    if vocabularies.current().organisations.get(slug) is None:
        return None
    narrowed = query.copy()
    narrowed["agency"] = slug
    return events_calendar(narrowed, now=now, filename=f"{slug}.ics")


def event_calendar(event_id: str, query: QueryDict, *, now: dt.datetime) -> Calendar | None:
    """All sessions of one training."""
    known_id = _uuid(event_id)
    event = Event.objects.public().filter(pk=known_id).only("slug", *_TITLES).first() if known_id else None
    if event is None:
        return None
    shown = showing.all_of(Event.objects.filter(pk=event.pk), now=now)
    return _called_as(event, query, shown, filename=f"{event.slug}.ics", key=f"event {event.pk}")


def session_calendar(query: QueryDict, *, uid: str, now: dt.datetime) -> Calendar | None:
    """One session of a training that may have more."""
    # No address that was given out holds what cannot be printed, and the database takes no NUL.
    sessions = Session.objects.filter(uid=uid, event__in=Event.objects.public()) if uid.isprintable() else None
    session = sessions.select_related("event").first() if sessions is not None else None
    if session is None:
        return None
    filename = f"{session.event.slug}-{dates.first_day(session.starts_at)}.ics"
    return _called_as(session.event, query, showing.session(uid, now=now), filename=filename, key=f"session {uid}")


def _called_as(event: Event, query: QueryDict, shown: Shown, *, filename: str, key: str) -> Calendar:
    language, unknown = language_of(query)
    name, is_file = pick(event, "title", language).value, _is_file(query)
    if unknown:
        about = naming.why_empty(language, unknown)
        return Calendar(language, name, about, filename, showing.nothing(), is_file=is_file)
    key += f" {language} {is_file}"
    return Calendar(language, name, WORDS[language].about, filename, shown, key, is_file=is_file)


def language_of(query: QueryDict) -> tuple[str, list[tuple[str, str]]]:
    """The feed's language, and the value of `lang` when it means nothing."""
    asked = query.get("lang", "").strip() or DEFAULT_LANGUAGE
    if asked in LANGUAGES:
        return asked, []
    return DEFAULT_LANGUAGE, [("lang", asked[:20])]


def _is_file(query: QueryDict) -> bool:
    """Whether a button asks for the calendar to be saved: some programs import no attachment."""
    return bool(query.get("download"))


def _without_days(selection: Selection) -> Selection:
    """Days narrow a feed session by session: a cancelled one must stay, another day's must not come along."""
    values = selection.wanted.values | {"from": [], "until": []}
    return dataclasses.replace(selection, wanted=dataclasses.replace(selection.wanted, values=values))


def _uuid(value: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(value)
    except ValueError:
        return None
