"""The services and the data that are measured: of our own, in a folder that goes at the end."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from config import embedded

BASE_DIR = Path(__file__).resolve().parents[2]
APPS = ("catalogue", "events", "registrations")
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND split_part(tablename, '_', 1) = ANY(%s)"


@contextlib.contextmanager
def services() -> Iterator[Path]:
    """Durable services as the product has them, and an environment that leads to them; answers the data folder."""
    for name in [name for name in os.environ if name.startswith("KALENTERI_")]:
        del os.environ[name]
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    home = Path(tempfile.mkdtemp(prefix="kalenteri-bench-", dir="/tmp"))
    home.chmod(0o711)  # root's services run as another user
    data = home / "data"
    os.environ |= {"KALENTERI_DATA": str(data), "KALENTERI_DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    os.environ |= {"KALENTERI_LOG_LEVEL": "WARNING", "KALENTERI_WRITE_RATE": "1000000/minute"}
    running = embedded.prepare(data)
    try:
        running.start()
        embedded.announce(running.addresses)
        yield data
    finally:
        running.stop()
        shutil.rmtree(home, ignore_errors=True)


def prepare() -> None:
    """An empty calendar with its reference data and collected static files."""
    manage("migrate", "--verbosity", "0")
    manage("load_reference", "--verbosity", "0")
    manage("collectstatic", "--no-input", "--verbosity", "0")


def seed(years: int, scale: float, *, quiet: bool = True) -> float:
    """Fill the calendar; answers how many seconds it took, start of Python included."""
    started_at = time.monotonic()
    manage("seed_demo", "--years", str(years), "--scale", f"{scale:g}", quiet=quiet)
    return time.monotonic() - started_at


def another_database(name: str) -> str:
    """Make an empty database beside that of the run; answers its address."""
    own = os.environ["DATABASE_URL"]
    with psycopg.connect(dsn(own), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlunsplit(urlsplit(own)._replace(path=f"/{name}"))


def dsn(url: str) -> str:
    return url.replace("postgres://", "postgresql://")


@contextlib.contextmanager
def leading_to(url: str) -> Iterator[None]:
    """Commands that are started meanwhile work on this database."""
    before, os.environ["DATABASE_URL"] = os.environ["DATABASE_URL"], url
    try:
        yield
    finally:
        os.environ["DATABASE_URL"] = before


def manage(*arguments: str, quiet: bool = True) -> None:
    stdout = subprocess.DEVNULL if quiet else None
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=BASE_DIR, check=True, stdout=stdout)


def counts(connection: psycopg.Connection) -> dict[str, int]:
    """How many rows each of our tables has."""
    found = {}
    for (table,) in connection.execute(_TABLES, [list(APPS)]).fetchall():
        count = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        found[table] = count[0] if count else 0
    return found


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def empty_broker() -> None:
    """Forget the tasks that measuring has left in the queue."""
    import redis

    with redis.from_url(os.environ["REDIS_URL"]) as broker:
        broker.flushall()
