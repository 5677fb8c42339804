"""Calendars of others: 10,000 events from a file to their rows, and the live check with 30,000 items."""

import datetime as dt
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from typing import Any

from tests.benchmarks import overlap_calendar, overlaps, pages, surroundings
from tests.benchmarks.crew import prepare_process
from tests.benchmarks.measuring import Row, Section
from tests.benchmarks.overlaps import Times

EVENTS, CALENDARS, CHANGED, SESSIONS = 10_000, 3, 100, 10_000
IMPORT_S, READER_MB, LIVE_MS = 10, 300, 10
# What a question in SQL alone would be: the items that go on at the time of the sessions.
_PROBE = "SELECT id FROM events_externalitem WHERE tstzrange(starts_at, ends_at) && %s::tstzmultirange"
# The reader, and how much memory it has had at most, in kilobytes.
_READER = """
import re, sys
from events.incoming import sandbox
sandbox.main()
sys.stderr.write(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""


@dataclass(frozen=True, slots=True)
class Effort:
    """Seconds by the clock and of computing, that of the reader included."""

    wall: float
    computing: float


@dataclass(frozen=True, slots=True)
class Measured:
    """`size` in bytes; `copied` are the seconds of COPY of the same rows; `reader` the megabytes it has had at most."""

    size: int
    first: Effort
    again: Effort
    copied: float
    reader: float
    items: int
    live: Times
    probe: Times
    round_trip: Times


def measure() -> Section:
    url = surroundings.another_database("incoming")
    with surroundings.leading_to(url):
        surroundings.prepare()
    # Its Django knows this database and no other.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_prepare, initargs=(url,)) as process:
        found = process.submit(_measure).result()
    surroundings.empty_broker()
    verdicts = _verdicts(found)
    return Section(
        "incoming",
        f"Calendars of others: {EVENTS:,} events in {found.size / 1e6:.1f} MB, from the file to the rows",
        "COPY of the same rows into a table with the same indexes; for the live check, SQL for the items at that time",
        _rows(found),
        verdicts,
        figures=asdict(found) | {"verdicts": verdicts},
    )


def _prepare(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    prepare_process()
    pages.warm()


# --- Measuring --------------------------------------------------------------------------------------------------------
def _measure() -> Measured:
    from django.utils import timezone

    from events.models import ExternalItem

    now = timezone.now()
    overlap_calendar.fill(SESSIONS, now, seed=SESSIONS)
    contents = [_written(now, number) for number in range(CALENDARS)]
    calendars = [_added(content, number, now) for number, content in enumerate(contents)]
    first = [_refreshed(pk) for pk in calendars]
    overlaps.vacuum()
    again = [_changed(pk, number, now) for number, pk in enumerate(calendars)]
    overlaps.vacuum()
    copied = _copied(calendars[0])
    live, probe, trip = _live_checks(now)
    return Measured(
        size=len(contents[0]),
        first=_middle(first),
        again=_middle(again),
        copied=copied,
        reader=_reader(contents[0], now),
        items=ExternalItem.objects.count(),
        live=live,
        probe=probe,
        round_trip=trip,
    )


def _written(now: dt.datetime, number: int, *, changed: int = 0) -> bytes:
    """A calendar of one-time events with what others write about them; the first ones are changed."""
    chance = random.Random(number)
    topics = overlap_calendar.terms().topics
    parts = [
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//benchmark//FI\r\nX-WR-CALNAME:Kalenteri\r\n",
        *(_event(chance, topics, now, place, is_changed=place < changed) for place in range(EVENTS)),
        "END:VCALENDAR\r\n",
    ]
    return "".join(parts).encode()


def _event(chance: random.Random, topics: list[Any], now: dt.datetime, place: int, *, is_changed: bool) -> str:
    begins_at = now + dt.timedelta(days=chance.randrange(500), hours=chance.randrange(8))
    title = next(iter(chance.choice(topics).titles.values())).replace(",", "\\,").replace(";", "\\;")
    return (
        f"BEGIN:VEVENT\r\nUID:{place}@benchmark.example\r\nDTSTAMP:20260901T080000Z\r\n"
        f"DTSTART;TZID=Europe/Helsinki:{begins_at:%Y%m%dT%H0000}\r\nDURATION:PT{2 + is_changed}H\r\n"
        f"SUMMARY:{title}\r\nLOCATION:Sali {place % 40}\\, Oulu\r\nCATEGORIES:Koulutus,Opettajat\r\n"
        f"URL:https://benchmark.example/{place}\r\nSTATUS:CONFIRMED\r\nSEQUENCE:1\r\n"
        f"DESCRIPTION:{'Kuvaus sisältää tietoa. ' * 6}\r\nEND:VEVENT\r\n"
    )


def _added(content: bytes, number: int, now: dt.datetime) -> int:
    from catalogue.actors import by_system
    from catalogue.models import Organisation
    from events.incoming import keeping
    from events.incoming.keeping import CalendarDraft

    organisation = Organisation.objects.filter(valid_to=None).order_by("pk").first()
    assert organisation is not None
    draft = CalendarDraft(name=f"Kalenteri {number}", kind="file")
    by = by_system("benchmark")
    return keeping.add_calendar(by=by, organisation_id=organisation.pk, draft=draft, content=content, now=now).pk


def _refreshed(calendar_id: int) -> Effort:
    """What the worker does, and its reader."""
    from events.incoming import refreshing

    started_at, before = time.monotonic(), _computing()
    fetch = refreshing.refresh(calendar_id)
    if fetch is None or fetch.found != EVENTS:
        raise RuntimeError(f"calendar {calendar_id} was not read: {fetch and fetch.problem}")
    return Effort(time.monotonic() - started_at, _computing() - before)


def _changed(calendar_id: int, number: int, now: dt.datetime) -> Effort:
    from catalogue.actors import by_system
    from events.incoming import keeping
    from events.incoming.keeping import CalendarDraft

    content = _written(now, number, changed=CHANGED)
    draft = CalendarDraft(name=f"Kalenteri {number}", kind="file")
    keeping.change_calendar(by=by_system("benchmark"), calendar_id=calendar_id, draft=draft, content=content)
    return _refreshed(calendar_id)


def _computing() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _middle(efforts: list[Effort]) -> Effort:
    return sorted(efforts, key=lambda effort: effort.wall)[len(efforts) // 2]


def _copied(calendar_id: int) -> float:
    """Seconds of COPY of the rows of one calendar into a table with the same indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE twin (LIKE events_externalitem INCLUDING ALL)")
        found = []
        for _round in range(3):
            with cursor.copy(
                f"COPY (SELECT * FROM events_externalitem WHERE calendar_id = {calendar_id}) TO STDOUT"
            ) as out:
                blocks = [bytes(block) for block in out]
            started_at = time.monotonic()
            with cursor.copy("COPY twin FROM STDIN") as into:
                for block in blocks:
                    into.write(block)
            found.append(time.monotonic() - started_at)
            cursor.execute("TRUNCATE twin")
        cursor.execute("DROP TABLE twin")
    return statistics.median(found)


