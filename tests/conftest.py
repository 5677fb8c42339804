"""What every test has: static files by their plain names, and an empty mailbox and cache, and nothing counted yet."""

import pytest
from django.core.cache import cache
from django.db import connections

from catalogue import courier
from events import facets


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """Where tasks run at once, the courier's thread has used the database; it lets go before the database goes."""
    yield
    courier._thread.submit(connections.close_all).result()


@pytest.fixture(autouse=True)
def surroundings(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MAILBOX_DIR = tmp_path / "mailbox"
    cache.clear()
    facets.forget()
