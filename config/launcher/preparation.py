"""What stands between an empty or older database and a running product, done by one Django process of its own."""

import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def main(base_url: str, answer: Path) -> None:
    """Migrate and load, then write the demonstration's part of demo.json to the file `answer`."""
    django.setup()
    migrate()
    load()
    answer.write_text(json.dumps(demonstration(base_url), ensure_ascii=False))


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
    from django.core.management import call_command, get_commands

    known = get_commands()
    if "load_reference" in known:
        call_command("load_reference", verbosity=0)
    if settings.DEMONSTRATION and "load_demonstration" in known and is_empty():
        print("Loading the demonstration.", flush=True)
        call_command("load_demonstration", verbosity=0)


def is_empty() -> bool:
    from django.apps import apps

    return not apps.get_model("events", "Event").objects.exists()


def demonstration(base_url: str) -> dict[str, Any]:
    """The feeds and accounts to try, as far as the product offers them."""
    from django.conf import settings

    if not settings.DEMONSTRATION:
        return {}
    try:
        offered = importlib.import_module("config.demonstration")
    except ModuleNotFoundError:
        return {"feeds": {}, "accounts": []}
    return {"feeds": offered.feeds(base_url), "accounts": offered.accounts(base_url)}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
