"""What becomes of many kept feeds: asked for the first time, after a change, and over a long time."""

import http.client
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count, product
from pathlib import Path

from tests.benchmarks import web
from tests.benchmarks.measuring import Row, Section, percentile

FEED = "/feeds/events.ics"
CLIENTS, CHANGES, ADDRESSES = 8, 5, 300
GOAL_COLD, GOAL_SEEN, WATCHED = 30.0, 1.0, 2.5
GZIP = {"Accept-Encoding": "gzip"}
MINUTES, PER_SECOND, MINUTE = 60.0, 100, 60.0


class Subscriber:
    """A keep-alive client of one web server."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str) -> bytes:
        self.connection.request("GET", path, headers=GZIP)
        response = self.connection.getresponse()
        body = response.read()
        if response.status != http.client.OK:
            raise ConnectionError(f"{path}: {response.status}")
        return body

    def milliseconds(self, path: str) -> float:
        started_at = time.perf_counter()
        self.get(path)
        return (time.perf_counter() - started_at) * 1_000


def measure() -> Section:
    addresses = _addresses()[:ADDRESSES]
    with web.server("config.wsgi:application") as port:
        rows = [_first_time(port, addresses)]
        rows += [_seen_everywhere(port, addresses[:20]), *_after_a_change(port, addresses)]
    remarks = [f"Goals: a cold filter below {GOAL_COLD:g} ms, a change in every feed within {GOAL_SEEN:g} s."]
    return Section(
        "feed-life", "Feeds: first asked for, and after a change", "the same answer from memory", rows, remarks
    )


def endure() -> Section:
    """Ask for many filters at a steady rate for MINUTES, with a change every five seconds, and watch the memory."""
    minutes = float(os.environ.get("MINUTES") or MINUTES)
    addresses, numbers = _addresses(), count()
    samples: list[int] = []

    def ask(port: int, until: float) -> None:
        subscriber, chance = Subscriber(port), random.Random(next(numbers))
        while time.monotonic() < until:
            begun = time.monotonic()
            path = chance.choice(addresses)
            subscriber.get(path if chance.random() < 0.8 else f"{path}&_={chance.random()}")
            time.sleep(max(0.0, begun + CLIENTS / PER_SECOND - time.monotonic()))

    with web.server("config.wsgi:application") as port, ThreadPoolExecutor(CLIENTS) as threads:
        until = time.monotonic() + minutes * MINUTE
        asking = [threads.submit(ask, port, until) for _client in range(CLIENTS)]
        change = _changes()
        while time.monotonic() < until:
            next(change)
            samples.append(max(_memory(port)))
            time.sleep(5)
        for each in asking:
            each.result()
    middle, last = (statistics.median(part) for part in (samples[len(samples) // 3 : len(samples) // 2], samples[-12:]))
    row = Row("memory of a worker at the end, beside that before half-time", last, middle, "MB", last / middle)
    remark = f"{minutes:g} minutes, {PER_SECOND} requests a second over {len(addresses)} filters, a change every 5 s."
    return Section("feed-memory", "Feeds: memory of the web server", "its own, earlier", [row], [remark])


def _first_time(port: int, addresses: Sequence[str]) -> Row:
    """Every process answers half of them for the first time, some ask both."""
    subscriber = Subscriber(port)
    cold = [subscriber.milliseconds(path) for path in addresses]
    for path in addresses:
        subscriber.get(path)
    warm = statistics.median(subscriber.milliseconds(path) for path in addresses)
    note = f"p95 {percentile(cold, 0.95):.1f} ms"
    return Row(
        "a filter asked for the first time", statistics.median(cold), warm, "ms", statistics.median(cold) / warm, note
    )


def _seen_everywhere(port: int, addresses: Sequence[str]) -> Row:
    """How long after the commit of a change of every training somebody who asks is still told of before."""
    subscribers, change = [Subscriber(port) for _client in range(CLIENTS)], _changes()
    latest = 0.0

    def commit() -> float:
        next(change)
        return time.monotonic()

    with ThreadPoolExecutor(1) as thread:
        for _change in range(CHANGES):
            before, old = {path: subscribers[0].get(path) for path in addresses}, [0.0]
            committing = thread.submit(commit)
            while not (committing.done() and time.monotonic() > committing.result() + WATCHED):
                for subscriber, path in product(subscribers, addresses):
                    asked_at = time.monotonic()
                    if subscriber.get(path) == before[path]:
                        old.append(asked_at)
            latest = max(latest, old[-1] - committing.result())
    return Row("asked so long after a change of all, and told of before", latest, GOAL_SEEN, "s", latest / GOAL_SEEN)


def _after_a_change(port: int, addresses: Sequence[str]) -> Iterator[Row]:
    """Everybody asks for everything in turn; what the slowest waits in the seconds after a change, and before."""
    calm = _latencies(port, addresses, lambda: None)
    change = _changes()
    moved = _latencies(port, addresses, lambda: next(change))
    for share, name in ((0.5, "median"), (0.99, "99 %"), (1.0, "slowest")):
        ours, reference = percentile(moved, share), percentile(calm, share)
        yield Row(f"{len(addresses)} feeds after a change of all: {name}", ours, reference, "ms", ours / reference)


def _latencies(port: int, addresses: Sequence[str], begin: Callable[[], object]) -> list[float]:
    begin()
    until = time.monotonic() + 3

    def ask(number: int) -> list[float]:
        subscriber, found = Subscriber(port), []
        order = addresses[number :: CLIENTS // 2]
        while time.monotonic() < until:
            found += [subscriber.milliseconds(path) for path in order]
        return found

    with ThreadPoolExecutor(CLIENTS) as threads:
        return [
            each for found in threads.map(ask, [number % (CLIENTS // 2) for number in range(CLIENTS)]) for each in found
        ]


def _changes() -> Iterator[None]:
    """Each time, the summary of every public training is another one."""
    from django.db.models import Value

    from events.feeds import entries
    from events.models import Event

    for number in count(time.monotonic_ns()):
        Event.objects.public().update(summary_fi=Value(f"Muutos {number}."), summary_sv=Value(""), summary_en=Value(""))
        entries.refresh_all()
        yield


def _addresses() -> list[str]:
    """Filters as people choose them: one or two terms, in three languages."""
    from catalogue import vocabularies

    known = vocabularies.current()
    names = {"audience": known.audiences, "theme": known.themes, "region": known.regions, "sector": known.sectors}
    single = [f"{name}={term.code}" for name, terms in names.items() for term in terms]
    double = [f"audience={one.code}&region={two.code}" for one, two in product(known.audiences, known.regions)]
    queries = product([*single, *double[::7]], ("fi", "sv", "en"))
    found = [f"{FEED}?{query}&lang={language}" for query, language in queries]
    random.Random(1).shuffle(found)
    return found


def _memory(port: int) -> list[int]:
    """Resident memory of the workers in megabytes."""
    processes = {int(each.name): each for each in Path("/proc").iterdir() if each.name.isdecimal()}
    parents = {number: _parent(place) for number, place in processes.items()}
    servers = {number for number, place in processes.items() if f"--port\0{port}\0" in _command(place)}
    workers = [number for number, parent in parents.items() if parent in servers]
    return [int(Path(f"/proc/{number}/statm").read_text().split()[1]) * 4 // 1_000 for number in workers]


def _parent(place: Path) -> int:
    try:
        return int((place / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _command(place: Path) -> str:
    try:
        return (place / "cmdline").read_text()
    except OSError:
        return ""
