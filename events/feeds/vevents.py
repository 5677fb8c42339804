"""What a session's VEVENT says in a language, and which part of it SEQUENCE watches."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from urllib.parse import quote

from django.conf import settings

from catalogue.texts import LANGUAGES, pick
from events import places
from events.feeds import serialising
from events.feeds.words import WORDS, Name
from events.models import Event, EventSeries, Session

CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"
SUMMARY_CHARACTERS = 300
AUDIENCE_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class EventFacts:
    """An event with everything its sessions' VEVENTs show. Sessions come with `venue` and `room` loaded."""

    event: Event
    sessions: Sequence[Session]
    lead: Name
    audiences: Sequence[Name] = ()
    themes: Sequence[Name] = ()
    sectors: Sequence[Name] = ()
    series: EventSeries | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How the owner of a private calendar stands in an event: what is not sure of it, and what it shows beside.

    `before_title`, `note` and `page` (instead of the public one) are by language; in another state than `held_in` an
    event does not take place; `joins` says whether the way to join online is shown, which no other feed may.
    """

    status: str = CONFIRMED
    before_title: Mapping[str, str] = field(default_factory=dict)
    note: Mapping[str, str] = field(default_factory=dict)
    page: Mapping[str, str] = field(default_factory=dict)
    held_in: Collection[str] = (Event.State.PUBLISHED,)
    joins: bool = False
    is_private: bool = True


EVERYBODY = Standing(is_private=False)


@dataclass(frozen=True, slots=True)
class Said:
    """A session's VEVENT in each language but for its revision, with digests of all of it and of what matters most."""

    session: Session
    is_cancelled: bool
    bodies: dict[str, str]
    shown: str
    significant: str

    def vevent(self, language: str, *, sequence: int, changed_at: datetime) -> str:
        """Answer the whole component. DTSTAMP is when it changed, not when it is read (section 3.8.7.2)."""
        changed = serialising.utc(changed_at)
        return (
            f"BEGIN:VEVENT\r\n"
            f"{serialising.line('UID', self.session.uid)}"
            f"DTSTAMP:{changed}\r\n"
            f"CREATED:{serialising.utc(self.session.created_at)}\r\n"
            f"LAST-MODIFIED:{changed}\r\n"
            f"SEQUENCE:{sequence}\r\n"
            f"{self.bodies[language]}"
            f"END:VEVENT\r\n"
        )


def say(facts: EventFacts, standing: Standing = EVERYBODY) -> Iterator[Said]:
    """Answer what each session of the event says, to everybody or to somebody who stands in it like this."""
    shared = {language: _shared_lines(facts, language, standing) for language in LANGUAGES}
    titles = {language: pick(facts.event, "title", language).value for language in LANGUAGES}
    series = _series_name(facts)
    for session, numbering in _numbered(facts.sessions):
        is_cancelled = (
            facts.event.state not in standing.held_in
            or session.state == Session.State.CANCELLED
            or standing.status == CANCELLED
        )
        time = _time(session)
        status = _status(CANCELLED if is_cancelled else standing.status, is_private=standing.is_private)
        geo = _geo(session)
        bodies, significant = {}, [time, status, *_texts(series)]
        for language in LANGUAGES:
            prefix = WORDS[language].cancelled if is_cancelled else standing.before_title.get(language, "")
            summary = serialising.text("SUMMARY", f"{prefix}{_title(titles[language], session, language)}{numbering}")
            location = _location(session, language, joins=standing.joins)
            rest = shared[language]
            if standing.joins and session.join_url:
                rest = _shared_lines(facts, language, standing, join_url=session.join_url)
            bodies[language] = f"{time}{summary}{status}{location}{geo}{rest}"
            significant += [summary, location]
        yield Said(session, is_cancelled, bodies, shown=digest(*bodies.values()), significant=digest(*significant))


def digest(*parts: str) -> str:
    """Answer 32 hexadecimal digits; parts cannot run into one another."""
    return blake2b("\x00".join(parts).encode(), digest_size=16).hexdigest()


