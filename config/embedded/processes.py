"""Child processes that cannot outlive us: a death signal at start, patience at stop, never looked up by pid."""

import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from config.embedded.folders import Account

PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.02
# Loaded before any fork: a child between fork and exec must not load libraries.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class ChildError(Exception):
    """A child process ended or stayed silent where it should have worked; the text is one sentence for the person."""


def never_wait() -> None:
    """The default `check` of waits: nothing interrupts them but a KeyboardInterrupt."""


@dataclass
class Child:
    """A process of ours in its own process group, so that a Ctrl-C at the terminal reaches us alone."""

    name: str
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 30.0
    started_at: float = field(default_factory=time.monotonic)

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def ask_to_stop(self) -> None:
        if not self.has_ended():
            self.process.send_signal(self.stop_signal)

    def finish(self) -> None:
        """Ask to stop, wait `patience` seconds, then take the whole group away."""
        self.ask_to_stop()
        if not wait_for(self.has_ended, seconds=self.patience):
            os.killpg(self.process.pid, signal.SIGKILL)  # not reaped yet, so the number is still this child's
        self.process.wait()


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    account: Account | None = None,
    death_signal: signal.Signals = signal.SIGKILL,
    stop_signal: signal.Signals = signal.SIGTERM,
    patience: float = 30.0,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: int | None = subprocess.DEVNULL,
    output: IO[bytes] | int | None = None,
) -> Child:
    """Start `command` (as `account` when given); the kernel sends it `death_signal` when this thread ends."""
    parent = os.getpid()
    other = account if account is not None and account.uid != os.geteuid() else None
    process = subprocess.Popen(
        [str(part) for part in command],
        stdin=stdin,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=env,
        cwd=cwd,
        process_group=0,
        preexec_fn=lambda: end_with_parent(death_signal, parent),  # noqa: PLW1509 - two system calls, no locks
        user=other.uid if other else None,
        group=other.gid if other else None,
        extra_groups=[] if other else None,
    )
    return Child(name, process, stop_signal=stop_signal, patience=patience)


def end_with_parent(death_signal: signal.Signals, parent: int) -> None:
    """Have the kernel end this process with its parent. Changing the user clears it, so call it after that."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def join_server() -> None:
    """Have a web server's worker end with a killed server, and at a stop signal also while it still loads.

    The worker is a fork that holds the server's signal handlers until the server installs its own after loading;
    a stop signal meanwhile would be lost and the whole stop would wait for the worker's kill timeout.
    """
    server = multiprocessing.parent_process()
    if server is not None and server.pid is not None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        end_with_parent(signal.SIGKILL, server.pid)


def finish_all(children: Iterable[Child]) -> None:
    """Ask all of them to stop at once, then wait for each."""
    asked = list(children)
    for child in asked:
        child.ask_to_stop()
    for child in asked:
        child.finish()


def wait_for(condition: Callable[[], bool], *, seconds: float, check: Callable[[], None] = never_wait) -> bool:
    """Poll until `condition` holds or `seconds` have passed; `check` may raise to give up earlier."""
    deadline = time.monotonic() + seconds
    while not condition():
        check()
        if time.monotonic() >= deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def run(
    name: str,
    command: Sequence[str | Path],
    *,
    account: Account | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    check: Callable[[], None] = never_wait,
    stdin: IO[bytes] | None = None,
    output: IO[bytes] | None = None,
) -> int:
    """Run `command` to its end and answer its exit status; whatever interrupts the wait takes the child along."""
    child = start(
        name,
        command,
        account=account,
        env=env,
        cwd=cwd,
        stdin=stdin.fileno() if stdin else subprocess.DEVNULL,
        output=output,
        patience=3,
    )
    try:
        wait_for(child.has_ended, seconds=float("inf"), check=check)
    finally:
        child.finish()
    return child.process.returncode
