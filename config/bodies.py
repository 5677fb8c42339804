"""Stands before Django: the body of a request is there whole before anybody works on it, or the request is refused.

The web server hands a request over as soon as its headers are read, and has no time limit for the rest: a few senders
who never finish would hold every thread. Here each body is read beside the thread, most are there at once, and of those
that are not only some are waited for. What a page or an operation gets to see is a body in memory of known length.
"""

import threading
from collections.abc import Callable, Iterable
from http import HTTPStatus
from io import BytesIO
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# The whole of a form or of a call of the API, in bytes.
LARGEST = 262_144
# Where Django finds the status to answer when the body is not fit to be looked at.
REFUSAL = "koulutuskalenteri.refusal"
AT_ONCE_SECONDS = 0.5
PATIENCE_SECONDS = 10.0
# Of one process: how many may be waited for, fewer than its threads; and how many may be under way, given up or not.
MOST_AWAITED = 2
MOST_UNDER_WAY = 200
_WITHOUT_A_BODY = {"GET", "HEAD", "OPTIONS", "TRACE"}


class Bodies:
    """The bodies under way in this process."""

    def __init__(self, *, at_once: float = AT_ONCE_SECONDS, patience: float = PATIENCE_SECONDS) -> None:
        self.at_once, self.patience = at_once, patience
        self._awaited = threading.BoundedSemaphore(MOST_AWAITED)
        self._under_way = threading.BoundedSemaphore(MOST_UNDER_WAY)

    def read(self, stream: Any, length: int) -> bytes | None:
        """Answer up to `length` bytes, or None when they do not come in time or too many others are slow."""
        if not self._under_way.acquire(blocking=False):
            return None
        arrived, parts = threading.Event(), []

        def run() -> None:
            try:
                parts.append(stream.read(length))
            except (OSError, RuntimeError):  # the sender has gone
                parts.append(b"")
            finally:
                self._under_way.release()
                arrived.set()

        threading.Thread(target=run, name="body", daemon=True).start()
        return parts[0] if arrived.wait(self.at_once) or self._wait(arrived) else None

    def _wait(self, arrived: threading.Event) -> bool:
        if not self._awaited.acquire(blocking=False):
            return False
        try:
            return arrived.wait(self.patience)
        finally:
            self._awaited.release()


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
    body, refusal = _read(environ["wsgi.input"], announced, bodies)
    if refusal:
        environ[REFUSAL] = refusal
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))


def _read(stream: Any, announced: int, bodies: Bodies) -> tuple[bytes, HTTPStatus | None]:
    if announced > LARGEST:
        return b"", HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    body = bodies.read(stream, announced or LARGEST + 1)
    if body is None:
        return b"", HTTPStatus.REQUEST_TIMEOUT
    if len(body) > LARGEST:
        return b"", HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if len(body) < announced:
        return b"", HTTPStatus.BAD_REQUEST
    return body, None
