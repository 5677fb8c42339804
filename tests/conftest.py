"""What every test has: static files by their plain names, an empty mailbox, and nothing counted yet."""

from functools import cache

import pytest
import redis
from django.conf import settings as django_settings
from django.db import connection

from events import facets


@cache
def broker():
    return redis.from_url(django_settings.REDIS_URL)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Threads and loops that tests have left behind hold connections; all let go before the database goes."""
    yield
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}")


@pytest.fixture(autouse=True)
def surroundings(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MAILBOX_DIR = tmp_path / "mailbox"
    facets.forget()
    broker().flushdb()
