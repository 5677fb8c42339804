"""What stands between an empty or older database and a running product, done by one Django process of its own."""

import errno
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
DISK_FULL = "53100"  # PostgreSQL's error code


def main(step: str, *arguments: str) -> None:
    """Do one step; a full disk is told by the exit status alone."""
    try:
        django.setup()
        STEPS[step](*arguments)
    except Exception as error:
        if not is_disk_full(error):
            raise
        sys.exit(errno.ENOSPC)


def is_disk_full(error: BaseException | None) -> bool:
    while error is not None:
        if getattr(error, "errno", None) == errno.ENOSPC or getattr(error, "sqlstate", None) == DISK_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


def prepare_database(base_url: str, answer: str) -> None:
    """Migrate and load, then write the demonstration's part of demo.json to the file `answer`."""
    migrate()
    load()
    Path(answer).write_text(json.dumps(demonstration(base_url), ensure_ascii=False))


def collect_static() -> None:
    """Collect and compress: the slowest step of a first start."""
    from django.core.management import call_command

    print("Collecting static files.", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Preparing the database.", flush=True)
        call_command("migrate", interactive=False, verbosity=0)


def load() -> None:
    """Reference data always, the demonstration only into a calendar without any event."""
    from django.conf import settings
    from django.core.management import call_command

    from events.models import Event

    call_command("load_reference", verbosity=0)
    if settings.DEMONSTRATION and not Event.objects.exists():
        print("Loading the demonstration.", flush=True)
        call_command("load_demonstration", verbosity=0)


def demonstration(base_url: str) -> dict[str, Any]:
    """The feeds and accounts to try; nothing outside the demonstration."""
    from django.conf import settings

    from config import demonstration as offered

    if not settings.DEMONSTRATION:
        return {}
    return {"feeds": offered.feeds(base_url), "accounts": offered.accounts(base_url)}


STEPS: dict[str, Callable[..., None]] = {"database": prepare_database, "files": collect_static}

if __name__ == "__main__":
    main(*sys.argv[1:])
