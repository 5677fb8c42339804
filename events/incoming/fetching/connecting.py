"""Connections to addresses that were looked at first: a name is resolved once, and what was checked is connected to."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from functools import lru_cache
from types import TracebackType
from typing import Self

import certifi

from events.incoming.fetching import networks
from events.incoming.fetching.targets import Target
from events.incoming.reading.problems import CalendarError

# Answers the addresses of a host, as text.
Resolver = Callable[[str, int], list[str]]
MOST_TRIED = 4


def resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class Deadline:
    """Ends whatever is going on with a socket when the time is over: who sends a byte a second is not waited for."""

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self.is_over = False

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self.watch(None)

    def watch(self, opened: socket.socket | None) -> None:
        with self._lock:
            self._socket = opened
            if self.is_over and opened is not None:
                _shut(opened)

    def _end(self) -> None:
        with self._lock:
            self.is_over = True
            if self._socket is not None:
                _shut(self._socket)


def _shut(opened: socket.socket) -> None:
    # Under the TLS that may be on it: its own farewell would be waited for.
    with contextlib.suppress(OSError):
        socket.socket.shutdown(opened, socket.SHUT_RDWR)


def addresses_of(target: Target, resolver: Resolver, seconds: float) -> list[str]:
    """All addresses of the host; raises CalendarError unless every one of them may be connected to."""
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="resolver")
    try:
        found = pool.submit(resolver, target.host, target.port).result(timeout=seconds)
    except FutureTimeoutError:
        raise CalendarError("timed_out") from None
    except (OSError, UnicodeError):
        raise CalendarError("unknown_host", host=target.host) from None
    finally:
        pool.shutdown(wait=False)
    if not found:
        raise CalendarError("unknown_host", host=target.host)
    if not all(networks.may_be_reached(each) for each in found):
        raise CalendarError("forbidden_address", host=target.host)
    return found[:MOST_TRIED]


def connect(target: Target, addresses: list[str], deadline: Deadline, seconds: float) -> socket.socket:
    """Connect to the first of these addresses that answers; raises CalendarError."""
    last = CalendarError("cannot_connect", host=target.host)
    for address in addresses:
        if deadline.is_over:
            raise CalendarError("timed_out")
        try:
            opened = socket.create_connection((address, target.port), timeout=seconds)
        except TimeoutError:
            last = CalendarError("timed_out")
            continue
        except OSError:
            continue
        deadline.watch(opened)
        try:
            return _secured(opened, target, deadline) if target.is_secure else opened
        except ssl.SSLCertVerificationError:
            opened.close()
            raise CalendarError("bad_certificate", host=target.host) from None
        except OSError:
            opened.close()
            last = CalendarError("timed_out" if deadline.is_over else "cannot_connect", host=target.host)
    raise last


def _secured(opened: socket.socket, target: Target, deadline: Deadline) -> socket.socket:
    """The certificate is that of the name, whatever address was connected to."""
    secured = trust().wrap_socket(opened, server_hostname=target.host)
    deadline.watch(secured)
    return secured


@lru_cache(maxsize=1)
def trust() -> ssl.SSLContext:
    """Whom the machine trusts, and the usual authorities."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
