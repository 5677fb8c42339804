"""Children end when asked, when they do not listen, and when their parent is killed."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from config.embedded import processes

PARENT = """
import signal, sys
from config.embedded import processes
print(processes.start("child", ["sleep", "300"]).process.pid, flush=True)
signal.pause()
"""
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); signal.pause()"


def test_child_ends_with_a_killed_parent():
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        os.kill(child, 0)

        parent.kill()

    assert processes.wait_for(lambda: not Path(f"/proc/{child}").exists(), seconds=10)


def test_child_that_does_not_listen_is_killed_after_patience():
    reading, writing = os.pipe()
    child = processes.start("deaf", [sys.executable, "-c", DEAF], patience=0.2, output=writing)
    os.read(reading, 4)

    child.finish()

    os.close(reading)
    os.close(writing)
    assert child.process.returncode == -signal.SIGKILL


def test_interrupted_wait_takes_the_child_along():
    started = time.monotonic()

    def give_up():
        raise KeyboardInterrupt

    with contextlib.suppress(KeyboardInterrupt):
        processes.run("sleep", ["sleep", "300"], check=give_up)

    assert time.monotonic() - started < 10
