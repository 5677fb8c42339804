"""Answers public feeds from memory, before Django sees the request; what it may not or cannot answer it passes on.

It may answer GET and HEAD of the addresses below, with filters that nothing but trainings, vocabularies and the clock
changes: no search (endless), none that asks for free seats (every registration would change it). An answer is the one
that Django would give, byte for byte, and never older than a second; without the database it is the last good one.
"""

import gzip
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from django import db
from django.conf import settings
from django.http import QueryDict
from django.urls import Resolver404, resolve

from events.feeds import addresses, calendars, revision, views
from events.feeds.calendars import Calendar, Seen
from events.feeds.copies import Address, Answer, Copy, Shelf

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
# Sets the headers that all answers of the service have.
Complete = Callable[..., None]
Find = Callable[..., Calendar | None]

PREFIX = "/feeds/"
METHODS = {"GET", "HEAD"}
# Path and query together: whoever asks decides how long the addresses in memory are, and of how many parameters.
LONGEST = 1_000
ALLOWED: dict[str, Find] = {
    "feed": addresses.events_calendar,
    "feed-agency": lambda query, now, slug: addresses.agency_calendar(slug, query, now=now),
    "feed-event": lambda query, now, event_id: addresses.event_calendar(event_id, query, now=now),
    "feed-session": addresses.session_calendar,
}
PASSED_ON = {"q", "open"}
# How long a request waits while another calendar is being rendered; then it goes the ordinary way.
PATIENCE = 1.0
_FOR_EVER = float("inf")


class HotFeeds:
    """Stands before the application. `clock` answers POSIX time."""

    def __init__(self, application: Application, *, complete: Complete, clock: Callable[[], float] = time.time) -> None:
        self.application, self.complete, self.clock = application, complete, clock
        self.watch, self.shelf = revision.Watch(), Shelf()
        self._rendering = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        copy = self._copy(environ) if environ["PATH_INFO"].startswith(PREFIX) else None
        if copy is None:
            return self.application(environ, start_response)
        status, headers, body = self._answer(copy, environ)
        start_response(status, headers)
        return [b""] if environ["REQUEST_METHOD"] == "HEAD" else body

    def _answer(self, copy: Copy, environ: dict[str, Any]) -> Answer:
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked and (asked == copy.etag or views.is_known(asked, copy.etag)):
            form = "unchanged"
        elif views.takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""), environ.get("HTTP_USER_AGENT", "")):
            form = "compressed"
        else:
            form = "plain"
        is_secure = _is_secure(environ)
        return copy.answers.get((form, is_secure)) or self._written(copy, form, is_secure=is_secure)

    def _written(self, copy: Copy, form: str, *, is_secure: bool) -> Answer:
        if form == "unchanged":
            body, response = b"", views.unchanged(copy.head, copy.etag)
        else:
            body = copy.compressed if form == "compressed" else gzip.decompress(copy.compressed)
            response = views.whole(copy.head, copy.etag, body, compressed=form == "compressed")
        self.complete(response, is_feed=True, is_secure=is_secure)
        status = f"{response.status_code} {response.reason_phrase}"
        # The very bytes of the copy, not Django's own.
        answer = (status, list(response.items()), [body])
        self.shelf.keep(copy, (form, is_secure), answer)
        return answer

    def _copy(self, environ: dict[str, Any]) -> Copy | None:
        if environ["REQUEST_METHOD"] not in METHODS:
            return None
        address = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        copy = self.shelf.get(address)
        known = self.watch.known()
        if known is None or (copy is not None and self._is_of_now(copy, known)):
            return copy
        return self._made(address, copy)

    def _made(self, address: Address, before: Copy | None) -> Copy | None:
        """One calendar at a time: when many have changed at once, the database and the other threads live on."""
        found = _allowed(address)
        if found is None or not self._rendering.acquire(timeout=PATIENCE):
            return None
        try:
            copy, known = self.shelf.get(address), self.watch.known()
            if copy is not None and known is not None and self._is_of_now(copy, known):  # made while this one waited
                return copy
            return self._render(address, *found)
        except db.Error:
            return before
        finally:
            db.close_old_connections()
            self._rendering.release()

    def _render(self, address: Address, find: Find, query: QueryDict, parts: dict[str, str]) -> Copy | None:
        at, now = time.monotonic(), self.clock()
        with revision.snapshot() as current:
            calendar = find(query, now=datetime.fromtimestamp(now, UTC), **parts)
            if calendar is None or not calendar.key:
                return None
            copy = self.shelf.by_key(calendar.key)
            if copy is None or not self._is_of_now(copy, current):
                copy = _renewed(copy, calendar, current, now)
        self.watch.has_seen(current, at=at)
        self.shelf.put(address, copy)
        return copy

    def _is_of_now(self, copy: Copy, known: revision.Revision) -> bool:
        return copy.revision == known and copy.made_at <= self.clock() < copy.changes_at


def _renewed(before: Copy | None, calendar: Calendar, current: revision.Revision, now: float) -> Copy:
    """Most calendars are still the same after a change: the database says so without reading a VEVENT."""
    seen = before and calendars.see(calendar)
    if before and seen and before.shows(calendar, seen.etag):
        return before.again(current, now, _changes_at(calendar, seen))
    rendered = calendars.render(calendar)
    compressed = views.compress(rendered.body)
    return Copy(calendar.key, calendar.head, rendered.etag, compressed, current, now, _changes_at(calendar, rendered))


def _changes_at(calendar: Calendar, seen: Seen) -> float:
    moment = calendar.shown.changes_at(number=seen.number, first_end=seen.first_end)
    return moment.timestamp() if moment else _FOR_EVER


def _allowed(address: Address) -> tuple[Find, QueryDict, dict[str, str]] | None:
    """What the address means, if it is one that may be answered here."""
    path, query = address
    if len(path) + len(query) > LONGEST or not (path.isascii() and query.isascii()):
        return None
    try:
        match = resolve(path, settings.FEEDS_URLCONF)
    except Resolver404:
        return None
    find = ALLOWED.get(match.url_name or "")
    asked = QueryDict(query)
    return (find, asked, match.kwargs) if find and not PASSED_ON & asked.keys() else None


def _is_secure(environ: dict[str, Any]) -> bool:
    """As `HttpRequest.is_secure` says it, which matters where browsers are told to insist on https."""
    if not settings.SECURE_HSTS_SECONDS:
        return False
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        if name in environ:
            return bool(environ[name].split(",", 1)[0].strip() == secure)
    return bool(environ["wsgi.url_scheme"] == "https")
