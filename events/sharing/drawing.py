"""Draws pictures with typst, one at a time in a process, and keeps them in the folder of data.

A drawing takes some 30 ms of a processor. However many are asked for at once, only WAITING threads wait for theirs;
the rest are sent away at once, so that a flood of shared links never stops the pages.
"""

import logging
import os
import tempfile
import threading
from pathlib import Path

import typst
from django.conf import settings

logger = logging.getLogger(__name__)

TEMPLATE = Path(__file__).parent / "picture.typ"
LAYOUT = TEMPLATE.read_bytes()
WIDTH, HEIGHT = 1200, 630
WAITING = 2
# Some 80 kB each.
KEPT = 2_000

_places = threading.BoundedSemaphore(WAITING)
_turn = threading.Lock()


class BusyError(Exception):
    """Too many pictures are being drawn in this process; it can be asked for again in a second."""


def kept(version: str) -> bytes | None:
    """The picture of this version when it has been drawn before."""
    try:
        return _file(version).read_bytes()
    except OSError:
        return None


def draw(version: str, said: str) -> bytes:
    """Draw what is said, as a PNG, and keep it under its version; raises BusyError."""
    if not _places.acquire(blocking=False):
        raise BusyError
    try:
        with _turn:
            # Whoever had the turn before may have drawn the same.
            body = kept(version)
            if body is None:
                body = _compile(said)
                _keep(version, body)
            return body
    finally:
        _places.release()


def _compile(said: str) -> bytes:
    """A page of as many points as the picture has pixels: 72 to the inch."""
    pages = typst.compile(TEMPLATE, format="png", ppi=72.0, ignore_system_fonts=True, sys_inputs={"said": said})
    return pages if isinstance(pages, bytes) else b"".join(pages or ())


def _keep(version: str, body: bytes) -> None:
    """A file is whole or not there; without a writable folder every picture is drawn again."""
    try:
        _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=_folder(), suffix=".new", delete=False) as file:
            file.write(body)
        Path(file.name).replace(_file(version))
        _forget_oldest()
    except OSError:
        logger.warning("A picture cannot be kept in %s", _folder(), exc_info=True)


def _forget_oldest() -> None:
    files = list(os.scandir(_folder()))
    if len(files) > KEPT:
        by_age = sorted(files, key=lambda file: file.stat().st_mtime)
        for file in by_age[: len(files) - KEPT * 9 // 10]:
            Path(file.path).unlink(missing_ok=True)


def _file(version: str) -> Path:
    return _folder() / f"{version}.png"


def _folder() -> Path:
    return settings.DATA_DIR / "pictures"
