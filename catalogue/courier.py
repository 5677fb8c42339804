"""Hands messages, and other work, to the broker beside the request that owes them.

What is owed within a moment goes as one task, so that a rush makes few tasks, and a broker that does not answer delays
nobody: what it does not take is delivered from here, for a code to sign in with cannot wait. What is lost on the way is
swept up.
"""

import logging
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from django.db import connection

logger = logging.getLogger(__name__)

GATHER_SECONDS = 0.05

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="courier")  # the end of the process waits for it
_lock = threading.Lock()
_gathered: list[str] = []


def hand_over(message_ids: Iterable[str]) -> None:
    """Have these messages delivered soon; answers at once."""
    with _lock:
        is_first = not _gathered
        _gathered.extend(message_ids)
    if is_first:
        _send_off()


def give(task: Any, *arguments: Any) -> None:
    """Have the broker given a task whose work is swept up if it does not take it; answers at once."""
    with suppress(RuntimeError):  # The process ends and takes nothing more.
        _thread.submit(_give, task, arguments)


def rest() -> None:
    """Wait until everything handed over has been carried: before the broker goes, or the process ends."""
    _thread.submit(int).result()


def _send_off() -> None:
    try:
        _thread.submit(_carry)
    except RuntimeError:  # The process ends and takes nothing more: what is saved must not fail for it.
        with _lock:
            _gathered.clear()


def _give(task: Any, arguments: tuple[Any, ...]) -> None:
    try:
        task.delay(*arguments)
    except Exception as error:  # noqa: BLE001 - whatever it is, the sweep finds the work
        logger.warning("The broker did not take %s: %s", task.name, type(error).__name__)
    finally:
        connection.close()  # where tasks run at once, this thread has used one


def _carry() -> None:
    from catalogue import tasks

    time.sleep(GATHER_SECONDS)
    with _lock:
        message_ids = _gathered.copy()
        _gathered.clear()
    try:
        tasks.deliver_messages.delay(message_ids)
    except Exception as error:  # noqa: BLE001 - whatever it is, the broker has not taken them
        logger.warning("The broker did not take %d messages: %s", len(message_ids), error)
        _deliver_here(message_ids)
    finally:
        connection.close()  # also where the broker did not answer


def _deliver_here(message_ids: Iterable[str]) -> None:
    from catalogue import tasks

    try:
        tasks.deliver_messages(list(message_ids))
    except Exception as error:  # noqa: BLE001 - the messages are saved; the sweep finds them when the broker is back
        logger.warning("%s", error)
