"""What every test has: static files by their plain names, and an empty mailbox and cache."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connections

from catalogue import courier


@pytest.fixture(scope="session", autouse=True)
def static_root():
    """Whitenoise wants to see the folder of collected files, empty though it is."""
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


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
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)  # WhiteNoise warns of a folder that is not there
    cache.clear()
