"""Static files: made ready when one has changed, which is seen without starting Django."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from config.embedded import processes
from config.launcher import environment


def collect_static(data: Path) -> processes.Child | None:
    """Start collecting and compressing (the slowest step of a first start), or answer None if nothing has changed."""
    stamp, wanted = data / "static.collected", _fingerprint()
    if stamp.is_file() and stamp.read_text() == wanted:
        return None
    stamp.unlink(missing_ok=True)
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--clear", "--verbosity", "0"]
    return processes.start("collectstatic", command, cwd=environment.BASE_DIR, patience=3)


def note_collected(data: Path) -> None:
    (data / "static.collected").write_text(_fingerprint())


def _fingerprint() -> str:
    """Of the project's own files, and of the packages that bring theirs."""
    digest = hashlib.sha256(environment.STAMP.read_bytes() if environment.STAMP.exists() else b"")
    for path in _static_files():
        found = path.stat()
        digest.update(f"{path} {found.st_mtime_ns} {found.st_size}\n".encode())
    return digest.hexdigest()


def _static_files() -> Iterator[Path]:
    for folder in sorted(environment.BASE_DIR.glob("*/static")):
        yield from sorted(path for path in folder.rglob("*") if path.is_file())
