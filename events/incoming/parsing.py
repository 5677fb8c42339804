"""Has a calendar read by a process that is limited in memory, computing and time, and answers what it found."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from events.incoming import limits
from events.incoming.reading.problems import CalendarError, Problem

# Libraries that start threads of their own would count as memory.
_ENVIRONMENT = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "2", "LANG": "C.UTF-8"}


@dataclass(frozen=True, slots=True)
class Item:
    """One occurrence, half-open."""

    uid: str
    recurrence_id: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    all_day: bool
    title: str
    location: str
    categories: list[str]
    url: str
    sequence: int


@dataclass(frozen=True, slots=True)
class ReadCalendar:
    """What stands in the window: `events` of the whole calendar, the items expanded, the problems with their lines."""

    items: list[Item]
    problems: list[Problem]
    problem_count: int
    name: str
    events: int
    skipped: int


def window_around(now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """From when to when items are kept."""
    day = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - dt.timedelta(days=limits.DAYS_BACK), day + dt.timedelta(days=limits.DAYS_AHEAD)


def read(content: bytes, *, now: dt.datetime) -> ReadCalendar:
    """Read a calendar; raises CalendarError with the reason when it cannot be used."""
    if len(content) > limits.MOST_BYTES:
        raise CalendarError("too_large", most=limits.MOST_BYTES)
    answer = _answer(asked(content, now=now))
    if "refused" in answer:
        raise CalendarError(answer["refused"], **answer["details"])
    return ReadCalendar(
        items=[_item(each) for each in answer["items"]],
        problems=[Problem(**each) for each in answer["problems"]],
        problem_count=answer["problem_count"],
        name=answer["name"],
        events=answer["events"],
        skipped=answer["skipped"],
    )


def asked(content: bytes, *, now: dt.datetime) -> bytes:
    """What the reader is given: a line that says for when, and the calendar."""
    begins, ends = window_around(now)
    line = json.dumps({"from": begins.isoformat(), "until": ends.isoformat(), "now": now.isoformat()})
    return line.encode() + b"\n" + content


def _answer(given: bytes) -> dict[str, Any]:
    process = subprocess.Popen(
        [sys.executable, "-m", "events.incoming.sandbox"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        env=_ENVIRONMENT | {"PATH": os.environ.get("PATH", "")},
        start_new_session=True,
    )
    with process:
        try:
            written, _errors = process.communicate(given, timeout=limits.WALL_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise CalendarError("takes_too_long") from None
        except BaseException:
            process.kill()
            raise
    if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise CalendarError("takes_too_long")
    try:
        answer: dict[str, Any] = json.loads(written)
    except ValueError:
        raise CalendarError("takes_too_much_memory" if process.returncode else "unreadable") from None
    return answer


def _item(given: dict[str, Any]) -> Item:
    moments = {name: dt.datetime.fromisoformat(given[name]) for name in ("starts_at", "ends_at")}
    return Item(**(given | moments))
