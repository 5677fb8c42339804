"""The product after a `kill -9`: nothing of it stays behind, nobody else is touched, the data is there again."""

import os
import pwd
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.product.installation import wait_until

pytestmark = [pytest.mark.product, pytest.mark.xdist_group("product")]


def kept(installation) -> list[tuple[str]]:
    with installation.connect() as connection:
        return connection.execute("SELECT word FROM kept").fetchall()


def test_killed_launcher_takes_everything_along_and_the_next_start_has_the_data(installation, product):
    product.kill()
    wait_until(lambda: not installation.processes())

    again = installation.start().wait_until_ready()

    assert kept(installation) == [("here",)]
    again.stop()
    assert installation.processes() == {}


@pytest.mark.parametrize("seconds", [0.1, 0.4, 1, 2])
def test_launcher_killed_in_the_middle_of_a_start_is_started_again_at_once(installation, product, seconds):
    product.stop()
    starting = installation.start()
    time.sleep(seconds)
    starting.kill()

    again = installation.start().wait_until_ready()  # while the killed one's children may still be ending

    assert kept(installation) == [("here",)]
    again.stop()
    assert installation.processes() == {}


def test_killed_make_takes_everything_along(installation):
    running = installation.start("make", "--silent", "run").wait_until_ready()

    running.kill()

    wait_until(lambda: not installation.processes())


def test_stranger_with_the_recorded_process_id_survives_and_does_not_hinder(installation, product):
    product.kill()
    wait_until(lambda: not installation.processes())
    record = installation.data / "postgres" / "postmaster.pid"
    server_user = pwd.getpwuid(record.parent.stat().st_uid)
    with subprocess.Popen(["sleep", "300"], user=server_user.pw_uid if os.geteuid() == 0 else None) as stranger:
        lines = (Path(__file__).parent / "postmaster.pid.txt").read_text().format(pid=stranger.pid)
        record.write_text(lines)

        again = installation.start().wait_until_ready()

        assert kept(installation) == [("here",)]
        again.stop()
        assert stranger.poll() is None
        stranger.send_signal(signal.SIGKILL)
