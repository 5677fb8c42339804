"""Answers of servers as `http.client` reads them, with all that comes counted: heads, chunks and trailers too."""

import http.client
import io
import socket
from typing import Any

from events.incoming import limits
from events.incoming.fetching.connecting import Deadline
from events.incoming.reading.problems import CalendarError

# What comes besides the body, and around each of its pieces, is no larger than the body may be.
MOST_OCTETS = 2 * limits.MOST_BYTES


class Connection(http.client.HTTPConnection):
    """A connection over a socket that is open already."""

    def __init__(self, host: str, port: int, opened: socket.socket, deadline: Deadline) -> None:
        super().__init__(host, port)
        self.sock = opened
        self.response_class = lambda *given, **named: _Answer(*given, **named, deadline=deadline)  # type: ignore[assignment]


class _Answer(http.client.HTTPResponse):
    def __init__(self, *given: Any, deadline: Deadline, **named: Any) -> None:
        super().__init__(*given, **named)
        raw: io.RawIOBase = self.fp.detach()
        self.fp = io.BufferedReader(_Counted(raw, deadline))


class _Counted(io.RawIOBase):
    """What ends because the time is over has not come to its end."""

    def __init__(self, raw: io.RawIOBase, deadline: Deadline) -> None:
        self._raw, self._deadline, self._left = raw, deadline, MOST_OCTETS

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        count: int | None = self._raw.readinto(buffer)
        if self._deadline.is_over:
            raise TimeoutError
        self._left -= count or 0
        if self._left < 0:
            raise CalendarError("too_large", most=limits.MOST_BYTES)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()
