"""A training as it is read: everything pages, lists and API show of it, in one language, names resolved."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext

from catalogue import texts, towns
from catalogue.models import Venue
from catalogue.texts import Text
from catalogue.vocabularies import Vocabularies, Vocabulary
from events import dates, kept_seats, registration_window
from events.kept_seats import KeptSeats
from events.models import Event, SeatPool, Session
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
class Named:
    """A term with its name in the language asked for; `code` is what a filter takes, `kind` an organisation's."""

    code: str
    name: Text
    kind: str = ""


@dataclass(frozen=True, slots=True)
class PoolDescription:
    """Seats of one kind; `seats` says in words how many are left."""

    id: int
    name: str
    seats: str

    @property
    def in_words(self) -> str:
        return f"{self.name} – {texts.uncapitalised(self.seats)}"


@dataclass(frozen=True, slots=True)
class EventDescription:
    """`language` is the one asked for; each text says which one it is really in.

    `offers_seats`: who waits is asked before they get one.
    """

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
    lead: Named
    co_organisers: tuple[Named, ...]
    languages: tuple[str, ...]
    delivery: str
    national: bool
    regions: tuple[Named, ...]
    sectors: tuple[Named, ...]
    levels: tuple[Named, ...]
    audiences: tuple[Named, ...]
    themes: tuple[Named, ...]
    series_slug: str
    series_title: Text
    series_part: int | None
    registration: RegistrationStatus
    pools: tuple[PoolDescription, ...]
    kept: tuple[KeptSeats, ...]
    offers_seats: bool
    registration_url: str
    contact_name: str
    contact_email: str
    contact_phone: str
    updated_at: datetime
    # Its organiser has said that it takes place, however few have registered.
    is_certain: bool = False

    @property
    def pools_for_all(self) -> list[PoolDescription]:
        """Those that are not kept for some at this moment."""
        kept = {seats.pool_id for seats in self.kept}
        return [pool for pool in self.pools if pool.id not in kept]

    @property
    def choosable_pools(self) -> list[PoolDescription]:
        """The ways of taking part: seats kept for some are one only if there are no others of their kind."""
        return choosable(self.pools, self.kept)

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
    def coming_count(self) -> int:
        """How many of the sessions are still to come."""
        return sum(1 for each in self.sessions if not each.is_over and not each.is_cancelled)

    @property
    def is_over(self) -> bool:
        return self.registration.state is registration_window.RegistrationState.PAST

    @property
    def municipalities(self) -> list[str]:
        places = (each.place.municipality for each in self.sessions if each.place and not each.is_cancelled)
        return list(dict.fromkeys(place for place in places if place))

    @property
    def where(self) -> str:
        """The place in a few words: towns, else regions; "online" when that is how."""
        towns = self.municipalities or [region.name.value for region in self.regions]
        return place_in_words(self.delivery, towns, self.language)

    @property
    def is_language_worth_saying(self) -> bool:
        """Whether the training is held in anything but the language of the page alone."""
        return self.languages != (self.language,)

    @property
    def language_names(self) -> list[str]:
        names = dict(settings.TRAINING_LANGUAGES)
        return [str(names.get(code, code)) for code in self.languages]


def describe(event: Event, *, language: str, vocabularies: Vocabularies, now: datetime) -> EventDescription:
    """Describe an event that `queries.described()` has fetched: it carries `<name>_ids`, sessions and pools."""
    series = event.series

    def text(field: str) -> Text:
        return texts.pick(event, field, language)

    def named(vocabulary: Vocabulary, name: str) -> tuple[Named, ...]:
        ids: Iterable[int] = getattr(event, f"{name}_ids")
        return tuple(Named(term.code, term.name(language), term.kind) for term in vocabulary.many(ids))

    lead = vocabularies.organisations.by_id(event.lead_id)
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
        lead=Named(lead.code, lead.name(language), lead.kind),
        co_organisers=named(vocabularies.organisations, "co_organiser"),
        languages=tuple(event.languages),
        delivery=event.delivery,
        national=event.national,
        regions=named(vocabularies.regions, "region"),
        sectors=named(vocabularies.sectors, "sector"),
        levels=named(vocabularies.levels, "level"),
        audiences=named(vocabularies.audiences, "audience"),
        themes=named(vocabularies.themes, "theme"),
        series_slug=series.slug if series else "",
        series_title=texts.pick(series, "title", language) if series else Text("", language),
        series_part=event.series_part,
        registration=registration_window.status(event, event.pools.all(), now),
        pools=tuple(describe_pool(each, language) for each in event.pools.all()),
        kept=kept_seats.of(event.pools.all(), vocabularies, language, now),
        offers_seats=event.waiting_list_mode == Event.WaitingListMode.OFFER,
        registration_url=event.registration_url,
        contact_name=event.contact_name,
        contact_email=event.contact_email,
        contact_phone=event.contact_phone,
        updated_at=event.updated_at,
        is_certain=event.state == Event.State.PUBLISHED and getattr(event, "certain_at", None) is not None,
    )


def place_in_words(delivery: str, towns: Collection[str], language: str) -> str:
    """Where a training is: its towns (or regions), online, or both."""
    if delivery == Event.Delivery.ONLINE:
        return gettext("Online")
    place = dates.enumeration(list(towns), language) or gettext("Place to be announced")
    is_hybrid = delivery == Event.Delivery.HYBRID
    return gettext("%(place)s and online") % {"place": place} if is_hybrid else place


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


def choosable(pools: Iterable[PoolDescription], kept: Iterable[KeptSeats]) -> list[PoolDescription]:
    """Of an event's pools, of which these are kept for some, the ways of taking part."""
    beside = {seats.pool_id for seats in kept if not seats.is_only_way}
    return [pool for pool in pools if pool.id not in beside]


def describe_pool(pool: SeatPool, language: str) -> PoolDescription:
    return PoolDescription(
        id=pool.pk,
        name=pool_name(pool, language),
        seats=registration_window.seats_in_words(capacity=pool.capacity, left=pool.free, waiting=pool.waiting),
    )


def taking_part(pools: Iterable[SeatPool], ids: Collection[int | None], language: str) -> str:
    """The names of those of an event's pools that are meant; nothing when it has but one."""
    pools = list(pools)
    names = [pool_name(pool, language) for pool in pools if pool.pk in ids]
    return " / ".join(names) if len(pools) > 1 else ""


def pool_name(pool: SeatPool, language: str) -> str:
    """The pool's own name, else how one takes part in it."""
    return texts.pick(pool, "name", language).value or pool.get_delivery_display()


def _place(venue: Venue, language: str) -> PlaceDescription:
    return PlaceDescription(
        name=texts.pick(venue, "name", language),
        street_address=venue.street_address,
        postal_code=venue.postal_code,
        municipality=towns.name_in(venue.municipality, language),
        accessibility=texts.pick(venue, "accessibility", language),
    )
