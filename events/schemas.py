"""Shapes of trainings in the API, and how a training's description fills them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from pydantic import BaseModel, BeforeValidator, Field

from catalogue.schemas import OrganisationReference, PageLanguage, TermReference
from events.descriptions import EventDescription, Named, PlaceDescription, SessionDescription

PARTNER = "partner"


def _local(moment: datetime | None) -> datetime | None:
    return None if moment is None else timezone.localtime(moment)


# All times carry Finland's offset of their date: what is local midnight for an all-day session reads as midnight.
LocalTime = Annotated[datetime, BeforeValidator(_local)]


class VenueOut(BaseModel):
    name: str
    street_address: str
    postal_code: str
    municipality: str
    accessibility: str

    @classmethod
    def of(cls, place: PlaceDescription) -> "VenueOut":
        return cls(
            name=str(place.name),
            street_address=place.street_address,
            postal_code=place.postal_code,
            municipality=place.municipality,
            accessibility=str(place.accessibility),
        )


class SessionOut(BaseModel):
    """Half-open: `ends_at` is no longer part of it. An all-day session runs from local midnight to local midnight."""

    uid: str = Field(description="The same as in the calendar feeds.")
    state: Literal["scheduled", "cancelled"]
    starts_at: LocalTime
    ends_at: LocalTime
    all_day: bool
    venue: VenueOut | None
    room: str | None
    online: bool = Field(description="The join link is for participants only.")

    @classmethod
    def of(cls, session: SessionDescription, *, is_off: bool) -> "SessionOut":
        return cls(
            uid=session.uid,
            state="cancelled" if session.is_cancelled or is_off else "scheduled",
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            all_day=session.all_day,
            venue=VenueOut.of(session.place) if session.place else None,
            room=session.room or None,
            online=session.is_online,
        )


class SeriesOut(BaseModel):
    slug: str
    title: str
    part: int | None


class RegistrationWindowOut(BaseModel):
    opens_at: LocalTime | None = Field(description="Null: from publication on.")
    closes_at: LocalTime | None
    open: bool = Field(description="Whether a registration made here now is taken, be it to the waiting list.")
    capacity: int | None = Field(description="Null: unlimited.")
    seats_left: int | None = Field(description="Null: unlimited.")
    waitlisted: int


class EventOut(BaseModel):
    id: UUID
    slug: str
    title: str
    summary: str
    description: str = Field(description="Plain text or Markdown, as the organiser wrote it.")
    language: PageLanguage = Field(description="Of these texts: another than was asked for when they lack it.")
    languages: list[str] = Field(description="Of the training itself: `fi`, `sv`, `en`, `se`.")
    state: Literal["draft", "planned", "published", "postponed", "cancelled"]
    version: int
    starts_at: LocalTime | None
    ends_at: LocalTime | None
    sessions: list[SessionOut] = Field(description="Cancelled when the whole training is cancelled or postponed.")
    agency: OrganisationReference = Field(description="The organisation that leads.")
    co_organisers: list[OrganisationReference] = Field(description="Agencies and units.")
    partners: list[OrganisationReference]
    sectors: list[TermReference]
    levels: list[TermReference]
    audiences: list[TermReference]
    themes: list[TermReference]
    regions: list[TermReference]
    national: bool
    delivery: Literal["onsite", "online", "hybrid"]
    series: SeriesOut | None
    registration: RegistrationWindowOut
    url: str
    updated_at: LocalTime

    @classmethod
    def of(cls, event: EventDescription) -> "EventOut":
        is_off = event.state in {"cancelled", "postponed"}
        return cls(
            **_texts(event),
            **_attributes(event),
            sessions=[SessionOut.of(session, is_off=is_off) for session in event.sessions],
            agency=_organisation(event.lead),
            co_organisers=_organisations(event, are_partners=False),
            partners=_organisations(event, are_partners=True),
            sectors=_terms(event.sectors),
            levels=_terms(event.levels),
            audiences=_terms(event.audiences),
            themes=_terms(event.themes),
            regions=_terms(event.regions),
            series=_series(event),
            registration=_registration(event),
        )


class EventList(BaseModel):
    items: list[EventOut]
    next: str | None = Field(description="For `?cursor=`, with the same filters; null on the last page.")


def page_url(slug: str, language: str) -> str:
    with translation.override(language):
        return f"{settings.BASE_URL}{reverse('event', args=[slug])}"


def _texts(event: EventDescription) -> dict[str, Any]:
    return {
        "title": event.title.value,
        "summary": event.summary.value,
        "description": event.description.value,
        "language": event.title.language,
        "url": page_url(event.slug, event.language),
    }


def _attributes(event: EventDescription) -> dict[str, Any]:
    same = ("id", "slug", "state", "version", "starts_at", "ends_at", "national", "delivery", "updated_at")
    return {name: getattr(event, name) for name in same} | {"languages": list(event.languages)}


def _organisation(named: Named) -> OrganisationReference:
    return OrganisationReference(slug=named.code, name=named.name.value)


def _organisations(event: EventDescription, *, are_partners: bool) -> list[OrganisationReference]:
    return [_organisation(named) for named in event.co_organisers if (named.kind == PARTNER) is are_partners]


def _terms(terms: Iterable[Named]) -> list[TermReference]:
    return [TermReference(code=term.code, name=term.name.value) for term in terms]


def _series(event: EventDescription) -> SeriesOut | None:
    if not event.series_slug:
        return None
    return SeriesOut(slug=event.series_slug, title=event.series_title.value, part=event.series_part)


def _registration(event: EventDescription) -> RegistrationWindowOut:
    status = event.registration
    return RegistrationWindowOut(
        opens_at=status.opens_at,
        closes_at=status.closes_at,
        open=status.is_open,
        capacity=status.capacity,
        seats_left=status.seats_left,
        waitlisted=status.waiting,
    )
