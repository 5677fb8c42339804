"""Addresses that put trainings into people's calendars: one training, or the feed of a filter."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from catalogue.vocabularies import Term
from events import choices, dates
from events.descriptions import EventDescription, SessionDescription
from events.filter_values import TERMS, Wanted

GOOGLE_ADD = "https://calendar.google.com/calendar/render"
GOOGLE_SUBSCRIBE = "https://calendar.google.com/calendar/r"
OUTLOOK_ADD = "https://outlook.office.com/calendar/0/deeplink/compose"
# The new Outlook does not know webcal:, so these two take the address of the web. At work or school, and at home.
OUTLOOK_SUBSCRIBE = "https://outlook.office.com/calendar/0/addfromweb"
OUTLOOK_AT_HOME_SUBSCRIBE = "https://outlook.live.com/calendar/0/addfromweb"
# Google refuses longer addresses of a feed (icalendar.md §1); a denser square is hard to photograph.
LONGEST = 256


@dataclass(frozen=True, slots=True)
class EventLinks:
    """`file` holds all sessions; Google and Outlook take the next one only and are empty when there is none.

    `file_query` stands behind the address of any feed that is to be saved as a file.
    """

    file: str
    file_query: str
    google: str
    outlook: str


@dataclass(frozen=True, slots=True)
class FeedAddresses:
    https: str
    webcal: str
    google: str
    outlook: str
    outlook_at_home: str

    @property
    def length(self) -> int:
        """That of the longest: Google is given the one that begins with webcal."""
        return max(len(self.webcal), len(self.https))

    @property
    def is_too_long(self) -> bool:
        return self.length > LONGEST


def of(event: EventDescription) -> EventLinks:
    session = event.next_session
    query = urlencode(({"lang": event.language} if event.language != "fi" else {}) | {"download": "1"})
    file = f"{_feed_path('feed-event', event_id=event.id)}?{query}"
    if session is None or event.state != "published":
        return EventLinks(file, query, "", "")
    return EventLinks(file, query, _google(event, session), _outlook(event, session))


def feed_query(wanted: Wanted, language: str) -> QueryDict:
    """What the feed of this filter is asked for, in as few words as will do: what `past` means is nothing to a feed."""
    query = QueryDict(mutable=True)
    for name, values in wanted.values.items():
        kept = _needed(name, values, wanted) if name in TERMS else values
        if kept and name != "past":
            query.setlist(name, kept)
    if language != "fi":
        query["lang"] = language
    return query


def feed_path(query: QueryDict) -> str:
    """The shortest address of the feed with this query: an organisation alone has one of its own."""
    query = query.copy()
    agencies = query.getlist("agency")
    if len(agencies) == 1 and set(query) <= {"agency", "lang"}:
        del query["agency"]
        path = _feed_path("feed-agency", slug=agencies[0])
    else:
        path = _feed_path("feed")
    return f"{path}?{query.urlencode()}".rstrip("?")


def subscription(path: str, name: str) -> FeedAddresses:
    """What the feed with this path is subscribed to by; the calendar is called `name` where that can be said."""
    https = f"{settings.BASE_URL}{path}"
    webcal = f"webcal://{https.partition('://')[2]}"
    outlook = urlencode({"url": https, "name": name})
    return FeedAddresses(
        https=https,
        webcal=webcal,
        google=f"{GOOGLE_SUBSCRIBE}?{urlencode({'cid': webcal})}",
        outlook=f"{OUTLOOK_SUBSCRIBE}?{outlook}",
        outlook_at_home=f"{OUTLOOK_AT_HOME_SUBSCRIBE}?{outlook}",
    )


def _needed(name: str, codes: list[str], wanted: Wanted) -> list[str]:
    """The codes without those that another of them means already, as a theme means the themes below it."""
    terms: list[Term] = [getattr(wanted.vocabularies, TERMS[name]).get(code) for code in codes]
    meanings = {term.id: choices.meant(name, [term], wanted.vocabularies) for term in terms}

    def is_meant(term: Term, other: Term) -> bool:
        mine, others = meanings[term.id], meanings[other.id]
        return mine < others or (mine == others and other.id in term.ancestor_ids - {term.id})

    return [term.code for term in terms if not any(is_meant(term, other) for other in terms)]


def _feed_path(name: str, **kwargs: object) -> str:
    return reverse(name, kwargs=kwargs)


def _google(event: EventDescription, session: SessionDescription) -> str:
    if session.all_day:
        first, after = (f"{dates.first_day(each):%Y%m%d}" for each in (session.starts_at, session.ends_at))
        span = f"{first}/{after}"
    else:
        span = "/".join(f"{each.astimezone(UTC):%Y%m%dT%H%M%SZ}" for each in (session.starts_at, session.ends_at))
    query = {
        "action": "TEMPLATE",
        "text": event.title.value,
        "dates": span,
        "details": _page(event),
        "location": _location(session),
    }
    return f"{GOOGLE_ADD}?{urlencode(query)}"


def _outlook(event: EventDescription, session: SessionDescription) -> str:
    query = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": event.title.value,
        "startdt": _utc(session.starts_at),
        "enddt": _utc(session.ends_at),
        "body": _page(event),
        "location": _location(session),
    }
    if session.all_day:
        first, after = dates.first_day(session.starts_at), dates.first_day(session.ends_at)
        query |= {"allday": "true", "startdt": first.isoformat(), "enddt": after.isoformat()}
    return f"{OUTLOOK_ADD}?{urlencode(query)}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _page(event: EventDescription) -> str:
    return f"{settings.BASE_URL}{reverse('event', kwargs={'slug': event.slug})}"


def _location(session: SessionDescription) -> str:
    if session.place:
        parts = (session.place.name.value, session.room, session.place.address)
        return ", ".join(part for part in parts if part)
    return gettext("Online") if session.is_online else ""
