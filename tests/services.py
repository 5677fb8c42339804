"""Early pytest plugin: PostgreSQL and Valkey of the tests' own, up before Django reads its settings."""

import atexit
import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from config import embedded, translations
from tests import tables

PARENT, PREFIX = "/tmp", "kalenteri-tests-"
# Between being made and being locked a folder looks like one that was left.
SECONDS_TO_LOCK = 60
# The parallel worker's own part of Redis; Valkey is started with 64 of them.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config, parser, args):
    if WORKER:
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"].replace("?db=0", f"?db={1 + int(WORKER[2:])}")
    elif not {"--help", "-h", "--version", "-V"} & set(args):
        start_services()
    return (yield)


def start_services() -> None:
    """Start the services in a folder that goes at exit; addresses from outside are never used."""
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    translations.compile_catalogues()
    data = make_folder()
    os.environ |= {"KALENTERI_DATA": str(data), "KALENTERI_DEMO": "1"}
    services = embedded.prepare(data, durable=False)
    atexit.register(stop_services, services, data)
    services.start()
    embedded.announce(services.addresses)
    atexit.register(stop_maker, tables.begin(data))


def stop_maker(maker: subprocess.Popen) -> None:
    maker.kill()
    maker.wait()


def stop_services(services: embedded.Services, data: Path) -> None:
    services.stop()
    shutil.rmtree(data, ignore_errors=True)


def make_folder() -> Path:
    """A folder locked for our lifetime; those of killed runs, free again, go."""
    for left in Path(PARENT).glob(f"{PREFIX}*"):
        with contextlib.suppress(FileNotFoundError):  # another run ends just now
            found = left.lstat()
            is_old = found.st_mtime < time.time() - SECONDS_TO_LOCK
            if is_old and found.st_uid == os.geteuid() and lock(left):
                shutil.rmtree(left, ignore_errors=True)
    data = Path(tempfile.mkdtemp(prefix=PREFIX, dir=PARENT))
    data.chmod(0o711)  # root's servers run as another user, who must get to their part of it
    assert lock(data)
    (data / "static").mkdir()  # WhiteNoise warns of a folder that is not there
    return data


def lock(folder: Path) -> bool:
    """Lock a folder until this process ends, or answer that another has it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return False
    return True