def _reader(content: bytes, now: dt.datetime) -> float:
    """Megabytes that the process has had at most which reads a calendar."""
    from events.incoming import parsing

    process = subprocess.run(
        [sys.executable, "-c", _READER],
        input=parsing.asked(content, now=now),
        capture_output=True,
        check=True,
        cwd=surroundings.BASE_DIR,
    )
    return int(process.stderr) / 1000


def _live_checks(now: dt.datetime) -> tuple[Times, Times, Times]:
    from django.db import connection

    from events.overlaps import candidates, finding

    def check(draft: Any) -> None:
        finding.find(draft, viewer=overlaps.viewer_of(draft), language="fi")

    def probe(draft: Any) -> None:
        moments = candidates.multirange((each.starts_at, each.ends_at) for each in draft.sessions)
        with connection.cursor() as cursor:
            cursor.execute(_PROBE, [moments])
            cursor.fetchall()

    live, bare, trip = overlaps.in_turn(overlaps.drafts(now), check, probe, overlaps.round_trip)
    return live, bare, trip


# --- Saying -----------------------------------------------------------------------------------------------------------
def _rows(found: Measured) -> list[Row]:
    first = f"{found.first.computing:.1f} s of computing; the reader had {found.reader:.0f} MB at most"
    again = f"{found.again.computing:.1f} s of computing"
    live = f"p95 {found.live.p95:.1f} ms; SELECT 1 {found.round_trip.median:.2f} ms"
    ratio = found.live.median / found.probe.median
    return [
        Row("first time", found.first.wall, found.copied, "s", found.first.wall / found.copied, first),
        Row(f"{CHANGED} changed", found.again.wall, found.copied, "s", found.again.wall / found.copied, again),
        Row(f"live check, {found.items:,} items", found.live.median, found.probe.median, "ms", ratio, live),
    ]


def _verdicts(found: Measured) -> list[str]:
    goals = [
        (f"import of {EVENTS:,} events", found.first.wall, IMPORT_S, "s"),
        ("memory of the reader", found.reader, READER_MB, "MB"),
        (f"live check, {found.items:,} items, {SESSIONS:,} sessions", found.live.median, LIVE_MS, "ms"),
    ]
    return [
        f"{'PASS' if value < most else 'OVER'}: {name}: {value:.1f} {unit}, below {most}"
        for name, value, most, unit in goals
    ]
