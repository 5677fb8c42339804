"""Early pytest plugin: PostgreSQL and Valkey of the tests' own, up before Django reads its settings."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from config import embedded

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
    data = Path(tempfile.mkdtemp(prefix="kalenteri-test-", dir="/tmp"))
    data.chmod(0o711)  # root's servers run as another user, who must get to their part of it
    (data / "static").mkdir()  # WhiteNoise warns when it is missing, and warnings are errors
    os.environ |= {"KALENTERI_DATA": str(data), "KALENTERI_DEMO": "1"}
    services = embedded.prepare(data, durable=False)
    atexit.register(stop_services, services, data)
    services.start()
    embedded.announce(services.addresses)


def stop_services(services: embedded.Services, data: Path) -> None:
    services.stop()
    shutil.rmtree(data, ignore_errors=True)
