"""Pages and API in process: how many queries, the same for every object, and how long the server works on them."""

import datetime as dt
import functools
import importlib
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from tests.benchmarks.measuring import Row, Section, percentile

OBJECTS, TIMES = 5, 40
# Whatever its rows: a year by target group has the most cells.
BOARD_ROWS = {"agency": "organiser", "sector": "sector", "audience": "target group", "region": "region"}
YEAR_BOARDS = {kind: f"board, year by {name}" for kind, name in BOARD_ROWS.items()}
WARM_UP = 3
# Words of the demonstration, one of them of nothing to come; and filters that fill a page at every size.
SEARCHES = ("kirjasto", "opetus", "digitaaliset taidot", "bibliotek")
NARROWED = (
    "region=01&open=1",
    "language=fi&delivery=online",
    "region=06&delivery=online",
    "sector=education&language=fi",
)


@dataclass(frozen=True, slots=True)
class Page:
    """A kind of page and several of it: the number of queries must not depend on which."""

    name: str
    paths: Sequence[str]
    of_the_workspace: bool = False


def measure() -> Section:
    warm()
    base, base_p95, _queries = _measure(Page("healthz", ["/healthz"]))
    rows, figures, uneven = [], {}, []
    for page in _pages():
        median, p95, queries = _measure(page)
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


def warm() -> None:
    """Load what a web worker has loaded."""
    importlib.import_module("config.wsgi")


def times_of(page: Page, times: int) -> list[float]:
    """Milliseconds of server time, one object of the page after the other, after a warm start."""
    client = _client(page.of_the_workspace)
    for number in range(WARM_UP):
        client.get(page.paths[number % len(page.paths)])
    found = []
    for number in range(times):
        started_at = time.perf_counter()
        client.get(page.paths[number % len(page.paths)])
        found.append(1000 * (time.perf_counter() - started_at))
    return found


def queries_of(page: Page) -> list[int]:
    """The number of queries of each object of the page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = _client(page.of_the_workspace), []
    for path in page.paths:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        if answer.status_code != HTTPStatus.OK:
            raise AssertionError(f"{path} answered {answer.status_code}")
        counts.append(len(queries))
    return counts


def _measure(page: Page) -> tuple[float, float, list[int]]:
    """Median and 95th percentile in milliseconds, and the queries of each object."""
    queries = queries_of(page)
    times = times_of(page, TIMES)
    return statistics.median(times), percentile(times, 0.95), queries


@functools.cache
def _client(is_signed_in: bool) -> Any:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    if is_signed_in:
        client.force_login(_coordinator())
    return client


def _coordinator() -> Any:
    """Somebody who sees the plans of all agencies."""
    from catalogue.models import Membership, User

    user, _made = User.objects.get_or_create(email="coordinator@bench.example")
    Membership.objects.get_or_create(user=user, organisation=None, role=Membership.Role.COORDINATOR)
    return user


def _pages() -> list[Page]:
    from django.urls import reverse
    from django.utils import timezone, translation

    from events.models import Event

    coming = Event.objects.published().coming(timezone.now()).order_by("starts_at", "id")
    with translation.override("fi"):
        listing = reverse("events")
        return [
            Page("front page", [reverse("front")]),
            Page("list", [listing, f"{listing}?page=2"]),
            Page("list, search", [f"{listing}?{urlencode({'q': word})}" for word in _words(coming[:OBJECTS])]),
            Page("list, filters", [f"{listing}?sector={code}&language=fi&delivery=online" for code in _sectors()]),
            Page("training", [reverse("event", args=[event.slug]) for event in coming[:OBJECTS]]),
            Page("registration form", _forms(coming)),
            Page("own registration", _own(coming)),
            Page("subscribe", [reverse("subscribe")]),
            Page("feed, rendered", ["/feeds/events.ics", "/feeds/events.ics?lang=sv"]),
            Page("API list", ["/api/v1/events", "/api/v1/events?lang=sv"]),
            Page("API training", [f"/api/v1/events/{event.pk}" for event in coming[:OBJECTS]]),
        ]


def _forms(coming: Any) -> list[str]:
    from django.urls import reverse

    open_ones = coming.filter(registration_mode="here", pools__isnull=False).distinct()[:OBJECTS]
    return [reverse("register", args=[event.slug]) for event in open_ones]


def _own(coming: Any) -> list[str]:
    from registrations import notices
    from registrations.models import Registration

    own = Registration.objects.filter(event__in=coming.values("pk"), state="confirmed").order_by("id")[:OBJECTS]
    return [notices.page_path(row, "fi") for row in own]


def _words(events: Iterable[Any]) -> list[str]:
    """Words to search for that find something: the longest of each title."""
    return [max(str(event).split(), key=len).strip("–:,.!?”()") for event in events]


def _sectors() -> list[str]:
    from catalogue import vocabularies

    return [term.code for term in vocabularies.current().sectors][:3]


# --- At any size ------------------------------------------------------------------------------------------------------
def growing() -> list[Page]:
    """What must stay quick however much there is: the same questions at every size, `tests.benchmarks.growth`."""
    from django.urls import reverse
    from django.utils import timezone, translation

    from events.models import Event

    coming = Event.objects.published().coming(timezone.now()).order_by("starts_at", "id")
    first = timezone.localdate()
    days = [first + dt.timedelta(days=number) for number in (0, 31, 62)]
    with translation.override("fi"):
        listing = reverse("events")
        return [
            Page("front page", [reverse("front")]),
            Page("list", [listing, f"{listing}?page=2"]),
            Page("month", [f"{listing}?view=month&month={day:%Y-%m}" for day in days]),
            Page("week", [f"{listing}?view=week&week={day:%G-W%V}" for day in days]),
            Page("list, search", [f"{listing}?{urlencode({'q': words})}" for words in SEARCHES]),
            Page("list, filters", [f"{listing}?{narrowed}" for narrowed in NARROWED]),
            Page("list, past", [f"{listing}?past=1", f"{listing}?past=1&page=15"]),
            Page("training", [reverse("event", args=[event.slug]) for event in coming[:OBJECTS]]),
            Page("registration form", _forms(coming)),
            Page("own registration", _own(coming)),
            Page("subscribe", [reverse("subscribe")]),
            *_boards(first),
            Page("API list", ["/api/v1/events", "/api/v1/events?lang=sv"]),
            Page("API list, filters", [f"/api/v1/events?page_size=20&{narrowed}" for narrowed in NARROWED]),
            Page("API training", [f"/api/v1/events/{event.pk}" for event in coming[:OBJECTS]]),
        ]


def _boards(today: dt.date) -> list[Page]:
    """The planning board: three months, a month by days, and the year that is fullest; the year wheel."""
    from django.urls import reverse

    board, wheel = reverse("workspace-board"), reverse("workspace-year")
    year = f"columns=week&from={today.year}-01-01&until={today.year}-12-31"
    return [
        Page("board", [f"{board}?rows={kind}" for kind in BOARD_ROWS], of_the_workspace=True),
        Page("board, month", [f"{board}?columns=day&rows={kind}" for kind in BOARD_ROWS], of_the_workspace=True),
        *(Page(name, [f"{board}?rows={kind}&{year}"], of_the_workspace=True) for kind, name in YEAR_BOARDS.items()),
        Page("year wheel", [wheel, f"{wheel}?rings=agency"], of_the_workspace=True),
    ]
