"""The product after a `kill -9`: nothing of it stays behind, nobody else is touched, the data is there again."""

import contextlib
import os
import pwd
import random
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from tests.product.crowd import ApiVisitor
from tests.product.installation import wait_until
from tests.product.test_rush import messages, open_training, rows

pytestmark = pytest.mark.product


def kept(installation):
    with installation.connect() as connection:
        return connection.execute("SELECT word FROM kept").fetchall()


def test_killed_product_and_killed_starts_leave_nothing_and_lose_nothing(installation, product):
    product.kill()
    moments = [random.uniform(0, 3) for _kill in range(5)]
    print(moments)  # shown when the test fails
    for seconds in moments:  # while the children of the one before may still be ending
        starting = installation.start()
        time.sleep(seconds)
        starting.kill()

    again = installation.start("make", "--silent", "run").wait_until_ready()

    assert kept(installation) == [("here",)]
    again.kill()  # make alone: the launcher follows it
    wait_until(lambda: not installation.processes())


def test_product_killed_at_random_moments_while_people_register_keeps_every_answered_registration(installation):
    product = installation.start(KALENTERI_DEMO="1").wait_until_ready()
    training = open_training(installation)
    answered, is_over = [], threading.Event()
    people = threading.Thread(target=register_until, args=(is_over, installation.port, training, answered))
    people.start()

    moments = [random.uniform(0.2, 3) for _kill in range(3)]
    print(moments)  # shown when the test fails
    for seconds in moments:
        time.sleep(seconds)
        product.kill()
        product = installation.start(KALENTERI_DEMO="1").wait_until_ready()
    is_over.set()
    people.join()

    assert answered
    assert set(answered) <= {email for email, _state, _number in rows(installation, training)}
    with installation.connect() as connection:  # a minute passes for what the killed workers held in their hands
        connection.execute("UPDATE catalogue_message SET claimed_until = now() WHERE claimed_until > now()")
    wait_until(lambda: {state for _kind, _to, state in messages(installation, training)} == {"sent"})
    product.stop()
    assert not installation.processes()


def register_until(is_over, port, training, answered):
    """One person after another registers, each as long as it takes; what was answered is noted."""
    with contextlib.closing(ApiVisitor(port)) as visitor:
        while not is_over.is_set():
            email = f"killed-{len(answered)}@example.org"
            with contextlib.suppress(AssertionError):  # never answered while the product was away: asked again
                outcome = visitor.register(training, email)
                assert outcome.status in (201, 409)
                answered.append(email)


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
