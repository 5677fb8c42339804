"""Addresses that put trainings into people's calendars: one training, or the feed of a filter."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from events import dates
from events.descriptions import EventDescription, SessionDescription
from events.filters import Selection

GOOGLE_ADD = "https://calendar.google.com/calendar/render"
GOOGLE_SUBSCRIBE = "https://calendar.google.com/calendar/r"
OUTLOOK_ADD = "https://outlook.office.com/calendar/0/deeplink/compose"
OUTLOOK_SUBSCRIBE = "https://outlook.office.com/calendar/0/addfromweb"
# Google refuses longer addresses of a feed (icalendar.md §1).
LONGEST_FOR_GOOGLE = 256


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
    is_too_long_for_google: bool


def of(event: EventDescription) -> EventLinks:
    session = event.next_session
    query = urlencode(({"lang": event.language} if event.language != "fi" else {}) | {"download": "1"})
    file = f"{_feed_path('feed-event', event_id=event.id)}?{query}"
    if session is None or event.state != "published":
        return EventLinks(file, query, "", "")
    return EventLinks(file, query, _google(event, session), _outlook(event, session))


def feed(selection: Selection, language: str) -> FeedAddresses:
    """Addresses of the feed of this filter in this language; `past` means nothing to a feed."""
    query = selection.wanted.as_query()
    query.pop("past", None)
    if language != "fi":
        query["lang"] = language
    return subscription(f"{_feed_path('feed')}?{query.urlencode()}".rstrip("?"), gettext("Training calendar"))


def subscription(path: str, name: str) -> FeedAddresses:
    """What the feed with this path is subscribed to by; the calendar is called `name` where that can be said."""
    https = f"{settings.BASE_URL}{path}"
    webcal = f"webcal://{https.partition('://')[2]}"
    return FeedAddresses(
        https=https,
        webcal=webcal,
        google=f"{GOOGLE_SUBSCRIBE}?{urlencode({'cid': webcal})}",
        outlook=f"{OUTLOOK_SUBSCRIBE}?{urlencode({'url': https, 'name': name})}",
        is_too_long_for_google=len(https) > LONGEST_FOR_GOOGLE,
    )


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
