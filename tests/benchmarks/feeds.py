"""The feed of all trainings beside a bare function that answers the same bytes under the same web server."""

import json
import os
from base64 import b64encode
from datetime import timedelta
from functools import partial
from pathlib import Path

from tests.benchmarks import RECORDING, web
from tests.benchmarks.crew import Crew
from tests.benchmarks.measuring import Section, compare

PATH = "/feeds/events.ics"
SECONDS, CLIENTS = 1.5, 8
SESSIONS = 1_000
# The web server sets these itself.
NOT_REPEATED = {"date", "server"}


def measure(crew: Crew, folder: Path) -> Section:
    _fill()
    with web.server("config.wsgi:application") as port:
        etag = _etag(port)
        asked = {"plain": {}, "gzip": {"Accept-Encoding": "gzip"}, "unchanged": {"If-None-Match": etag}}
        answers = {name: web.get(port, PATH, headers) for name, headers in asked.items()}
        recording = folder / "answers.json"
        recording.write_text(json.dumps({name: _as_json(answer) for name, answer in answers.items()}))
        with web.server("tests.benchmarks.bare_server:application", **{RECORDING: str(recording)}) as bare:
            rows = []
            for name, headers in asked.items():
                load = partial(crew.rate, web.client, clients=CLIENTS, seconds=SECONDS, path=PATH, headers=headers)
                size = len(answers[name].body)
                title = {"plain": "200 plain", "gzip": "200 gzip", "unchanged": "304"}[name] + f", {size:,} bytes"
                rows.append(compare(title, partial(load, port=port), partial(load, port=bare), unit="answers/s"))
    return Section(
        "feed",
        f"Feed: {PATH} under granian",
        "a bare WSGI function that answers the same bytes from memory",
        rows,
        [f"Own client: {CLIENTS} keep-alive connections in two processes, on the same {os.cpu_count()} cores."],
        {"sessions": answers["plain"].body.count(b"BEGIN:VEVENT")},
    )


def _fill() -> None:
    """Add sessions to the coming trainings until the feed is full."""
    from django.utils import timezone

    from events.feeds import entries
    from events.models import Event, Session, SessionEntry

    now = timezone.now()
    missing = SESSIONS - SessionEntry.objects.filter(starts_at__gt=now).count()
    coming = list(Event.objects.public().coming(now).order_by("pk"))
    added = [
        Session(event=coming[number % len(coming)], starts_at=at, ends_at=at + timedelta(hours=2))
        for number in range(max(0, missing))
        for at in [now + timedelta(hours=8 * number + 1)]
    ]
    Session.objects.bulk_create(added)
    entries.refresh([event.pk for event in coming])


def _etag(port: int) -> str:
    return next(value for name, value in web.get(port, PATH, {}).headers if name.lower() == "etag")


def _as_json(answer: web.Answer) -> dict[str, object]:
    headers = [pair for pair in answer.headers if pair[0].lower() not in NOT_REPEATED]
    return {
        "status": f"{answer.status} {answer.reason}",
        "headers": headers,
        "body": b64encode(answer.body).decode(),
    }
