"""Pages and API in process: how many queries, the same for every object, and how long the server works on them."""

import importlib
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.benchmarks.measuring import Row, Section, percentile

OBJECTS, TIMES = 5, 40
WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Page:
    """A kind of page and several of it: the number of queries must not depend on which."""

    name: str
    paths: Sequence[str]


def measure() -> Section:
    from django.test import Client

    importlib.import_module("config.wsgi")  # warm as a web worker is
    client = Client(SERVER_NAME="localhost")
    _median, base_p95, _queries = _measure(client, Page("healthz", ["/healthz"]))
    base = _median
    rows, figures, uneven = [], {}, []
    for page in _pages():
        median, p95, queries = _measure(client, page)
        is_even = len(set(queries)) == 1
        counted = str(queries[0]) if is_even else f"{min(queries)}-{max(queries)}"
        rows.append(Row(page.name, median, base, "ms", median / base, f"p95 {p95:.1f} ms, {counted} queries"))
        figures[page.name] = {"median_ms": median, "p95_ms": p95, "queries": sorted(set(queries))}
        uneven += [] if is_even else [page.name]
    remarks = [f"Each page over {OBJECTS} objects where it has any, {TIMES} times, after a warm start."]
    if uneven:
        remarks.append(f"Not the same number of queries for all objects: {', '.join(uneven)}.")
    figures["healthz"] = {"median_ms": base, "p95_ms": base_p95, "queries": [0]}
    return Section("pages", "Pages and API: server time", "healthz, which asks nothing", rows, remarks, figures)


def _measure(client: Any, page: Page) -> tuple[float, float, list[int]]:
    """Median and 95th percentile in milliseconds, and the queries of each object."""
    queries = [_count(client, path) for path in page.paths]
    for number in range(WARM_UP):
        client.get(page.paths[number % len(page.paths)])
    times = []
    for number in range(TIMES):
        started_at = time.perf_counter()
        client.get(page.paths[number % len(page.paths)])
        times.append(1000 * (time.perf_counter() - started_at))
    return statistics.median(times), percentile(times, 0.95), queries


def _count(client: Any, path: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    if answer.status_code != 200:
        raise AssertionError(f"{path} answered {answer.status_code}")
    return len(queries)


def _pages() -> list[Page]:
    from django.urls import reverse
    from django.utils import timezone, translation

    from events.models import Event
    from registrations import notices
    from registrations.models import Registration

    coming = Event.objects.published().coming(timezone.now()).order_by("starts_at", "id")
    open_ones = coming.filter(registration_mode="here", pools__isnull=False).distinct()[:OBJECTS]
    own = Registration.objects.filter(event__in=coming.values("pk"), state="confirmed").order_by("id")[:OBJECTS]
    with translation.override("fi"):
        listing = reverse("events")
        return [
            Page("front page", [reverse("front")]),
            Page("list", [listing, f"{listing}?page=2"]),
            Page("list, search", [f"{listing}?{urlencode({'q': word})}" for word in _words(coming[:OBJECTS])]),
            Page("list, filters", [f"{listing}?sector={code}&language=fi&delivery=online" for code in _sectors()]),
            Page("training", [reverse("event", args=[event.slug]) for event in coming[:OBJECTS]]),
            Page("registration form", [reverse("register", args=[event.slug]) for event in open_ones]),
            Page("own registration", [notices.page_path(row, "fi") for row in own]),
            Page("subscribe", [reverse("subscribe")]),
            Page("feed, rendered", ["/feeds/events.ics", "/feeds/events.ics?lang=sv"]),
            Page("API list", ["/api/v1/events", "/api/v1/events?lang=sv"]),
            Page("API training", [f"/api/v1/events/{event.pk}" for event in coming[:OBJECTS]]),
        ]


def _words(events: Iterable[Any]) -> list[str]:
    """Words to search for that find something: the longest of each title."""
    return [max(str(event).split(), key=len).strip("–:,.!?”()") for event in events]


def _sectors() -> list[str]:
    from catalogue import vocabularies

    return [term.code for term in vocabularies.current().sectors][:3]
