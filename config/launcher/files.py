"""Static files: whether one has changed since they were collected, seen without starting Django."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from config.launcher import environment


def have_changed(data: Path) -> bool:
    """Whether static files must be collected; from then on until `note_collected` they are not."""
    stamp = data / "static.collected"
    if stamp.is_file() and stamp.read_text() == _fingerprint():
        return False
    stamp.unlink(missing_ok=True)
    return True


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
