"""What every test has: static files by their plain names, and an empty mailbox and cache."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def surroundings(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MAILBOX_DIR = tmp_path / "mailbox"
    cache.clear()
