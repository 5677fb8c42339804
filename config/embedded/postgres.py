"""The embedded PostgreSQL: a cluster below the data folder, made once, started as our child, recovered after a kill."""

import contextlib
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from config.embedded import processes
from config.embedded.folders import Account, Place, own, postgres_program

NAME = ROLE = "kalenteri"
PORT = 5432  # names the socket only
# Crash recovery replays at most max_wal_size, but the disk may be slow and busy.
PATIENCE_SECONDS = 600.0
SECONDS_BEFORE_A_WORD = 5.0
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "max_wal_size": "1GB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
CARELESS_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal"} | {
    "max_wal_senders": "0",
}


@dataclass(frozen=True)
class Cluster:
    """One database cluster; `durable` off gives up crash safety for speed (tests)."""

    place: Place
    durable: bool = True
    check: Callable[[], None] = processes.never_wait

    @property
    def url(self) -> str:
        return f"postgres://{ROLE}@/{NAME}?host={quote(str(self.place.sockets))}"

    @property
    def log(self) -> Path:
        return self.place.logs / "postgres.log"

    def start(self) -> processes.Child:
        """Make the cluster if need be, start it and wait until it takes connections."""
        if not self.place.postgres.exists():
            self._initialise()
        self._admit_callers()
        self._recover()
        settings = SETTINGS | ({} if self.durable else CARELESS_SETTINGS)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("wb") as output:
            child = processes.start(
                "PostgreSQL",
                [self._program("postgres"), "-D", self.place.postgres, "-k", self.place.sockets, *options],
                account=self.place.account,
                cwd=Path("/"),
                death_signal=signal.SIGINT,
                stop_signal=signal.SIGINT,  # fast: SIGTERM would wait for every client to leave
                patience=60,
                output=output,
            )
        try:
            self._wait_until_ready(child)
        except BaseException:
            child.finish()
            raise
        return child

    def _wait_until_ready(self, child: processes.Child) -> None:
        def has_settled() -> bool:
            return child.has_ended() or self._status() == (child.process.pid, "ready")

        if not processes.wait_for(has_settled, seconds=SECONDS_BEFORE_A_WORD, check=self.check):
            print(f"PostgreSQL takes its time, perhaps recovering after a crash (see {self.log}).", flush=True)
            processes.wait_for(has_settled, seconds=PATIENCE_SECONDS, check=self.check)
        if self._status() != (child.process.pid, "ready"):
            raise processes.ChildError(f"PostgreSQL did not start: {last_line(self.log)} (see {self.log}).")

    def _status(self) -> tuple[int, str]:
        """The process and the state that PostgreSQL itself notes in postmaster.pid."""
        try:
            lines = (self.place.postgres / "postmaster.pid").read_text().splitlines()
            return int(lines[0]), lines[7].strip()
        except (OSError, ValueError, IndexError):
            return 0, ""

    def _initialise(self) -> None:
        """Make the cluster beside its place and rename it when it is whole, so that a killed attempt leaves nothing."""
        draft = self.place.postgres.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        own(draft, self.place.account)
        command: list[str | Path] = [self._program("initdb"), "-D", draft, "-U", ROLE, "--auth=peer", "--encoding=UTF8"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions"]
        self._run(command if self.durable else [*command, "--no-sync"])
        self._run(
            [self._program("postgres"), "--single", "-D", draft, "postgres"],
            commands=f'CREATE DATABASE "{NAME}";\n',
        )
        draft.rename(self.place.postgres)

    def _run(self, command: list[str | Path], commands: str = "") -> None:
        reading, writing = os.pipe()
        with os.fdopen(reading, "rb") as stdin, self.log.open("wb") as output:
            with os.fdopen(writing, "w") as pipe:
                pipe.write(commands)
            status = processes.run(
                "initdb",
                command,
                account=self.place.account,
                cwd=Path("/"),
                check=self.check,
                stdin=stdin,
                output=output,
            )
        if status != 0:
            raise processes.ChildError(f"The database could not be made: {last_line(self.log)} (see {self.log}).")

    def _admit_callers(self) -> None:
        """Only the server's user and ours may connect, and both as the calendar's role."""
        callers = {self.place.account.name, _own_name()}
        ident = "".join(f'{NAME} "{caller}" {ROLE}\n' for caller in sorted(callers))
        _write_as(self.place.account, self.place.postgres / "pg_ident.conf", ident)
        _write_as(self.place.account, self.place.postgres / "pg_hba.conf", f"local all {ROLE} peer map={NAME}\n")

    def _recover(self) -> None:
        """Wait for what a killed run left to end, then forget its lock files, whoever has their process ids today."""
        gone = processes.wait_for(
            lambda: not servers_in(self.place.postgres), seconds=PATIENCE_SECONDS, check=self.check
        )
        if not gone:
            raise processes.ChildError(f"A PostgreSQL of an earlier run still works in {self.place.postgres}.")
        for leftover in (self.place.postgres / "postmaster.pid", *self.place.sockets.glob(".s.PGSQL.*")):
            leftover.unlink(missing_ok=True)

    def _program(self, name: str) -> Path:
        return postgres_program(self.place.binaries, name)


def servers_in(cluster: Path) -> list[int]:
    """The processes of any PostgreSQL at work in `cluster`; each of them has it as its working folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").readlink() == cluster and (entry / "exe").readlink().name.startswith("postgres"):
                found.append(int(entry.name))
    return found


def last_line(log: Path) -> str:
    """What a failed server said last; a full disk is said in its own words."""
    try:
        lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    except OSError:
        lines = []
    for line in lines:
        if "No space left on device" in line:
            return "no space left on the disk"
    telling = [line for line in lines if "FATAL" in line or "error:" in line] or lines
    return telling[-1].rstrip(".") if telling else "it said nothing"


def _own_name() -> str:
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name


def _write_as(account: Account, path: Path, text: str) -> None:
    """Replace a file of the cluster. The folder is the server's, so never write through what stands there."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        if os.geteuid() == 0:
            os.fchown(file.fileno(), account.uid, account.gid)
    draft.replace(path)
