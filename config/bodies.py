"""Stands before Django: the body of a request is there whole before anybody works on it, or the request is refused.

The web server hands a request over as soon as its headers are read, and waits for the rest as long as its sender takes:
a few who never finish would hold every thread. Of those that read a body one is always spared, so that pages are
answered meanwhile. What a page or an operation gets to see is a body in memory, of known length.
"""

import re
import threading
from collections.abc import Callable, Iterable
from http import HTTPStatus
from io import BytesIO
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# The whole of a form or of a call of the API, in bytes.
LARGEST = 262_144
# Of a form that may bring a calendar of others as a file.
LARGEST_CALENDAR = 5_300_000
_CALENDARS = re.compile(r"/[a-z]{2}/workspace/calendars/others/")
# Where Django finds the status to answer when the body is not fit to be looked at.
REFUSAL = "koulutuskalenteri.refusal"
# Of one process at a time: fewer than its threads. Nearly every body is there already and takes no time at all.
MOST_READ = 3
PATIENCE_SECONDS = 0.2
_WITHOUT_A_BODY = {"GET", "HEAD", "OPTIONS", "TRACE"}


class Bodies:
    """The bodies being read in this process."""

    def __init__(self, *, patience: float = PATIENCE_SECONDS) -> None:
        self.patience = patience
        self._places = threading.BoundedSemaphore(MOST_READ)

    def read(self, stream: Any, length: int) -> bytes | None:
        """Answer up to `length` bytes, or None when too many others are still being waited for."""
        if not self._places.acquire(timeout=self.patience):
            return None
        try:
            return bytes(stream.read(length))
        except OSError:  # the sender has gone
            return b""
        finally:
            self._places.release()


def whole(application: Application, bodies: Bodies | None = None) -> Application:
    """Let the application see bodies that are there; of another it gets an empty one and the status to answer."""
    reader = bodies or Bodies()

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in _WITHOUT_A_BODY:
            _take(environ, reader)
        return application(environ, start_response)

    return answer


def _take(environ: dict[str, Any], bodies: Bodies) -> None:
    length = environ.get("CONTENT_LENGTH") or "0"
    announced = int(length) if length.isdecimal() else 0
    is_open = "HTTP_TRANSFER_ENCODING" in environ or environ.get("SERVER_PROTOCOL", "").startswith("HTTP/2")
    if not (announced or is_open):
        return
    body, refusal = _read(environ["wsgi.input"], announced, bodies, largest(environ.get("PATH_INFO", "")))
    if refusal:
        environ[REFUSAL] = refusal
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))


def largest(path: str) -> int:
    """The largest body that is read at this path."""
    return LARGEST_CALENDAR if _CALENDARS.match(path) else LARGEST


def _read(stream: Any, announced: int, bodies: Bodies, most: int) -> tuple[bytes, HTTPStatus | None]:
    if announced > most:
        return b"", HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    body = bodies.read(stream, announced or most + 1)
    if body is None:
        return b"", HTTPStatus.SERVICE_UNAVAILABLE
    if len(body) > most:
        return b"", HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if len(body) < announced:
        return b"", HTTPStatus.BAD_REQUEST
    return body, None
