"""Who starts the services, who shares them, and when they end."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from config import embedded

USER = """
import os, sys
from config import embedded
with embedded.running_services():
    print(os.environ["DATABASE_URL"], os.environ["REDIS_URL"], os.environ["KALENTERI_DEMO"], flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def data():
    folder = Path(tempfile.mkdtemp(prefix="kalenteri-shared-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def start_user(data):
    """Start a process that uses the services until it is told to end by a line."""
    started = []
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    env = {name: value for name, value in env.items() if not name.startswith("KALENTERI_")}

    def start():
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen([sys.executable, "-c", USER], env=env | {"KALENTERI_DATA": str(data)}, **pipes))
        return started[-1]

    yield start
    for process in started:
        process.communicate(timeout=60)


def test_services_are_shared_and_end_after_their_last_user(data, start_user):
    owner = start_user()
    addresses = owner.stdout.readline()
    sharer = start_user()

    assert sharer.stdout.readline() == addresses
    owner.stdin.write("\n")
    owner.stdin.flush()
    with pytest.raises(subprocess.TimeoutExpired):
        owner.wait(timeout=0.5)
    assert (data / "run" / "valkey.sock").exists()

    sharer.communicate("\n", timeout=60)
    owner.wait(timeout=60)
    assert not (data / "run" / "valkey.sock").exists()


def test_configured_addresses_leave_the_services_off(data, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere/else")
    monkeypatch.setenv("REDIS_URL", "redis://somewhere")
    monkeypatch.setenv("KALENTERI_DATA", str(data))

    with embedded.running_services():
        assert os.environ["DATABASE_URL"] == "postgres://somewhere/else"

    assert list(data.iterdir()) == []


def test_data_folder_is_for_one_at_a_time(data):
    first = embedded.Lock.take(data, kind=embedded.RUN, note="http://localhost:8000")

    with pytest.raises(embedded.AlreadyRunningError) as refused:
        embedded.Lock.take(data, kind=embedded.COMMAND)

    assert (refused.value.kind, refused.value.note) == (embedded.RUN, "http://localhost:8000")
    first.release()
    embedded.Lock.take(data, kind=embedded.COMMAND).release()


def test_demonstration_belongs_to_a_database_of_our_own(monkeypatch):
    monkeypatch.delenv("KALENTERI_DEMO")

    embedded.announce({"REDIS_URL": os.environ["REDIS_URL"]})
    assert "KALENTERI_DEMO" not in os.environ

    embedded.announce({"DATABASE_URL": os.environ["DATABASE_URL"]})
    assert os.environ["KALENTERI_DEMO"] == "1"
