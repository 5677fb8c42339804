"""A training as it is read: everything pages, lists and API show of it, in one language, names resolved."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from catalogue import texts
from catalogue.models import Venue
from catalogue.texts import Text
from catalogue.vocabularies import Term, Vocabularies
from events import registration_window
from events.models import Event, Session
from events.registration_window import RegistrationStatus


@dataclass(frozen=True, slots=True)
class PlaceDescription:
    name: Text
    street_address: str
    postal_code: str
    municipality: str
    accessibility: Text

    @property
    def address(self) -> str:
        """Street, postal code and municipality in one line."""
        town = f"{self.postal_code} {self.municipality}".strip()
        return ", ".join(part for part in (self.street_address, town) if part)


@dataclass(frozen=True, slots=True)
class SessionDescription:
    """A join link is not here: it is shown on a participant's own page, in their mail and personal feed only."""

    uid: str
    title: Text
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    place: PlaceDescription | None
    room: str
    is_online: bool
    is_cancelled: bool
    is_over: bool
    trainers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventDescription:
    """`language` is the one asked for; each text says which one it is really in."""

    id: uuid.UUID
    slug: str
    version: int
    state: str
    language: str
    title: Text
    summary: Text
    description: Text
    audience_note: Text
    registration_note: Text
    starts_at: datetime | None
    ends_at: datetime | None
    sessions: tuple[SessionDescription, ...]
    lead: Term
    co_organisers: tuple[Term, ...]
    languages: tuple[str, ...]
    delivery: str
    national: bool
    regions: tuple[Term, ...]
    sectors: tuple[Term, ...]
    levels: tuple[Term, ...]
    audiences: tuple[Term, ...]
    themes: tuple[Term, ...]
    series_slug: str
    series_title: Text
    series_part: int | None
    registration: RegistrationStatus
    registration_url: str
    contact_name: str
    contact_email: str
    contact_phone: str
    updated_at: datetime

    @property
    def lead_name(self) -> Text:
        return self.lead.name(self.language)

    @property
    def next_session(self) -> SessionDescription | None:
        """The first one still to come (or going on), else None."""
        return next((each for each in self.sessions if not each.is_over and not each.is_cancelled), None)

    @property
    def shown_session(self) -> SessionDescription | None:
        """The one a list shows: the next, else the last one held, else any."""
        held = [each for each in self.sessions if not each.is_cancelled] or list(self.sessions)
        return self.next_session or (held[-1] if held else None)

    @property
    def is_over(self) -> bool:
        return self.registration.state is registration_window.RegistrationState.PAST

    @property
    def municipalities(self) -> list[str]:
        places = (each.place.municipality for each in self.sessions if each.place and not each.is_cancelled)
        return list(dict.fromkeys(place for place in places if place))

    @property
    def language_names(self) -> list[str]:
        names = dict(settings.TRAINING_LANGUAGES)
        return [str(names.get(code, code)) for code in self.languages]

    @property
    def is_fallback(self) -> bool:
        """Whether the title had to be shown in another language than the one asked for."""
        return self.title.language != self.language


def describe(event: Event, *, language: str, vocabularies: Vocabularies, now: datetime) -> EventDescription:
    """Describe an event that `queries.described()` has fetched: it carries `<name>_ids`, sessions and pools."""
    series = event.series

    def text(field: str) -> Text:
        return texts.pick(event, field, language)

    return EventDescription(
        id=event.id,
        slug=event.slug,
        version=event.version,
        state=event.state,
        language=language,
        title=text("title"),
        summary=text("summary"),
        description=text("description"),
        audience_note=text("audience_note"),
        registration_note=text("registration_note"),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        sessions=tuple(_session(each, language, now) for each in event.sessions.all()),
        lead=vocabularies.organisations.by_id(event.lead_id),
        co_organisers=tuple(vocabularies.organisations.many(_ids(event, "co_organiser"))),
        languages=tuple(event.languages),
        delivery=event.delivery,
        national=event.national,
        regions=tuple(vocabularies.regions.many(_ids(event, "region"))),
        sectors=tuple(vocabularies.sectors.many(_ids(event, "sector"))),
        levels=tuple(vocabularies.levels.many(_ids(event, "level"))),
        audiences=tuple(vocabularies.audiences.many(_ids(event, "audience"))),
        themes=tuple(vocabularies.themes.many(_ids(event, "theme"))),
        series_slug=series.slug if series else "",
        series_title=texts.pick(series, "title", language) if series else Text("", language),
        series_part=event.series_part,
        registration=registration_window.status(event, event.pools.all(), now),
        registration_url=event.registration_url,
        contact_name=event.contact_name,
        contact_email=event.contact_email,
        contact_phone=event.contact_phone,
        updated_at=event.updated_at,
    )


def _ids(event: Event, name: str) -> Iterable[int]:
    ids: Iterable[int] = getattr(event, f"{name}_ids")
    return ids


def _session(session: Session, language: str, now: datetime) -> SessionDescription:
    return SessionDescription(
        uid=session.uid,
        title=texts.pick(session, "title", language),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        all_day=session.all_day,
        place=_place(session.venue, language) if session.venue else None,
        room=session.room.name if session.room else "",
        is_online=session.is_online,
        is_cancelled=session.state == Session.State.CANCELLED,
        is_over=session.ends_at <= now,
        trainers=tuple(trainer.name for trainer in session.trainers.all()),
    )


def _place(venue: Venue, language: str) -> PlaceDescription:
    return PlaceDescription(
        name=texts.pick(venue, "name", language),
        street_address=venue.street_address,
        postal_code=venue.postal_code,
        municipality=venue.municipality,
        accessibility=texts.pick(venue, "accessibility", language),
    )
