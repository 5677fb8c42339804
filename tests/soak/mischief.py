"""What goes wrong while people register: workers killed, the broker emptied, seats taken away and added."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress

import redis

from tests.product.crowd import Training
from tests.product.installation import Installation


def kill_web_worker(installation: Installation, _training: Training, _dice: random.Random) -> None:
    _kill(installation.find("granian")[1:])


def kill_celery_worker(installation: Installation, _training: Training, _dice: random.Random) -> None:
    _kill(installation.find("celery", "worker"))


def kill_broker(installation: Installation, _training: Training, _dice: random.Random) -> None:
    _kill(installation.find("valkey-server"))


def kill_database(installation: Installation, _training: Training, _dice: random.Random) -> None:
    """The server itself, as a power cut would: its workers go with it, and it recovers from its log."""
    _kill(installation.find("postgres", " -D ")[:1])


def empty_broker(installation: Installation, _training: Training, _dice: random.Random) -> None:
    with (
        suppress(redis.ConnectionError),
        redis.Redis(unix_socket_path=str(installation.data / "run" / "valkey.sock")) as broker,
    ):
        broker.flushall()


def change_capacity(installation: Installation, training: Training, dice: random.Random) -> None:
    command = [sys.executable, "-m", "tests.product.organising", "capacity", str(training.pool)]
    running = installation.start(*command, str(dice.randint(5, 60)), KALENTERI_DEMO="1")
    try:
        running.read()
    except subprocess.TimeoutExpired:
        running.kill()


KINDS: tuple[Callable[[Installation, Training, random.Random], None], ...] = (
    change_capacity,
    kill_web_worker,
    kill_broker,
    kill_celery_worker,
    kill_database,
    empty_broker,
)


def _kill(found: list[int]) -> None:
    """End the newest of these processes of our own installation, as a power cut would."""
    if found:
        os.kill(found[-1], signal.SIGKILL)
