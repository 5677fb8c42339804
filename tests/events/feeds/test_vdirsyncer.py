"""vdirsyncer subscribes to a running server over HTTP: a change arrives, what is cancelled stays, nothing comes twice.

It names the events of a subscription by what they say, not by their UID: a changed one is a new file for an old one.
"""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from events.feeds import entries
from events.models import Session
from tests.factories import EventFactory, SessionFactory

pytestmark = pytest.mark.django_db(transaction=True)
TITLE = "Reading\\; and \\\\ counting 😀 " * 4 + "Reading\\; and \\\\ counting 😀"
CONFIGURATION = """
[general]
status_path = "{folder}/status/"

[pair trainings]
a = "here"
b = "there"
collections = null

[storage here]
type = "filesystem"
path = "{folder}/calendar/"
fileext = ".ics"

[storage there]
type = "http"
url = "{url}"
"""


@pytest.fixture
def subscriber(tmp_path, live_server):
    """Subscribes to all trainings in English; each call brings its folder up to date and answers what is in it."""
    url = f"{live_server.url}/feeds/events.ics?lang=en"
    (tmp_path / "configuration").write_text(CONFIGURATION.format(folder=tmp_path, url=url))
    (tmp_path / "calendar").mkdir()
    run(tmp_path, "discover")

    def sync():
        run(tmp_path, "sync")
        return sorted(
            (file.stat().st_mtime_ns, file.read_bytes().decode().replace("\r\n", "\n").replace("\n ", ""))
            for file in (tmp_path / "calendar").glob("*.ics")
        )

    return sync


def run(folder, command):
    done = subprocess.run(
        [sys.executable, "-m", "vdirsyncer", "--config", folder / "configuration", command],
        check=False, capture_output=True, text=True, timeout=120,
        env={**os.environ, "HOME": str(folder), "no_proxy": "*"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_vdirsyncer_sees_a_change_keeps_what_is_cancelled_and_has_nothing_twice(subscriber):
    starts_at = (timezone.now() + timedelta(days=20)).replace(microsecond=0)
    event = EventFactory(title_en="Reading; and \\ counting 😀 " * 4 + "Reading; and \\ counting 😀")
    days = [starts_at + timedelta(days=number) for number in range(3)]
    sessions = [SessionFactory(event=event, starts_at=day, ends_at=day + timedelta(hours=2)) for day in days]
    entries.refresh([event.pk])

    first = subscriber()
    unchanged = subscriber()
    Session.objects.filter(pk=sessions[0].pk).update(title_en="Moved")
    Session.objects.filter(pk=sessions[1].pk).update(state=Session.State.CANCELLED)
    entries.refresh([event.pk])
    changed = subscriber()
    Session.objects.filter(pk=sessions[2].pk).update(ends_at=days[2] + timedelta(hours=3))
    entries.refresh([event.pk])
    again = subscriber()

    assert unchanged == first
    assert summaries(first) == [f"{TITLE} ({number}/3)" for number in (1, 2, 3)]
    assert summaries(changed) == [f"CANCELLED: {TITLE} (2/3)", f"{TITLE} (2/2)", f"{TITLE}: Moved (1/2)"]
    assert sum("\nSTATUS:CANCELLED\nTRANSP:TRANSPARENT\n" in text for _changed_at, text in changed) == 1
    assert summaries(again) == summaries(changed)
    assert len(set(changed) - set(again)) == 1


def summaries(files):
    found = [line for _changed_at, text in files for line in text.split("\n") if line.startswith("SUMMARY:")]
    return sorted(line.removeprefix("SUMMARY:") for line in found)
