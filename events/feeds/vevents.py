"""What a session's VEVENT says in a language, and which part of it SEQUENCE watches."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from django.conf import settings

from catalogue.texts import LANGUAGES, pick
from events import places
from events.feeds import describing, serialising
from events.feeds.words import WORDS, Name
from events.models import Event, EventSeries, Session

CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"


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
class Meeting:
    """Who asks and who comes, as a mail says it (RFC 6047): one attendee, who has said yes and is asked nothing."""

    mailbox: str
    attendee: str
    address: str

    def lines(self, organiser: str) -> str:
        name = serialising.quoted(" ".join(self.attendee.split()))
        coming = f"ATTENDEE;CN={name};CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE"
        return f"{_organiser(organiser, self.mailbox)}{serialising.line(coming, serialising.mailbox(self.address))}"


@dataclass(frozen=True, slots=True)
class Standing:
    """How the owner of a private calendar stands in an event: what is not sure of it, and what it shows beside.

    `before_title`, `note` and `page` (instead of the public one) are by language; in another state than `held_in` an
    event does not take place; `joins` says whether the way to join online is shown, which no other feed may. In a
    `meeting` the owner is named, by mail to them alone.
    """

    status: str = CONFIRMED
    before_title: Mapping[str, str] = field(default_factory=dict)
    note: Mapping[str, str] = field(default_factory=dict)
    page: Mapping[str, str] = field(default_factory=dict)
    held_in: Collection[str] = (Event.State.PUBLISHED,)
    joins: bool = False
    is_private: bool = True
    meeting: Meeting | None = None


EVERYBODY = Standing(is_private=False)


@dataclass(frozen=True, slots=True)
class Said:
    """A session's VEVENT in each language but for its revision, with digests of all of it and of what matters most."""

    session: Session
    is_cancelled: bool
    bodies: dict[str, str]
    shown: str
    significant: str

    def vevent(self, language: str, *, sequence: int, changed_at: datetime, stamped_at: datetime | None = None) -> str:
        """Answer the whole component. DTSTAMP is when it changed, not when it is read (section 3.8.7.2).

        With a METHOD it is when it was `stamped_at`, the same section says.
        """
        changed = serialising.utc(changed_at)
        return (
            f"BEGIN:VEVENT\r\n"
            f"{serialising.line('UID', self.session.uid)}"
            f"DTSTAMP:{serialising.utc(stamped_at) if stamped_at else changed}\r\n"
            f"CREATED:{serialising.utc(self.session.created_at)}\r\n"
            f"LAST-MODIFIED:{changed}\r\n"
            f"SEQUENCE:{sequence}\r\n"
            f"{self.bodies[language]}"
            f"END:VEVENT\r\n"
        )


def say(facts: EventFacts, standing: Standing = EVERYBODY) -> Iterator[Said]:
    """Answer what each session of the event says, to everybody or to somebody who stands in it like this."""
    series = _series_name(facts)
    titles = {language: pick(facts.event, "title", language).value for language in LANGUAGES}
    own = [_own_lines(facts, standing, session, titles, number) for session, number in _numbered(facts.sessions)]
    shared = {language: _shared_lines(facts, language, standing, own) for language in LANGUAGES}
    for each in own:
        rest = shared
        if each.join_url:
            rest = {language: _shared_lines(facts, language, standing, [each]) for language in LANGUAGES}
        bodies = {language: f"{each.body(language)}{rest[language]}" for language in LANGUAGES}
        significant = [each.time, each.status, *_texts(series)]
        for language in LANGUAGES:
            significant += [each.summaries[language], each.locations[language]]
        shown, watched = digest(*bodies.values()), digest(*significant)
        yield Said(each.session, each.is_cancelled, bodies, shown=shown, significant=watched)


def digest(*parts: str) -> str:
    """Answer 32 hexadecimal digits; parts cannot run into one another."""
    return blake2b("\x00".join(parts).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class _OwnLines:
    """What a session says for itself, its folded lines; summaries and locations by language.

    `join_url` is there for who may join, as long as there is something to join.
    """

    session: Session
    is_cancelled: bool
    join_url: str
    time: str
    status: str
    geo: str
    summaries: dict[str, str]
    locations: dict[str, str]

    def body(self, language: str) -> str:
        return f"{self.time}{self.summaries[language]}{self.status}{self.locations[language]}{self.geo}"


def _own_lines(
    facts: EventFacts, standing: Standing, session: Session, titles: Mapping[str, str], numbering: str
) -> _OwnLines:
    is_cancelled = (
        facts.event.state not in standing.held_in
        or session.state == Session.State.CANCELLED
        or standing.status == CANCELLED
    )
    join_url = session.join_url if standing.joins and not is_cancelled else ""
    summaries, locations = {}, {}
    for language in LANGUAGES:
        prefix = WORDS[language].cancelled if is_cancelled else standing.before_title.get(language, "")
        title = f"{prefix}{_title(titles[language], session, language)}{numbering}"
        summaries[language] = serialising.text("SUMMARY", title)
        locations[language] = _location(session, language, join_url)
    return _OwnLines(
        session=session,
        is_cancelled=is_cancelled,
        join_url=join_url,
        time=_time(session),
        status=_status(CANCELLED if is_cancelled else standing.status, is_private=standing.is_private),
        geo=_geo(session),
        summaries=summaries,
        locations=locations,
    )


def _shared_lines(facts: EventFacts, language: str, standing: Standing, sessions: Sequence[_OwnLines]) -> str:
    """The lines that these sessions of an event have in common; where one joins, of a single one."""
    page = standing.page.get(language) or f"/{language}/events/{facts.event.slug}/"
    address = serialising.address(f"{settings.BASE_URL}{page}")
    join_url = sessions[0].join_url if len(sessions) == 1 else ""
    joining = f"{WORDS[language].join}:\n{join_url}" if join_url else ""
    others = "".join(_lines_after_description(facts, language, standing, address, join_url))
    description = describing.line(
        facts.event,
        language,
        audiences=facts.audiences,
        own=[joining, standing.note.get(language, "")],
        address=address,
    )
    return f"{description}{others}"


def _lines_after_description(
    facts: EventFacts, language: str, standing: Standing, address: str, join_url: str
) -> Iterator[str]:
    yield serialising.line("URL", address)
    named = (*facts.themes, *facts.sectors, _series_name(facts))
    yield serialising.texts("CATEGORIES", [name.in_(language) for name in named])
    if standing.meeting:
        yield standing.meeting.lines(facts.lead.in_(language))
    elif facts.event.contact_email:
        yield _organiser(facts.lead.in_(language), facts.event.contact_email)
    if join_url:
        label = serialising.quoted(WORDS[language].join)
        yield serialising.uri(f"CONFERENCE;VALUE=URI;LABEL={label}", join_url)


def _organiser(name: str, mailbox: str) -> str:
    return serialising.line(f"ORGANIZER;CN={serialising.quoted(name)}", serialising.mailbox(mailbox))


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


def _location(session: Session, language: str, join_url: str) -> str:
    """Where it is, and that it is online; how to join is for participants' own calendars, pages and mails alone."""
    online = join_url or WORDS[language].online
    parts = [places.venue_line(session, language), online if session.is_online else ""]
    location = " / ".join(filter(None, parts))
    return serialising.text("LOCATION", location) if location else ""


def _geo(session: Session) -> str:
    venue = session.venue
    if venue is None or venue.latitude is None or venue.longitude is None:
        return ""
    return f"GEO:{venue.latitude};{venue.longitude}\r\n"
