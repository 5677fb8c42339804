"""A training that shows all a VEVENT can show, at a fixed time."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from catalogue.models import Venue
from events.feeds import entries
from events.feeds.serialising import HELSINKI
from events.models import Event, Session, SessionEntry
from tests.factories import (
    EventFactory,
    EventSeriesFactory,
    OrganisationFactory,
    RoomFactory,
    SectorFactory,
    SessionFactory,
    TargetGroupFactory,
    ThemeFactory,
    VenueFactory,
)

NOW = datetime(2027, 2, 1, 10, 0, tzinfo=UTC)
WRITTEN_AT = datetime(2027, 1, 4, 7, 0, tzinfo=UTC)


def helsinki(month: int, day: int, hour: int = 0, minute: int = 0, *, year: int = 2027) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=HELSINKI)


def make_venue(**fields: object) -> Venue:
    values = {
        "name_fi": "Kulttuuritalo; Väinölä",
        "name_sv": "Kulturhuset",
        "municipality": "Jyväskylä",
        "latitude": Decimal("62.24147"),
        "longitude": Decimal("25.72088"),
    }
    return VenueFactory(**(values | fields))


def make_event(**fields: object) -> Event:
    values = {
        "id": UUID("11111111-2222-4333-8444-555555555555"),
        "slug": "lukutaito-varhaiskasvatuksessa",
        "title_fi": "Lukutaito, leikki ja ilo varhaiskasvatuksessa",
        "title_sv": "Läskunnighet i småbarnspedagogiken",
        "title_en": "Literacy in early childhood education",
        "summary_fi": "Käytännön keinoja.\nMukana\x0b lasten kirjastonhoitajat; tule \\ osallistu!",
        "summary_sv": "Praktiska verktyg.",
        "lead": OrganisationFactory(name_fi='Virasto "Länsi", Oy', name_sv="Verket", name_en="Agency"),
        "contact_email": "koulutus@example.org",
        "audiences": [
            TargetGroupFactory(name_fi="Opettajat", name_sv="Lärare", name_en="Teachers"),
            TargetGroupFactory(name_fi="Rehtorit", name_sv="Rektorer", name_en="Principals"),
        ],
        "themes": [ThemeFactory(name_fi="Kieli, kulttuuri", name_sv="Språk", name_en="Language")],
        "sectors": [SectorFactory(name_fi="Varhaiskasvatus", name_sv="Småbarnspedagogik", name_en="Early childhood")],
        "series": EventSeriesFactory(title_fi="Lukukevät", title_sv="Läsvåren", title_en="Spring of reading"),
        "published_at": WRITTEN_AT,
    }
    return EventFactory(**(values | fields))


def make_session(event: Event, number: int = 1, **fields: object) -> Session:
    starts_at = helsinki(2, 1 + number, 9)
    values = {
        "uid": f"00000000-0000-4000-8000-{number:012}@koulutuskalenteri.fi",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2, minutes=30),
        "created_at": WRITTEN_AT,
        "changed_at": WRITTEN_AT,
    }
    return SessionFactory(event=event, **(values | fields))


def make_course() -> Event:
    """Three sessions: in a room and online, online only, and one that was cancelled; entries are in place."""
    event = make_event()
    venue = make_venue()
    make_session(event, 1, venue=venue, room=RoomFactory(venue=venue, name="Sali 2"))
    make_session(event, 2, title_fi="Kotitehtävien purku", title_sv="Genomgång")
    make_session(event, 3, state=Session.State.CANCELLED)
    entries.refresh([event.pk], now=WRITTEN_AT)
    return event


def entry(session: Session) -> SessionEntry:
    return SessionEntry.objects.get(session=session)
