"""Calendars of others in the demonstration: a university, a city and a national agency whose server does not answer.

Each is written as iCalendar, with days that count from today, and read as any other; nothing is fetched.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from catalogue import vocabularies
from catalogue.actors import Actor, by_system, by_user
from catalogue.models import Organisation, User
from config.seeding import showcase
from events import public_holidays
from events.feeds import serialising
from events.incoming import keeping, refreshing
from events.incoming.keeping import AboutDraft, CalendarDraft, RuleDraft
from events.models import ExternalCalendar, Session

HOST = "kalenteri.opetushallitus.example"
FRIDAY = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """Days count from today, or from the training of the showcase beside which it takes place; no hours: all day."""

    title: str
    in_days: int = 0
    beside: str = ""
    starts: time = time(9, 0)
    hours: float = 0
    place: str = ""
    category: str = ""
    page: str = ""
    zone: str = "Europe/Helsinki"
    lines: str = ""


UNIVERSITY = (
    Entry(title="Lukemisen ja kirjoittamisen tuki yläkoulussa", beside="series-2", starts=time(13, 0), hours=3,
          category="Opettajat", place="Verkossa", page="kesayliopisto.example/lukemisen-tuki"),
    Entry(title="Lukukoordinaattorin lähipäivä", in_days=26, hours=6, category="Opettajat", place="Jyväskylä"),
    Entry(title="Kielitietoinen opetus, verkkokurssi", in_days=7, starts=time(15, 0), hours=1.5, category="Opettajat",
          place="Verkossa", lines="RRULE:FREQ=WEEKLY;COUNT=8\r\n"),
    Entry(title="Kirjastopedagogiikan päivä", beside="few-seats", hours=5, category="Kirjasto", place="Helsinki",
          page="kesayliopisto.example/kirjastopedagogiikka"),
    Entry(title="Johtamisen erikoistumiskoulutus, 1. jakso", in_days=33, category="Johto", place="Tampere"),
    Entry(title="Yksikön kehittämispäivä", in_days=14, category="Sisäinen"),
    Entry(title="Vierailuluento", in_days=18, hours=2, zone="Customized Time Zone"),
    Entry(title="Alumni-ilta", in_days=22, starts=time(17, 0), hours=2, lines="SEQUENCE:uusi\r\n"),
)  # fmt: skip
CITY = (
    Entry(title="Varhaiskasvatuksen kehittämispäivä: päiväkodit kiinni", beside="closed"),
    Entry(title="Opettajien veso-iltapäivä", beside="full", starts=time(12, 0), hours=4, place="Oulu"),
    Entry(title="Turvallisuuskävelyt kouluilla", in_days=20, starts=time(8, 30), hours=3, place="Oulu"),
    Entry(title="Nuorisopalvelujen koulutuspäivä: etsivä nuorisotyö", in_days=29, hours=6, place="Oulu"),
)  # fmt: skip
NATIONAL_AGENCY = (
    Entry(title="Perusopetuksen ajankohtaispäivä rehtoreille", beside="postponed", hours=6, place="Verkossa"),
    Entry(title="Webinaari: kestävä kehitys opetussuunnitelmassa", in_days=17, starts=time(13, 0), hours=2),
    Entry(title="Kansainvälisyyden koulutuspäivät", in_days=40, place="Helsinki"),
    Entry(title="Varhaiskasvatuksen laadunhallinnan verkkokoulutus", in_days=24, starts=time(12, 30), hours=2.5),
)


def add(now: datetime) -> None:
    """Add the three calendars and what stands in them; the last one's server has failed since."""
    university = _calendar(
        name="Kesäyliopisto: opetusalan täydennyskoulutus",
        about=_about("education"),
        rules=(
            RuleDraft(text="Opettajat", about=_about(audiences="teachers")),
            RuleDraft(text="Kirjasto", about=_about("library", audiences="library_sector", themes="literacy")),
            RuleDraft(text="Johto", about=_about(audiences="leaders", themes="leadership")),
            RuleDraft(text="Sisäinen", leaves_out=True),
        ),
        is_public=True,
    )
    _add("esavi", "aino.virtanen@esavi.example", university, UNIVERSITY, now)
    city = _calendar(name="Oulun kaupunki: sivistyspalvelut", about=_about(regions="17"))
    _add("psavi", "kaisa.niemi@psavi.example", city, CITY, now)
    agency = _calendar(name="Opetushallituksen tapahtumat", languages=("fi", "sv"))
    silent = _add("esavi", "eero.laine@esavi.example", agency, NATIONAL_AGENCY, now - timedelta(days=2))
    _fall_silent(silent, now)


