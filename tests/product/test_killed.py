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


def kept(installation):
    with installation.connect() as connection:
        return connection.execute("SELECT word FROM kept").fetchall()


def test_killed_product_and_killed_starts_leave_nothing_and_lose_nothing(installation, product):
    product.kill()
    for seconds in (0.1, 0.3, 0.6, 1, 2):  # while the children of the one before may still be ending
        starting = installation.start()
        time.sleep(seconds)
        starting.kill()

    again = installation.start("make", "--silent", "run").wait_until_ready()

    assert kept(installation) == [("here",)]
    again.kill()  # make alone: the launcher follows it
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
