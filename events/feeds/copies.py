"""Copies of public feeds in the memory of a process, as they go over the wire; the least asked for go first."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from events.feeds.calendars import Head
from events.feeds.revision import Revision

# Of one process. A feed of 1,000 sessions takes some 0.2 MB, and 1 MB more when somebody asks for it uncompressed.
MOST_BYTES = 96_000_000
# Different addresses of the same calendars: the order of the parameters, and some that mean nothing.
MOST_ADDRESSES = 20_000
HEADERS = 4_000

Address = tuple[str, str]
# Status, headers and body, as WSGI wants them.
Answer = tuple[str, list[tuple[str, str]], list[bytes]]


@dataclass(frozen=True, slots=True)
class Copy:
    """A calendar as it was at a revision; it stays so until the revision rises or the clock changes it (POSIX time).

    `answers` are what has been asked for: each form, and whether over https.
    """

    key: str
    head: Head
    etag: str
    compressed: bytes
    revision: Revision
    changes_at: float
    answers: dict[tuple[str, bool], Answer] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """In bytes, roughly."""
        bodies = [body for _status, _headers, (body,) in self.answers.values()]
        return len(self.compressed) + sum(HEADERS + len(body) for body in bodies if body is not self.compressed)

    def shows(self, head: Head, etag: str) -> bool:
        """Whether the calendar is still the same."""
        return self.etag == etag and self.head.filename == head.filename

    def again(self, revision: Revision, changes_at: float) -> "Copy":
        """The same, seen again at a later revision."""
        return Copy(self.key, self.head, self.etag, self.compressed, revision, changes_at, self.answers)


class Shelf:
    """The copies by what they show, and the addresses that mean them. Safe to use from several threads."""

    def __init__(self, *, most_bytes: int = MOST_BYTES, most_addresses: int = MOST_ADDRESSES) -> None:
        self.most_bytes, self.most_addresses = most_bytes, most_addresses
        self.bytes = 0
        self._keys: OrderedDict[Address, str] = OrderedDict()
        self._copies: OrderedDict[str, Copy] = OrderedDict()
        self._sizes: dict[str, int] = {}
        self._writing = threading.Lock()

    def get(self, address: Address) -> Copy | None:
        key = self._keys.get(address)
        return None if key is None else self.by_key(key)

    def by_key(self, key: str) -> Copy | None:
        try:
            self._copies.move_to_end(key)
            return self._copies[key]
        except KeyError:
            return None

    def put(self, address: Address, copy: Copy) -> None:
        with self._writing:
            self._copies[copy.key], self._keys[address] = copy, copy.key
            self._copies.move_to_end(copy.key)
            self._weigh(copy)
            while len(self._keys) > self.most_addresses:
                self._keys.popitem(last=False)

    def has_grown(self, copy: Copy) -> None:
        """Another form of it is kept."""
        with self._writing:
            if self._copies.get(copy.key) is copy:
                self._weigh(copy)

    def _weigh(self, copy: Copy) -> None:
        size = copy.size
        self.bytes += size - self._sizes.get(copy.key, 0)
        self._sizes[copy.key] = size
        while self.bytes > self.most_bytes:
            key, _gone = self._copies.popitem(last=False)
            self.bytes -= self._sizes.pop(key)
