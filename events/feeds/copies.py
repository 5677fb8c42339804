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
# What a copy takes besides its bodies, and each of its answers: more than the bodies of most filters.
COPY, ANSWER = 3_000, 4_000

Address = tuple[str, str]
# What has been asked for: which form, and whether over https.
Form = tuple[str, bool]
# Status, headers and body, as WSGI wants them.
Answer = tuple[str, list[tuple[str, str]], list[bytes]]


@dataclass(frozen=True, slots=True)
class Copy:
    """A calendar as it was at a revision; it stays so until the revision rises or the clock changes it (POSIX time).

    Nor does it hold before it was made: a clock that was ahead may have been set right.
    """

    key: str
    head: Head
    etag: str
    compressed: bytes
    revision: Revision
    made_at: float
    changes_at: float
    answers: dict[Form, Answer] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """In bytes, rather too many than too few."""
        bodies = [body for _status, _headers, (body,) in self.answers.values()]
        others = sum(len(body) for body in bodies if body is not self.compressed)
        return COPY + len(self.compressed) + len(bodies) * ANSWER + others

    def shows(self, head: Head, etag: str) -> bool:
        """Whether the calendar is still the same."""
        return self.etag == etag and self.head.filename == head.filename

    def again(self, revision: Revision, made_at: float, changes_at: float) -> "Copy":
        """The same, seen again at a later revision or moment."""
        return Copy(self.key, self.head, self.etag, self.compressed, revision, made_at, changes_at, self.answers)


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
        try:
            self._keys.move_to_end(address)
            return self.by_key(self._keys[address])
        except KeyError:
            return None

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
            self._keys.move_to_end(address)
            self._weigh(copy)
            while len(self._keys) > self.most_addresses:
                self._keys.popitem(last=False)

    def keep(self, copy: Copy, form: Form, answer: Answer) -> None:
        """Keep another form of it."""
        with self._writing:
            copy.answers[form] = answer
            kept = self._copies.get(copy.key)  # perhaps the same again, with the same answers
            if kept:
                self._weigh(kept)

    def _weigh(self, copy: Copy) -> None:
        size = copy.size
        self.bytes += size - self._sizes.get(copy.key, 0)
        self._sizes[copy.key] = size
        while self.bytes > self.most_bytes:
            key, _gone = self._copies.popitem(last=False)
            self.bytes -= self._sizes.pop(key)
