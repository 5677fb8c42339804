"""Overlaps on 1,000, 10,000 and 100,000 sessions: the live check, the search for free slots, a full rebuild."""

import datetime as dt
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from typing import Any

from tests.benchmarks import overlap_calendar, pages, surroundings
from tests.benchmarks.crew import prepare_process
from tests.benchmarks.measuring import Row, Section, percentile

SIZES = (1_000, 10_000, 100_000)
DRAFTS, ROUNDS, WARM_UP = 40, 5, 5
WINDOW = dt.timedelta(weeks=12)
LIVE_MS, SLOTS_MS, REBUILD_S = 10, 100, 30
# What a question in SQL alone would be: the sessions of the days around for the same people.
_PROBE = "SELECT session_id FROM events_overlapspan WHERE span && %s::tstzmultirange AND audiences && %s::int[]"
_PAIRS = """
SELECT count(*) FROM events_overlapspan AS one JOIN events_overlapspan AS two
    ON one.span && two.span AND one.event_id < two.event_id
WHERE upper(one.span) > %s"""


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of the same work, a few times over for each training asked about."""

    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Measured:
    """`round_trip` is SELECT 1; `…_probe` the bare SQL over the same days; `pairs` all that meet at one moment."""

    sessions: int
    trainings: int
    round_trip: Times
    live: Times
    live_probe: Times
    found: float
    slots: Times
    slots_probe: Times
    rebuild_seconds: float
    again_seconds: float
    pairs_seconds: float
    cases: int


def measure() -> Section:
    sizes = [size for size in SIZES if size <= int(os.environ.get("SESSIONS") or SIZES[-1])]
    url = surroundings.another_database("overlaps")
    with surroundings.leading_to(url):
        surroundings.prepare()
    # Its Django knows this database and no other.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_prepare, initargs=(url,)) as process:
        found = [process.submit(_measure, size).result() for size in sizes]
    verdicts = _verdicts(found[-1])
    return Section(
        "overlaps",
        "Overlaps: server time with a year of ten still ahead",
        "the bare SQL over the same days; for a rebuild, SQL that counts all pairs at one moment",
        [row for each in found for row in _rows(each)],
        [
            *verdicts,
            f"Each of {DRAFTS} new trainings {ROUNDS} times, after a warm start; slots of 12 weeks, one session.",
        ],
        figures={"sizes": [asdict(each) for each in found], "verdicts": verdicts},
    )


def _prepare(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    prepare_process()
    pages.warm()


# --- Measuring --------------------------------------------------------------------------------------------------------
def _measure(sessions: int) -> Measured:
    """Fill the calendar up to so many sessions and measure."""
    from django.db import connection
    from django.utils import timezone

    from events.models import Event, OverlapCase, Session

    now = timezone.now()
    surroundings.say(f"Filling the calendar up to {sessions:,} sessions.")
    overlap_calendar.fill(sessions - Session.objects.count(), now, seed=sessions)
    vacuum()
    rebuild_seconds = _rebuild()
    again_seconds = _rebuild()
    vacuum()
    live, live_probe, round_trip, found = _live_checks(now)
    slots, slots_probe = _searches(now)
    with connection.cursor() as cursor:
        started_at = time.monotonic()
        cursor.execute(_PAIRS, [now])
        pairs_seconds = time.monotonic() - started_at
    return Measured(
        sessions=Session.objects.count(),
        trainings=Event.objects.count(),
        round_trip=round_trip,
        live=live,
        live_probe=live_probe,
        found=found,
        slots=slots,
        slots_probe=slots_probe,
        rebuild_seconds=rebuild_seconds,
        again_seconds=again_seconds,
        pairs_seconds=pairs_seconds,
        cases=OverlapCase.objects.count(),
    )


def vacuum() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")  # as autovacuum would in a minute, but not while we measure


def _rebuild() -> float:
    from catalogue.actors import by_system
    from events.overlaps.rebuilding import rebuild

    started_at = time.monotonic()
    rebuild(by=by_system("benchmark"), tell=False)
    return time.monotonic() - started_at


def drafts(now: dt.datetime) -> list[Any]:
    """New trainings somewhere in the months to come, each with a time."""
    chance, given = random.Random(7), overlap_calendar.terms()
    return [overlap_calendar.draw(chance, given, now, earliest=now + dt.timedelta(days=30)) for _ in range(DRAFTS)]


def _live_checks(now: dt.datetime) -> tuple[Times, Times, Times, float]:
    """The check of each draft, the bare probe, a round trip, and how many overlaps a draft has in the middle."""
    from events.overlaps import candidates, finding, sides

    def windows(draft: Any) -> str:
        sittings = [sides.sitting(0, each.starts_at, each.ends_at) for each in draft.sessions]
        return candidates.multirange(candidates.near_window(each) for each in sittings)

    asked, counts = drafts(now), list[int]()

    def check(draft: Any) -> None:
        counts.append(len(finding.find(draft, viewer=viewer_of(draft), language="fi")))

    live, probe, trip = in_turn(asked, check, _probe(windows), round_trip)
    return live, probe, trip, statistics.median(counts)


def _searches(now: dt.datetime) -> tuple[Times, Times]:
    from django.utils import timezone

    from events.overlaps import candidates
    from events.slots import finding
    from events.slots.asking import SlotQuery

    earliest = timezone.localdate(now) + dt.timedelta(days=30)

    def search(draft: Any) -> None:
        query = SlotQuery(draft=draft, minutes=120, earliest=earliest, latest=earliest + WINDOW)
        finding.find(query, viewer=viewer_of(draft), language="fi")

    days = (now + dt.timedelta(days=24), now + dt.timedelta(days=36) + WINDOW)
    found, probe = in_turn(drafts(now), search, _probe(lambda _draft: candidates.multirange([days])))
    return found, probe


def viewer_of(draft: Any) -> Any:
    """One of the organisation's own people."""
    from catalogue.actors import Actor
    from catalogue.viewers import Viewer

    return Viewer(Actor("user", 1), frozenset({("organiser", draft.lead_id)}), is_authenticated=True)