def _calendar(**values: object) -> CalendarDraft:
    given = {"kind": ExternalCalendar.Kind.FILE, "languages": ("fi",)}
    return CalendarDraft(**(given | values))  # type: ignore[arg-type]


def _about(sectors: str = "", *, audiences: str = "", themes: str = "", regions: str = "") -> AboutDraft:
    known = vocabularies.current()

    def ids(name: str, codes: str) -> tuple[int, ...]:
        return tuple(term.id for code in codes.split() if (term := getattr(known, name).get(code)))

    return AboutDraft(
        sector_ids=ids("sectors", sectors),
        audience_ids=ids("audiences", audiences),
        theme_ids=ids("themes", themes),
        region_ids=ids("regions", regions),
    )


def _add(agency: str, email: str, draft: CalendarDraft, entries: tuple[Entry, ...], now: datetime) -> ExternalCalendar:
    """Add a calendar as its keeper would, and read it at once."""
    organisation = Organisation.objects.get(slug=agency)
    added = keeping.add_calendar(
        by=_keeper(email), organisation_id=organisation.pk, draft=draft, content=_written(entries, now), now=now
    )
    refreshing.refresh(added.pk, now=now)
    return added


def _fall_silent(calendar: ExternalCalendar, now: datetime) -> None:
    """As if it had come from an address: what was fetched stays, and the server is not found any more."""

    def nowhere(host: str, _port: int) -> list[str]:
        raise OSError(host)

    source = {"kind": ExternalCalendar.Kind.ADDRESS, "address": f"https://{HOST}/tapahtumat.ics", "host": HOST}
    ExternalCalendar.objects.filter(pk=calendar.pk).update(**source, next_fetch_at=now)
    refreshing.refresh(calendar.pk, now=now, resolver=nowhere)


def _keeper(email: str) -> Actor:
    user = User.objects.filter(email=email).first()
    return by_user(user) if user else by_system("demonstration")


def _written(entries: tuple[Entry, ...], now: datetime) -> bytes:
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Koulutuskalenteri//Demonstration//FI\r\n"
    events = "".join(_event(entry, number, now) for number, entry in enumerate(entries))
    return f"{head}{events}END:VCALENDAR\r\n".encode()


def _event(entry: Entry, number: int, now: datetime) -> str:
    starts_at = timezone.make_aware(datetime.combine(_day(entry, now), entry.starts if entry.hours else time()))
    ends_at = starts_at + timedelta(hours=entry.hours or 24)
    times = serialising.times if entry.hours else serialising.dates
    return "".join(
        (
            "BEGIN:VEVENT\r\n",
            serialising.line("UID", f"{number}-{entry.title.split()[0].lower()}@demonstration.example"),
            serialising.line("DTSTAMP", serialising.utc(now.astimezone(UTC))),
            times(starts_at, ends_at).replace("Europe/Helsinki", entry.zone),
            serialising.text("SUMMARY", entry.title),
            serialising.text("LOCATION", entry.place) if entry.place else "",
            serialising.text("CATEGORIES", entry.category) if entry.category else "",
            serialising.line("URL", f"https://{entry.page}") if entry.page else "",
            entry.lines,
            "END:VEVENT\r\n",
        )
    )


def _day(entry: Entry, now: datetime) -> date:
    """That of the training beside which it is, else a working day."""
    beside = Session.objects.filter(event=showcase.id_of(entry.beside)).order_by("starts_at").first()
    if beside is not None:
        return timezone.localdate(beside.starts_at)
    day = timezone.localdate(now) + timedelta(days=entry.in_days or 10)
    while day.weekday() > FRIDAY or public_holidays.name_of(day, "fi"):
        day += timedelta(days=1)
    return day
