"""The tables of the tests: made by the migrations once, kept until one of them changes, copied by every worker."""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from django.db import connection, transaction

from config.embedded.folders import postgres_program
from config.embedded.postgres import NAME
from config.embedded.services import packages

TEMPLATE, DRAFT = "tables", "tables_being_made"
LOCK, LOG = "tables.lock", "tables.log"
BASE_DIR = Path(__file__).resolve().parent.parent
KEPT = BASE_DIR / ".pytest_cache" / "d" / "tables"
MOST_KEPT = 3
# What decides how the tables come out: the migrations, and what they run on.
CAUSES = ("*/migrations/*.py", "requirements/*.txt", "config/settings.py")
# What the migrations fill and tests never write; emptied, they would have to be filled again.
NEVER_EMPTIED = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "catalogue_cataloguerevision",
    "events_feedrevision",
}


def begin(data: Path) -> subprocess.Popen:
    """Make the tables beside the collecting of tests. The maker holds a lock that ends with it."""
    with (data / LOCK).open("w") as lock, (data / LOG).open("w") as log:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = [sys.executable, "-m", "tests.tables"]
        return subprocess.Popen(command, cwd=BASE_DIR, pass_fds=[lock.fileno()], stdout=log, stderr=log)


def wait(data: Path) -> None:
    with (data / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)


def make() -> None:
    kept = KEPT / f"{fingerprint()}.sql"
    create_draft()
    if not (kept.is_file() and run("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={kept}") == 0):
        create_draft()
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0", "--skip-checks"]
        subprocess.run(migrate, cwd=BASE_DIR, env=os.environ | {"DATABASE_URL": address_of_draft()}, check=True)
        keep(kept)
    ask(f"ALTER DATABASE {DRAFT} RENAME TO {TEMPLATE}")


def address_of_draft() -> str:
    return os.environ["DATABASE_URL"].replace(f"/{NAME}?", f"/{DRAFT}?")


def ask(*statements: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
        for statement in statements:
            database.execute(statement)


def create_draft() -> None:
    ask(f"DROP DATABASE IF EXISTS {DRAFT}", f"CREATE DATABASE {DRAFT}")


def keep(kept: Path) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    draft = kept.with_suffix(f".{os.getpid()}")
    if run("pg_dump", f"--file={draft}") == 0:
        draft.replace(kept)
    for old in sorted(KEPT.glob("*.sql"), key=lambda path: path.stat().st_mtime)[:-MOST_KEPT]:
        old.unlink(missing_ok=True)


def run(program: str, *words: str) -> int:
    command = [postgres_program(packages(), program), *words, f"--dbname={address_of_draft()}"]
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode


def fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for cause in CAUSES for path in BASE_DIR.glob(cause)):
        digest.update(f"{path.relative_to(BASE_DIR)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def copy(data: Path, name: str) -> None:
    """Give this worker a database of its own with the tables."""
    wait(data)
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE])
        assert cursor.fetchone(), (data / LOG).read_text()
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE}')
    connection.close()
    connection.settings_dict["NAME"] = name


def empty(_case=None) -> None:
    """Delete every row, once nobody writes any more: a hundred tables truncated take half a second each time."""
    from catalogue import vocabularies

    with transaction.atomic(), connection.cursor() as cursor:
        names = [f'"{name}"' for name in connection.introspection.table_names(cursor) if name not in NEVER_EMPTIED]
        cursor.execute(f"LOCK TABLE {', '.join(names)}")
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (TABLE {name})" for name in names))
        filled = [name for (name,) in cursor.fetchall()]
        # No trigger runs, as none does when a table is truncated, and no order of the tables is asked for.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("; ".join(["SELECT 1", *(f"DELETE FROM {name}" for name in filled)]))
        vocabularies.reread()


if __name__ == "__main__":
    make()
