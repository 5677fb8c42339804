"""The product from its start to its end: what it says, what it leaves, what comes back by itself."""

import json
import os
import signal
import socket
import time

import pytest

from tests.product.installation import wait_until

pytestmark = [pytest.mark.product, pytest.mark.xdist_group("product")]


@pytest.mark.parametrize("seconds", [0.2, 0.7, 1.5, 3])
def test_stop_in_the_middle_of_a_first_start_leaves_nothing(installation, seconds):
    starting = installation.start()
    time.sleep(seconds)

    output = starting.stop()

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


def test_interrupt_stops_the_running_product_and_leaves_nothing(installation, product):
    output = product.stop(signal.SIGINT)

    assert (product.process.returncode, output.splitlines()[-1]) == (0, "Stopped.")
    assert installation.processes() == {}


def test_second_start_of_the_same_data_folder_says_so_in_one_sentence(installation, product):
    second = installation.start(PORT="1")

    output = second.read()

    assert second.process.returncode == 1
    assert output == (
        f"Koulutuskalenteri already runs from {installation.data} at http://localhost:{installation.port}: "
        "stop it first, or choose another data folder with KALENTERI_DATA and another PORT.\n"
    )
    assert installation.ready()


def test_port_in_use_is_said_in_one_sentence(installation):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        refused = installation.start(PORT=str(port))

        assert refused.read() == (
            f"Port {port} is in use: stop what uses it, or choose another one, for example PORT=8001.\n"
        )
    assert refused.process.returncode == 1


@pytest.mark.parametrize("port", ["0", "70000", "http", "-1"])
def test_impossible_port_is_said_in_one_sentence(installation, port):
    refused = installation.start(PORT=port)

    assert refused.read() == f"PORT must be a number from 1 to 65535, not {port}.\n"
    assert refused.process.returncode == 1


@pytest.mark.parametrize(
    ("words", "which"),
    [
        (("granian",), 1),  # a worker process of the web server
        (("granian",), 0),  # the server itself
        (("celery", "worker"), 0),
        (("valkey-server",), 0),
        (("postgres", " -D "), 0),
    ],
    ids=["web-worker", "web", "worker", "valkey", "postgres"],
)
def test_killed_part_comes_back_with_the_data(installation, product, words, which):
    victim = installation.find(*words)[which]

    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: victim not in installation.processes())
    wait_until(lambda: len(installation.find(*words)) > which and installation.ready())

    with installation.connect() as connection:
        assert connection.execute("SELECT word FROM kept").fetchall() == [("here",)]
    product.stop()
    assert installation.processes() == {}
