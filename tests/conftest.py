"""What every test has: static files by their plain names, an empty mailbox, and nothing counted yet."""

import itertools
from functools import cache

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from config.embedded.postgres import NAME
from events import facets
from tests import services, tables
from tests.sharing_out import Sharing, begin_with_the_longest

TransactionTestCase._fixture_teardown = tables.empty


def pytest_xdist_make_scheduler(config, log):
    config.option.loadscopereorder = False
    return Sharing(config, log)


def pytest_collection_modifyitems(items):
    if services.WORKER:
        begin_with_the_longest(items)


@cache
def broker():
    return redis.from_url(settings.REDIS_URL)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """A database for each worker, a copy of the tables; it goes with its server."""
    with django_db_blocker.unblock():
        tables.copy(settings.DATA_DIR, f"test_{NAME}{services.WORKER}")
    yield
    connection.close_pool()


# Static files by their plain names: nothing is collected.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
mailboxes = itertools.count()


@pytest.fixture(autouse=True)
def surroundings(settings, tmp_path_factory):
    # A folder comes into being with its first mail: few tests have any.
    settings.MAILBOX_DIR = tmp_path_factory.getbasetemp() / f"mailbox-{next(mailboxes)}"
    facets.forget()
    broker().flushdb()
