"""Every kind of feed there is, over one world in which all of them have something to show."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.http import QueryDict
from django.utils import timezone

from catalogue import vocabularies
from catalogue.models import Membership, Person
from catalogue.texts import LANGUAGES
from catalogue.viewers import of_user
from events.feeds import addresses, calendars, entries, plans
from events.feeds.calendars import Calendar, OwnCalendar
from events.models import Event, EventSeries, OverlapCase, Session
from events.queries.searches import Reader
from registrations.models import Registration
from registrations.my import feed as personal
from tests.events.feeds.arrangements import NOW, helsinki, make_event, make_session, make_venue
from tests.factories import (
    EducationLevelFactory,
    EventFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    RegionFactory,
    RegistrationFactory,
    RoomFactory,
    SectorFactory,
    SessionFactory,
    TargetGroupFactory,
    ThemeFactory,
)

JOIN = "https://tapaaminen.ääkköset.example/liity/Åsa;x=1,2?salasana=\\kissa%&b=[1]#ö"
# Local times in which clients stumble: nights when the clocks change, whole days, several days, New Year.
SPANS = {
    11: (helsinki(3, 28, 2, 30), helsinki(3, 28, 5), False),
    12: (helsinki(10, 31, 2, 30), helsinki(10, 31, 3, 30), False),
    13: (helsinki(10, 31, 3, 30).replace(fold=1), helsinki(10, 31, 5), False),
    14: (helsinki(10, 31), helsinki(11, 1), True),
    15: (helsinki(3, 27), helsinki(3, 29), True),
    16: (helsinki(12, 31, 22), helsinki(1, 1, 1, year=2028), False),
    17: (helsinki(3, 1, 12), helsinki(3, 3, 14), False),
    18: (helsinki(10, 30, 23), helsinki(10, 31, 6), False),
}
FILTERS = (
    "q=lukutaito",
    'q=tila, aika; \\ ”"\r\nBEGIN:VEVENT',
    "agency=lansi",
    "sector=varhaiskasvatus",
    "level=alkuopetus",
    "audience=opettajat",
    "theme=kieli",
    "region=lappi",
    "language=fi",
    "delivery=hybrid",
    "from=2027-02-01",
    "until=2027-12-31",
    "from=2027-02-02&until=2027-02-03",
    "open=1",
    "series=lukukevat",
    "past=1",
    "theme=kieli&agency=lansi&q=lukutaito&language=fi&delivery=hybrid&region=lappi",
    "delivery=onsite&q=ei+mitään",
    "theme=tuntematon",
    "agency=%00&q=\x00",
    "from=huomenna",
    "lang=de",
)


class Variant(NamedTuple):
    name: str
    calendar: Calendar | OwnCalendar
    is_full: bool

    @property
    def body(self) -> bytes:
        return calendars.render(self.calendar).body


def make_world() -> Event:
    """The course of `make_event` with filters to find it by; others in nights, moved, cancelled."""
    lead = OrganisationFactory(slug="lansi", name_fi='Virasto "Länsi", Oy', name_sv="Verket", name_en="Agency")
    terms = {
        "themes": [ThemeFactory(code="kieli", name_fi="Kieli, kulttuuri; puhe", name_sv="Språk", name_en="Language")],
        "sectors": [SectorFactory(code="varhaiskasvatus", name_fi="Varhaiskasvatus")],
        "audiences": [TargetGroupFactory(code="opettajat", name_fi="Opettajat", name_sv="Lärare")],
        "levels": [EducationLevelFactory(code="alkuopetus")],
        "regions": [RegionFactory(code="lappi")],
    }
    course = make_event(lead=lead, delivery="hybrid", languages=["fi"], **terms)
    EventSeries.objects.update(slug="lukukevat")
    venue = make_venue()
    make_session(course, 1, venue=venue, room=RoomFactory(venue=venue, name="Sali 2"), join_url=JOIN)
    make_session(course, 2, title_fi="Kotitehtävien purku", title_sv="Genomgång", join_url=JOIN)
    make_session(course, 3, state=Session.State.CANCELLED)
    nights = make_event(
        id="21111111-2222-4333-8444-555555555555",
        slug="toinen",
        lead=OrganisationFactory(slug="ita", name_fi='Virasto "Itä": johto; talous, Oy'),
        contact_email="o'brien+kurssi@ääkköset.example",
        title_fi="Työyhteisösovittelijakoulutuksen jatko-opintokokonaisuus 😀👩‍👩‍👧, osa ; \\ 2",
        title_sv="",
        summary_fi="Sanoja\\, pilkkuja; " * 40,
    )
    away = make_venue(name_fi="Sivistyskeskus Åbo–Turku: ”Kokoushuone”", name_sv="", municipality="Turku")
    for number, (starts_at, ends_at, all_day) in SPANS.items():
        make_session(nights, number, starts_at=starts_at, ends_at=ends_at, all_day=all_day, venue=away)
    for number, state in ((21, "postponed"), (22, "cancelled")):
        make_session(EventFactory(lead=lead, state=state, title_sv="Flyttad", title_fi=""), number)
    entries.refresh(list(Event.objects.values_list("pk", flat=True)), now=NOW)
    return course


def public(*, now: datetime = NOW, languages: Sequence[str] = LANGUAGES) -> Iterator[Variant]:
    """Every filter by itself and some together, agencies and single trainings; unknown values too."""
    events = list(Event.objects.order_by("pk"))
    for language in languages:
        for query in ("", *FILTERS):
            asked = QueryDict(f"lang={language}&{query}" if "lang=" not in query else query)
            calendar = addresses.events_calendar(asked, now=now)
            yield Variant(f"{language} events {query!r}", calendar, not query)
        for slug in ("lansi", "ita"):
            agency = addresses.agency_calendar(slug, QueryDict(f"lang={language}"), now=now)
            assert agency
            yield Variant(f"{language} agency {slug}", agency, is_full=True)
        for event in events:
            single = addresses.event_calendar(str(event.pk), QueryDict(f"lang={language}"), now=now)
            assert single
            yield Variant(f"{language} training {event.slug}", single, is_full=True)
    for session in Session.objects.order_by("pk"):
        one = addresses.session_calendar(QueryDict(), uid=session.uid, now=now)
        assert one
        yield Variant(f"session {session.uid}", one, is_full=True)


def make_person(course: Event) -> Person:
    """Somebody with one registration of each kind; what they are sure of has links to join by."""
    person = PersonFactory(email="aino@example.org", language="sv")
    for number, state in enumerate(Registration.State.values):
        event = course if state == Registration.State.CONFIRMED else EventFactory(title_fi=f"Ilmoittauduttu; {state}")
        if event != course:
            uid = f"00000000-0000-4000-8000-{90 + number:012}@koulutuskalenteri.fi"
            make_session(event, 5 + number, uid=uid, join_url=JOIN)
        RegistrationFactory(event=event, person=person, state=state)
    return person


def own(person: Person, *, now: datetime = NOW) -> Iterator[Variant]:
    for language in LANGUAGES:
        calendar = personal.own_calendar(person, language=language, now=now)
        yield Variant(f"{language} personal", calendar, is_full=True)


def make_plans() -> Reader:
    """An agency's drafts and plans, overlapping in several ways with many others; who plans there."""
    agency = OrganisationFactory(slug="pohjoinen", name_fi="Pohjoinen, virasto")
    now = timezone.now()
    planned = []
    for days, state in enumerate(
        (Event.State.DRAFT, Event.State.PLANNED, Event.State.PUBLISHED, Event.State.CANCELLED)
    ):
        planned.append(_planned(agency, state, now + timedelta(days=days + 3), title_fi="Suunnitelma; osa\\ 1, " * 6))
    for number in range(5):
        other = _planned(OrganisationFactory(), Event.State.PLANNED, now + timedelta(days=4, minutes=number))
        first, second = sorted([planned[1], other], key=lambda event: event.pk)
        OverlapCase.objects.create(
            first=first, second=second, kind="clash", severity="high", score=90 - number, is_internal=False,
            fingerprint="x", starts_at=other.starts_at, ends_at=other.ends_at, due_on=other.starts_at,
        )  # fmt: skip
    user = MembershipFactory(organisation=agency, role=Membership.Role.ORGANISER).user
    known = vocabularies.current()
    return Reader(viewer=of_user(user), now=now, language="fi", vocabularies=known)


def _planned(lead: object, state: str, starts_at: datetime, **values: object) -> Event:
    starts_at = starts_at.replace(microsecond=0)
    is_public = state in (Event.State.PUBLISHED, Event.State.CANCELLED)
    event = EventFactory(lead=lead, state=state, published_at=starts_at if is_public else None, **values)
    SessionFactory(event=event, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), join_url=JOIN)
    Event.objects.filter(pk=event.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    event.refresh_from_db()
    return event


def workspace(read: Reader) -> Iterator[Variant]:
    agency = read.vocabularies.organisations.get("pohjoinen")
    assert agency
    for language in LANGUAGES:
        asked = Reader(viewer=read.viewer, now=read.now, language=language, vocabularies=read.vocabularies)
        yield Variant(f"{language} workspace", plans.calendar_of(agency, asked), is_full=True)
