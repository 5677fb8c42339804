"""The project's own `.venv` with the locked dependencies; made with the standard library alone."""

import contextlib
import errno
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from config.embedded import processes
from config.launcher import stopping

BASE_DIR = Path(__file__).resolve().parents[2]
ENVIRONMENT = BASE_DIR / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / "installed.json"
SPACE_NEEDED = 400_000_000
# Each list holds all of the ones after it.
LISTS = ("development", "runtime")


def ensure(name: str) -> Path:
    """Make `.venv` hold the list `name` of requirements/ and answer its Python; quick when it does already."""
    with _alone():
        if _is_installed(name):
            return PYTHON
        require_space(BASE_DIR, SPACE_NEEDED)
        _make_whole()
        print("Installing the dependencies: this takes a minute, and only the first time.", flush=True)
        _install(name)
    return PYTHON


def require_space(folder: Path, size: int) -> None:
    """Raise LaunchError when the disk of `folder` has less than `size` bytes left."""
    if shutil.disk_usage(folder).free < size:
        raise stopping.LaunchError(f"The disk of {folder} is full: at least {size // 1_000_000} MB must be free.")


def _is_installed(name: str) -> bool:
    try:
        return json.loads(STAMP.read_text()).get(name) == _fingerprint(name) and PYTHON.exists()
    except (OSError, ValueError):
        return False


def _make_whole() -> None:
    """Make the environment; one that an interrupted installation left half-filled is made anew."""
    is_whole = STAMP.exists() and PYTHON.exists()
    STAMP.unlink(missing_ok=True)
    if is_whole or ENVIRONMENT.is_symlink():  # a link leads to somebody's own environment: never emptied
        return
    if not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        raise stopping.LaunchError(
            "Python's venv module is missing: install it (Debian and Ubuntu: apt install python3-venv) and try again."
        )
    print("Making the virtual environment .venv.", flush=True)
    if _run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT]) != 0:
        raise _failure("The virtual environment .venv could not be made")


def _install(name: str) -> None:
    requirements = BASE_DIR / "requirements" / f"{name}.txt"
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if _run([*pip, "--require-hashes", "-r", requirements]) != 0:
        raise _failure("The dependencies could not be installed")
    stamp = {each: _fingerprint(each) for each in LISTS[LISTS.index(name) :]}
    STAMP.write_text(json.dumps(stamp))


def _run(command: Sequence[str | Path]) -> int:
    """Run with output in a log and files that other users may read, as the services' user may be another."""
    mask = os.umask(0o022)
    try:
        with _log().open("wb") as output:
            return processes.run("pip", command, cwd=BASE_DIR, check=stopping.check, output=output)
    finally:
        os.umask(mask)


def _failure(what: str) -> stopping.LaunchError:
    lines = [line for line in _log().read_text(errors="replace").splitlines() if line.strip()]
    if any(os.strerror(errno.ENOSPC) in line for line in lines):
        return stopping.LaunchError(f"{what}: no space left on the disk.")
    reason = next((line for line in lines if line.startswith(("ERROR", "Error"))), lines[-1] if lines else "")
    return stopping.LaunchError(f"{what}: {reason.rstrip('.')} (all of it in {_log()}).")


def _log() -> Path:
    return BASE_DIR / ".venv.log"


def _fingerprint(name: str) -> str:
    return hashlib.sha256((BASE_DIR / "requirements" / f"{name}.txt").read_bytes()).hexdigest()


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One installation at a time for this working tree, whatever the data folder."""
    descriptor = os.open(BASE_DIR, os.O_RDONLY | os.O_DIRECTORY)
    try:
        processes.wait_for(lambda: _try_lock(descriptor), seconds=float("inf"), check=stopping.check)
        yield
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