def _shared_lines(facts: EventFacts, language: str, standing: Standing, *, join_url: str = "") -> str:
    """The lines that all sessions of an event have in common, but for where one joins."""
    page = standing.page.get(language) or f"/{language}/events/{facts.event.slug}/"
    address = f"{settings.BASE_URL}{page}"
    joining = f"{WORDS[language].join}{join_url}" if join_url else ""
    own = [joining, standing.note.get(language, "")]
    lines = [
        serialising.text("DESCRIPTION", _description(facts, language, address, own)),
        serialising.line("URL", address),
    ]
    categories = [name.in_(language) for name in (*facts.themes, *facts.sectors, _series_name(facts))]
    categories = list(dict.fromkeys(filter(None, categories)))
    if categories:
        lines.append(serialising.texts("CATEGORIES", categories))
    if facts.event.contact_email:
        organiser = serialising.quoted(facts.lead.in_(language))
        mailbox = quote(facts.event.contact_email, safe="@!#$&'*+-/=^_`{|}~.")
        lines.append(serialising.line(f"ORGANIZER;CN={organiser}", f"mailto:{mailbox}"))
    return "".join(lines)


def _description(facts: EventFacts, language: str, address: str, own: Sequence[str]) -> str:
    words = WORDS[language]
    title = pick(facts.event, "title", language)
    summary = _shortened(pick(facts.event, "summary", language).value, SUMMARY_CHARACTERS)
    audiences = ", ".join(name.in_(language) for name in facts.audiences)
    audience = _shortened(audiences or pick(facts.event, "audience_note", language).value, AUDIENCE_CHARACTERS)
    paragraphs = [
        *own,
        summary,
        f"{words.audience}{audience}" if audience else "",
        words.written_in[title.language] if title.language != language else "",
        address,
    ]
    return "\n\n".join(filter(None, paragraphs))


def _shortened(value: str, characters: int) -> str:
    """Answer the text in one paragraph, cut at a word when it is too long."""
    value = " ".join(value.split())
    if len(value) <= characters:
        return value
    cut = value[: characters - 1]
    words, _space, _rest = cut.rpartition(" ")
    return f"{words or cut}…"


def _series_name(facts: EventFacts) -> Name:
    series = facts.series
    return Name(series.title_fi, series.title_sv, series.title_en) if series else Name()


def _texts(name: Name) -> tuple[str, str, str]:
    return name.fi, name.sv, name.en


def _numbered(sessions: Sequence[Session]) -> Iterator[tuple[Session, str]]:
    """Number the sessions that take place; a cancelled one keeps its place among all, as it was announced."""
    in_order = sorted(sessions, key=lambda session: (session.starts_at, session.pk or 0))
    total = sum(session.state == Session.State.SCHEDULED for session in in_order)
    scheduled_before = 0
    for place, session in enumerate(in_order, start=1):
        if session.state == Session.State.SCHEDULED:
            scheduled_before += 1
            yield session, _numbering(scheduled_before, total)
        else:
            yield session, _numbering(place, len(in_order))


def _numbering(place: int, total: int) -> str:
    return f" ({place}/{total})" if total > 1 else ""


def _title(event_title: str, session: Session, language: str) -> str:
    own = pick(session, "title", language).value
    return f"{event_title}: {own}" if own and own != event_title else event_title


def _time(session: Session) -> str:
    write = serialising.dates if session.all_day else serialising.times
    return write(session.starts_at, session.ends_at)


def _status(status: str, *, is_private: bool) -> str:
    """Outlook shows a cancelled event as if it took place unless it is transparent, and what is unsure as busy."""
    transparency = "TRANSPARENT" if status == CANCELLED else "OPAQUE"
    unsure = "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE\r\n" if status == TENTATIVE else ""
    return f"STATUS:{status}\r\nTRANSP:{transparency}\r\n{unsure}CLASS:{'PRIVATE' if is_private else 'PUBLIC'}\r\n"


def _location(session: Session, language: str, *, joins: bool) -> str:
    """Where it is, and that it is online; how to join is for participants' own calendars, pages and mails alone."""
    online = (joins and session.join_url) or WORDS[language].online
    parts = [places.venue_line(session, language), online if session.is_online else ""]
    location = " / ".join(filter(None, parts))
    return serialising.text("LOCATION", location) if location else ""


def _geo(session: Session) -> str:
    venue = session.venue
    if venue is None or venue.latitude is None or venue.longitude is None:
        return ""
    return f"GEO:{venue.latitude};{venue.longitude}\r\n"
