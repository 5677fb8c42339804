"""A copy of the working tree with a data folder and a port of its own, and the products started from it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

BASE_DIR = Path(__file__).resolve().parents[2]
NOT_COPIED = shutil.ignore_patterns(".git", ".venv*", ".local*", "__pycache__", ".*_cache", ".hypothesis")
# On a machine with other work a start takes minutes; who does not start says so at once.
PATIENCE_SECONDS = 300


def wait_until(condition, *, seconds=PATIENCE_SECONDS):
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)
    return answer


@dataclass
class Installation:
    tree: Path
    data: Path
    port: int
    started: list["Product"] = field(default_factory=list)

    @classmethod
    def make(cls) -> "Installation":
        home = Path(tempfile.mkdtemp(prefix="kalenteri-product-", dir="/tmp"))
        home.chmod(0o711)  # root's services run as another user
        shutil.copytree(BASE_DIR, home / "tree", ignore=NOT_COPIED)
        (home / "tree" / ".venv").symlink_to(sys.prefix)
        return cls(home / "tree", home / "data", free_port())

    def remove(self) -> None:
        for product in self.started:
            product.kill()
        wait_until(lambda: not self.processes())
        shutil.rmtree(self.tree.parent)

    def start(self, *command: str, **variables: str) -> "Product":
        """Start the launcher (or `command`) in an environment without anything of the tests' own."""
        env = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DJANGO_", "KALENTERI_", "PYTEST_"))
        }
        for name in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "MAKEFLAGS", "MAKELEVEL"):
            env.pop(name, None)
        env |= {"KALENTERI_DATA": str(self.data), "PORT": str(self.port), "KALENTERI_DEMO": "0"} | variables
        process = subprocess.Popen(
            command or [sys.executable, "-m", "config.launcher"],
            cwd=self.tree,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        self.started.append(Product(self, process))
        return self.started[-1]

    def processes(self) -> dict[int, str]:
        """Every process that was started for this data folder, by number."""
        found = {}
        mark = os.fsencode(self.data)
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                command, env = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
            except OSError:
                continue
            if mark in command or mark in env:
                found[int(entry.name)] = command.replace(b"\0", b" ").decode(errors="replace")
        return found

    def find(self, *words: str) -> list[int]:
        """The processes whose command line has all `words`, oldest first."""
        return sorted(pid for pid, command in self.processes().items() if all(word in command for word in words))

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.data / "run"), user="kalenteri", dbname="kalenteri", autocommit=True)

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return bool(json.load(answer)["status"] == "ok")
        except (OSError, urllib.error.URLError):
            return False


@dataclass
class Product:
    installation: Installation
    process: subprocess.Popen[str]

    def wait_until_ready(self) -> "Product":
        wait_until(lambda: self.installation.ready() or self._fail_when_ended())
        return self

    def stop(self, number: int = signal.SIGTERM) -> str:
        """Ask it to stop and answer everything it said."""
        self.process.send_signal(number)
        return self.read()

    def read(self, seconds: float = PATIENCE_SECONDS) -> str:
        """Wait for its end and answer everything it said."""
        output, _ = self.process.communicate(timeout=seconds)
        return output

    def kill(self) -> None:
        """End it as a power cut would: nothing is told to its children."""
        if self.process.poll() is None:
            self.process.kill()
        if self.process.stdout is not None and not self.process.stdout.closed:
            self.process.communicate(timeout=PATIENCE_SECONDS)

    def _fail_when_ended(self) -> bool:
        assert self.process.poll() is None, self.read()
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