def _probe(windows: Callable[[Any], str]) -> Callable[[Any], None]:
    from django.db import connection

    from catalogue import vocabularies
    from events.overlaps import candidates

    known = vocabularies.current()

    def ask(draft: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_PROBE, [windows(draft), candidates.around(known.audiences, draft.audience_ids)])
            cursor.fetchall()

    return ask


def round_trip(_draft: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchall()


def in_turn(asked: Sequence[Any], *works: Callable[[Any], None]) -> list[Times]:
    """Do each work for each draft in turn, so that what the host does meanwhile hits all."""
    for draft in asked[:WARM_UP]:
        for work in works:
            work(draft)
    times: list[list[float]] = [[] for _work in works]
    for _round in range(ROUNDS):
        for draft in asked:
            for work, found in zip(works, times, strict=True):
                started_at = time.perf_counter()
                work(draft)
                found.append(1000 * (time.perf_counter() - started_at))
    return [Times(statistics.median(found), percentile(found, 0.95)) for found in times]


# --- Saying -----------------------------------------------------------------------------------------------------------
def _rows(found: Measured) -> list[Row]:
    size = f"{found.sessions:,}"
    timed = [
        (
            "live check",
            found.live,
            found.live_probe,
            f"{found.found:g} overlaps; SELECT 1 {found.round_trip.median:.2f} ms",
        ),
        ("free slots", found.slots, found.slots_probe, ""),
    ]
    rows = [
        Row(
            f"{name}, {size}",
            ours.median,
            bare.median,
            "ms",
            ours.median / bare.median,
            "; ".join(filter(None, (f"p95 {ours.p95:.1f} ms", note))),
        )
        for name, ours, bare, note in timed
    ]
    notes = {
        "first rebuild": (found.rebuild_seconds, f"{found.trainings:,} trainings, {found.cases:,} overlaps written"),
        "rebuild again": (found.again_seconds, "nothing to write"),
    }
    return rows + [
        Row(f"{name}, {size}", seconds, found.pairs_seconds, "s", seconds / found.pairs_seconds, note)
        for name, (seconds, note) in notes.items()
    ]


def _verdicts(found: Measured) -> list[str]:
    """PASS or OVER with the most sessions."""
    slowest = max(found.rebuild_seconds, found.again_seconds)
    goals = [
        ("live check", found.live.median, LIVE_MS, "ms"),
        ("free slots of 12 weeks", found.slots.median, SLOTS_MS, "ms"),
        ("rebuild", slowest, REBUILD_S, "s"),
    ]
    return [
        f"{'PASS' if value < most else 'OVER'}: {name}, {found.sessions:,} sessions: {value:.1f} {unit}, below {most}"
        for name, value, most, unit in goals
    ]
