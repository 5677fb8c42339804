"""The same pages on 1×, 10× and 100× the data: a database and a process for each, measured in turn in one run."""

import functools
import multiprocessing
import os
import resource
import statistics
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass

import psycopg

from tests.benchmarks import pages, surroundings
from tests.benchmarks.crew import prepare_process
from tests.benchmarks.measuring import Row, Section, percentile

# Of one year of trainings: years, scale.
SIZES = {1: (1, 1), 10: (10, 1), 100: (10, 10)}
ROUNDS, TIMES = 6, 12
MOST_MS, AT_SIZE = 100, 10
MOST_MS_OF = dict.fromkeys(pages.YEAR_BOARDS.values(), 300)
MOST_GROWTH, FROM, TO = 2.0, 10, 100
BASE = "healthz"


@dataclass(frozen=True, slots=True)
class Filled:
    """A calendar of one size: what it holds, and what filling it took."""

    size: int
    url: str
    trainings: int
    registrations: int
    rows: int
    bytes: int
    seconds: float
    peak_bytes: int

    @property
    def sentence(self) -> str:
        return (
            f"{self.size}×: {self.trainings:,} trainings, {self.registrations:,} registrations, {self.rows:,} rows, "
            f"{self.bytes / 2**20:,.0f} MB; filled in {self.seconds:,.0f} s ({self.rows / self.seconds:,.0f} rows/s, "
            f"at most {self.peak_bytes / 2**20:,.0f} MB of memory)"
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """One page at one size."""

    median: float
    p95: float
    queries: list[int]


# Page, size.
Results = dict[str, dict[int, Measured]]


def wanted_sizes() -> list[int]:
    """Those that SIZES names ("1,10"), else all."""
    asked = os.environ.get("SIZES") or ",".join(map(str, SIZES))
    return [size for size in SIZES if str(size) in asked.split(",")]


def measure() -> Section:
    sizes = wanted_sizes()
    filled = [_fill(size) for size in sizes]
    with ExitStack() as stack:
        processes = {each.size: stack.enter_context(_process(each.url)) for each in filled}
        results = _measure(processes)
    verdicts = _verdicts(results)
    table = [*(each.sentence for each in filled), "", *_table(results, sizes), "", *verdicts]
    figures = {
        "sizes": {each.size: asdict(each) for each in filled},
        "pages": {page: {size: asdict(found) for size, found in by_size.items()} for page, by_size in results.items()},
        "verdicts": verdicts,
    }
    title = f"Growth: server time on {', '.join(f'{size}×' for size in sizes)} the data of a year"
    rows = _rows(results, sizes)
    return Section("growth", title, f"the same page at {_before(sizes)}×", rows, figures=figures, table=table)


# --- Filling ----------------------------------------------------------------------------------------------------------
def _fill(size: int) -> Filled:
    """A database of its own on the server of the run; the bar or the lines of seed_demo are shown."""
    url = surroundings.another_database(f"growth_{size}")
    years, scale = SIZES[size]
    with surroundings.leading_to(url):
        surroundings.prepare()
        surroundings.say(f"\nFilling {size}×: {years} years at scale {scale}.")
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        seconds = surroundings.seed(years, scale, quiet=False)
        peak = max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    with psycopg.connect(surroundings.dsn(url), autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")  # as autovacuum would in a minute, but not while we measure
        counts = surroundings.counts(connection)
        (size_in_bytes,) = connection.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
    return Filled(
        size=size,
        url=url,
        trainings=counts["events_event"],
        registrations=counts["registrations_registration"],
        rows=sum(counts.values()),
        bytes=size_in_bytes,
        seconds=seconds,
        peak_bytes=peak * 1024,
    )


# --- Measuring --------------------------------------------------------------------------------------------------------
@contextmanager
def _process(url: str) -> Iterator[ProcessPoolExecutor]:
    """A process whose Django knows this database and no other."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, initializer=_prepare, initargs=(url,)) as process:
        yield process


def _prepare(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    prepare_process()
    pages.warm()


def _measure(processes: dict[int, ProcessPoolExecutor]) -> Results:
    """Every page at every size in turn and again, so that what the host does meanwhile hits all sizes alike."""
    results: Results = {}
    for name in processes[min(processes)].submit(_names).result():
        queries = {size: process.submit(_queries, name).result() for size, process in processes.items()}
        times: dict[int, list[float]] = {size: [] for size in processes}
        for number in range(ROUNDS):
            sizes = list(processes) if number % 2 else list(reversed(processes))
            for size in sizes:
                times[size] += processes[size].submit(_times, name).result()
        results[name] = {
            size: Measured(statistics.median(found), percentile(found, 0.95), queries[size])
            for size, found in times.items()
        }
    return results


@functools.cache
def _pages() -> dict[str, pages.Page]:
    return {page.name: page for page in [pages.Page(BASE, ["/healthz"]), *pages.growing()]}


def _names() -> list[str]:
    return list(_pages())


def _queries(name: str) -> list[int]:
    return sorted(set(pages.queries_of(_pages()[name])))


def _times(name: str) -> list[float]:
    return pages.times_of(_pages()[name], TIMES)


# --- Saying -----------------------------------------------------------------------------------------------------------
def _rows(results: Results, sizes: Sequence[int]) -> list[Row]:
    last, before = sizes[-1], _before(sizes)
    return [
        Row(page, found[last].p95, found[before].p95, "ms", found[last].p95 / found[before].p95, "p95")
        for page, found in results.items()
    ]


def _before(sizes: Sequence[int]) -> int:
    return sizes[-2] if len(sizes) > 1 else sizes[-1]


def _table(results: Results, sizes: Sequence[int]) -> list[str]:
    """The lines of docs/performance.md."""
    last, before = sizes[-1], _before(sizes)
    heads = ["page", "queries", *(f"{size}×: median, p95" for size in sizes), f"growth {before}× → {last}×"]
    lines = [heads, ["---"] * len(heads)]
    for page, found in results.items():
        times = [f"{found[size].median:.1f}, {found[size].p95:.1f} ms" for size in sizes]
        growth = f"{found[last].median / found[before].median:.2f}, {found[last].p95 / found[before].p95:.2f}"
        lines.append([page, _counted(found), *times, growth])
    return [f"| {' | '.join(cells)} |" for cells in lines]


def _counted(found: dict[int, Measured]) -> str:
    """The number of queries, or from and to when it is not the same for all objects at all sizes."""
    counts = sorted({count for each in found.values() for count in each.queries})
    return str(counts[0]) if len(counts) == 1 else f"{counts[0]}-{counts[-1]}"


def _verdicts(results: Results) -> list[str]:
    """PASS or what is over, for the targets whose sizes were measured."""
    pages_only = {page: found for page, found in results.items() if page != BASE}
    verdicts = []
    if all(AT_SIZE in found for found in pages_only.values()):
        slow = [
            f"{page} {found[AT_SIZE].p95:.0f} ms"
            for page, found in pages_only.items()
            if found[AT_SIZE].p95 >= MOST_MS_OF.get(page, MOST_MS)
        ]
        verdicts.append(
            f"{_verdict(slow)}: every p95 below {MOST_MS} ms at {AT_SIZE}×, the board of a year below 300 ms"
        )
    if all({FROM, TO} <= found.keys() for found in pages_only.values()):
        ratios = {page: found[TO].p95 / found[FROM].p95 for page, found in pages_only.items()}
        grown = [f"{page} {ratio:.1f}" for page, ratio in ratios.items() if ratio >= MOST_GROWTH]
        verdicts.append(f"{_verdict(grown)}: every p95 grows less than {MOST_GROWTH:g} times from {FROM}× to {TO}×")
    return verdicts


def _verdict(over: Sequence[str]) -> str:
    return f"OVER ({', '.join(over)})" if over else "PASS"
