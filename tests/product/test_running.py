"""The product from its start to its end: what it says, what it leaves, what comes back by itself."""

import json
import os
import shutil
import signal
import socket
import time
from pathlib import Path

import pytest

from config.embedded.postgres import NAME
from tests import tables
from tests.product.installation import wait_until

pytestmark = pytest.mark.product


@pytest.mark.parametrize("seconds", [0.2, 0.7, 1.5, 3])
def test_stop_in_the_middle_of_a_first_start_leaves_nothing(installation, seconds):
    starting = installation.start()
    time.sleep(seconds)

    output = starting.stop()

    if starting.process.returncode != -signal.SIGTERM:  # it had not even begun to listen
        assert (starting.process.returncode, output.splitlines()[-1]) == (0, "Stopped.")
    assert installation.processes() == {}


def test_start_by_make_announces_and_withdraws_the_demonstration(installation):
    announcement = installation.data / "demo.json"
    running = installation.start("make", "--silent", "run", KALENTERI_DEMO="1").wait_until_ready()
    said = json.loads(wait_until(lambda: announcement.exists() and announcement.read_text()))

    output = running.stop()

    base_url = f"http://localhost:{installation.port}"
    assert {name: said[name] for name in ("base_url", "mailbox_url")} == {
        "base_url": base_url,
        "mailbox_url": f"{base_url}/mailbox.json",
    }
    assert {"feeds", "accounts"} <= said.keys()
    assert f"{base_url}/" in output
    assert not announcement.exists()
    assert installation.processes() == {}


def test_second_start_says_so_in_one_sentence_and_an_interrupt_of_the_first_leaves_nothing(installation, product):
    second = installation.start(PORT="1")

    refusal = second.read()
    output = product.stop(signal.SIGINT)

    assert second.process.returncode == 1
    assert refusal == (
        f"Koulutuskalenteri already runs from {installation.data} at http://localhost:{installation.port}: "
        "stop it first, or choose another data folder with KALENTERI_DATA and another PORT.\n"
    )
    assert (product.process.returncode, output.splitlines()[-1]) == (0, "Stopped.")
    assert installation.processes() == {}


def test_port_in_use_is_said_in_one_sentence(installation):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        refused = installation.start(PORT=str(port))

        assert refused.read() == (
            f"Port {port} is in use: stop what uses it, or choose another one, for example PORT=8001.\n"
        )
    assert refused.process.returncode == 1


def test_python_that_does_not_do_is_said_in_one_sentence(installation):
    refused = installation.start("make", "--silent", "run", "PYTHON=false")

    assert refused.read().splitlines()[0] == (
        "Koulutuskalenteri needs Python 3.11 or newer: install it, or name it with PYTHON=."
    )
    assert refused.process.returncode != 0


def test_configured_services_are_used_and_bring_no_demonstration(installation):
    tables.wait(Path(os.environ["KALENTERI_DATA"]))
    tables.ask(f"CREATE DATABASE configured TEMPLATE {tables.TEMPLATE}")
    addresses = {
        "DATABASE_URL": os.environ["DATABASE_URL"].replace(f"/{NAME}?", "/configured?"),
        "REDIS_URL": os.environ["REDIS_URL"],
    }
    data = installation.data.with_name("other data")
    shutil.copytree(installation.data / "static", data / "static")
    shutil.copy(installation.data / "static.collected", data)
    running = installation.start(KALENTERI_DATA=str(data), KALENTERI_DEMO="", **addresses).wait_until_ready()

    output = running.stop()

    assert "Mailbox" not in output
    assert not {"postgres", "run", "log", "demo.json"} & {path.name for path in data.iterdir()}


@pytest.mark.parametrize("port", ["0", "70000", "http", "-1"])
def test_impossible_port_is_said_in_one_sentence(installation, port):
    refused = installation.start(PORT=port)

    assert refused.read() == f"PORT must be a number from 1 to 65535, not {port}.\n"
    assert refused.process.returncode == 1


PARTS = {
    "a worker of the web server": (("granian",), 1),
    "the web server": (("granian",), 0),
    "the Celery worker": (("celery", "worker"), 0),
    "beat": (("celery", "beat"), 0),
    "Valkey": (("valkey-server",), 0),
    "PostgreSQL": (("postgres", " -D "), 0),
}


def test_killed_parts_come_back_with_the_data(installation, product):
    for words, which in PARTS.values():
        victim = wait_until(lambda words=words, which=which: installation.find(*words)[which : which + 1])[0]

        os.kill(victim, signal.SIGKILL)

        wait_until(lambda victim=victim: victim not in installation.processes())
        wait_until(lambda words=words, which=which: len(installation.find(*words)) > which and installation.ready())
    with installation.connect() as connection:
        assert connection.execute("SELECT word FROM kept").fetchall() == [("here",)]
    product.stop()
    assert installation.processes() == {}
