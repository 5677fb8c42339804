"""The addresses of the feeds, and HTTP as calendar programs need it: no login, no cookie, no redirect."""

import gzip
import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone
from django.utils.http import parse_etags

from events.feeds import addresses, calendars
from events.feeds.calendars import Calendar, Head, OwnCalendar

METHODS = ("GET", "HEAD", "OPTIONS")
MAX_AGE, OWN_MAX_AGE = 900, 300
MICROSOFT = ("microsoft", "outlook", "exchange", "ms-office")
# The level costs 4 ms for 1,000 sessions; a higher one gains little.
COMPRESSION = 3
_GZIP = re.compile(r"(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q=(?P<weight>[01](?:\.\d{0,3})?)\s*)?(?:,|$)", re.IGNORECASE)


def read_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let nothing but reading reach the view, and say so to who asks."""

    @wraps(view)
    def guarded(request: HttpRequest, **address: str) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if request.method == "OPTIONS":
            return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": ", ".join(METHODS)})
        return view(request, **address)

    return guarded


def calendar_view(find: Callable[..., Calendar | OwnCalendar | None]) -> Callable[..., HttpResponse]:
    """Make a view of a function that finds the calendar: methods, conditions and headers are the same for all."""

    @wraps(find)
    @read_only
    def view(request: HttpRequest, **address: str) -> HttpResponse:
        calendar = find(request, **address)
        return absent(request) if calendar is None else _answer(request, calendar)

    return view


@calendar_view
def feed(request: HttpRequest) -> Calendar | None:
    return addresses.events_calendar(request.GET, now=timezone.now())


@calendar_view
def agency_feed(request: HttpRequest, slug: str) -> Calendar | None:
    return addresses.agency_calendar(slug, request.GET, now=timezone.now())


@calendar_view
def event_feed(request: HttpRequest, event_id: str) -> Calendar | None:
    return addresses.event_calendar(event_id, request.GET, now=timezone.now())


@calendar_view
def session_feed(request: HttpRequest, uid: str) -> Calendar | None:
    return addresses.session_calendar(request.GET, uid=uid, now=timezone.now())


def absent(_request: HttpRequest, **_address: str) -> HttpResponse:
    """Nothing here: an HTML page would be read as a broken calendar."""
    return HttpResponse(
        status=HTTPStatus.NOT_FOUND, content_type="text/plain; charset=utf-8", headers={"Content-Length": "0"}
    )


def _answer(request: HttpRequest, calendar: Calendar | OwnCalendar) -> HttpResponse:
    asked = request.headers.get("If-None-Match", "")
    if asked:
        etag = calendars.see(calendar).etag
        if is_known(asked, etag):
            return unchanged(calendar, etag)
    rendered = calendars.render(calendar)
    compressed = takes_gzip(request.headers.get("Accept-Encoding", ""), request.headers.get("User-Agent", ""))
    body = compress(rendered.body) if compressed else rendered.body
    response = whole(calendar, rendered.etag, body, compressed=compressed)
    if request.method == "HEAD":
        response.content = b""
    return response


def compress(body: bytes) -> bytes:
    """The same bytes each time."""
    return gzip.compress(body, COMPRESSION, mtime=0)


def whole(calendar: Head, etag: str, body: bytes, *, compressed: bool) -> HttpResponse:
    """The calendar; `body` is the whole of it, compressed or not."""
    return _with_headers(packed(body, "text/calendar; charset=utf-8", compressed=compressed), calendar, etag)


def unchanged(calendar: Head, etag: str) -> HttpResponse:
    """What whoever has the calendar already is told."""
    return _with_headers(not_modified(), calendar, etag)


def packed(body: bytes, content_type: str, *, compressed: bool) -> HttpResponse:
    """An answer whose length is said, also where its body is left out."""
    response = HttpResponse(body, content_type=content_type)
    response.headers["Content-Length"] = str(len(body))
    if compressed:
        response.headers["Content-Encoding"] = "gzip"
    return response


def not_modified() -> HttpResponse:
    response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    del response.headers["Content-Type"]
    return response


def _with_headers(response: HttpResponse, calendar: Head, etag: str) -> HttpResponse:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    if isinstance(calendar, OwnCalendar):
        response.headers["Cache-Control"] = f"private, max-age={OWN_MAX_AGE}"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
    placed = "attachment" if calendar.is_file else "inline"
    response.headers["Content-Disposition"] = f'{placed}; filename="{calendar.filename}"'
    response.headers["Content-Language"] = calendar.language
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Vary"] = "Accept-Encoding, User-Agent" if settings.FEED_PLAIN_FOR_MICROSOFT else "Accept-Encoding"
    return response


def is_known(asked: str, etag: str) -> bool:
    """Whether If-None-Match names this ETag, by weak comparison (RFC 9110 section 13.1.2)."""
    known = parse_etags(asked)
    return known == ["*"] or etag.removeprefix("W/") in {each.removeprefix("W/") for each in known}


def takes_gzip(encodings: str, agent: str) -> bool:
    """Whether Accept-Encoding asks for it, and User-Agent is nobody who fails with it."""
    asked = _GZIP.search(encodings)
    is_wanted = asked is not None and float(asked["weight"] or "1") > 0
    return is_wanted and not (settings.FEED_PLAIN_FOR_MICROSOFT and any(name in agent.lower() for name in MICROSOFT))
