"""Where the web server listens and how it is reached."""

import errno
import http.client
import os
import socket
from dataclasses import dataclass

from config.launcher.stopping import LaunchError

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - only when HOST asks for it
LAST_PORT = 65_535


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    @property
    def base_url(self) -> str:
        """The address people use: KALENTERI_BASE_URL if somebody set it."""
        reached = EVERYWHERE.get(self.host, self.host)
        name = "localhost" if reached in EVERYWHERE.values() else reached
        return os.environ.get("KALENTERI_BASE_URL", f"http://{name}:{self.port}").rstrip("/")

    def require_free(self) -> None:
        """Raise LaunchError when nothing of ours could listen here."""
        try:
            family, kind, protocol, _name, target = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind, protocol) as attempt:
                attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                attempt.bind(target)
                attempt.listen(1)
        except OSError as error:
            raise LaunchError(self._reason(error)) from error

    def is_ready(self) -> bool:
        """Whether the product itself says that it can work."""
        connection = http.client.HTTPConnection(EVERYWHERE.get(self.host, self.host), self.port, timeout=5)
        try:
            connection.request("GET", "/readyz", headers={"Host": f"localhost:{self.port}"})
            # A product told to speak https redirects, and has then found its way through everything before that.
            return connection.getresponse().status < http.client.BAD_REQUEST
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _reason(self, error: OSError) -> str:
        if error.errno == errno.EADDRINUSE:
            return f"Port {self.port} is in use: stop what uses it, or choose another one, for example PORT=8001."
        return f"The product cannot listen on {self.host}, port {self.port}: {error.strerror}."


def from_environment() -> Address:
    """The address that HOST and PORT ask for."""
    port = os.environ.get("PORT") or "8000"
    if not port.isascii() or not port.isdigit() or not 0 < int(port) <= LAST_PORT:
        raise LaunchError(f"PORT must be a number from 1 to {LAST_PORT}, not {port}.")
    return Address(os.environ.get("HOST") or "127.0.0.1", int(port))
