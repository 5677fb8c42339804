"""Being asked to stop: a signal only raises a flag, so that no child is lost between its start and our knowing it."""

import signal
from types import FrameType

from config.embedded import processes

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_received: list[int] = []


class StoppedError(Exception):
    """Somebody asked us to stop; raised only where we wait."""


class LaunchError(Exception):
    """Why the product cannot start, in one sentence for the person who starts it."""


def listen() -> None:
    """Note stop signals from now on. A hang-up that our parent ignores (nohup) stays ignored."""
    for number in STOP_SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _note)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)


def hold() -> None:
    """Keep stop signals waiting over an exec; `listen` takes them up again."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)


def check() -> None:
    """Raise StoppedError once a stop signal has come."""
    if _received:
        raise StoppedError


def pause(seconds: float) -> None:
    """Sleep, but wake up and raise at a stop signal."""
    processes.wait_for(lambda: False, seconds=seconds, check=check)


def _note(number: int, _frame: FrameType | None) -> None:
    _received.append(number)
