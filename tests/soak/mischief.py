"""What goes wrong while people register: workers, broker and database killed, the broker emptied."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress

import redis

from tests.product.installation import Installation


def kill_web_worker(installation: Installation) -> None:
    _kill(installation.find("granian")[1:])


def kill_celery_worker(installation: Installation) -> None:
    _kill(installation.find("celery", "worker"))


def kill_broker(installation: Installation) -> None:
    _kill(installation.find("valkey-server"))


def kill_database(installation: Installation) -> None:
    """The server itself, as a power cut would: its workers go with it, and it recovers from its log."""
    _kill(installation.find("postgres", " -D ")[:1])


def empty_broker(installation: Installation) -> None:
    with (
        suppress(redis.ConnectionError),
        redis.Redis(unix_socket_path=str(installation.data / "run" / "valkey.sock")) as broker,
    ):
        broker.flushall()


KINDS: tuple[Callable[[Installation], None], ...] = (
    kill_web_worker,
    kill_celery_worker,
    kill_database,
    kill_broker,
    empty_broker,
)


def _kill(found: list[int]) -> None:
    """End the newest of these processes of our own installation, as a power cut would."""
    if found:
        os.kill(found[-1], signal.SIGKILL)
