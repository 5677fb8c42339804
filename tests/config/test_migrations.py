"""Migrations in a database of their own: those after the first go back, and forward again to the same tables."""

import pytest
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from tests import tables
from tests.config.snapshots import WRITTEN_OUT

# What the first version of the product had.
FIRST = [("catalogue", "0002_catalogue_revision_triggers"), ("events", "0002_session_entries_stand_alone")]
FIRST += [("registrations", "0001_registrations")]
ALIAS = "migrations"
TABLES = """
SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
WHERE table_schema = 'public' ORDER BY 1, 2
"""
CONSTRAINTS = "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1, 2"
INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"


@pytest.fixture
def copied(django_db_setup, django_db_blocker):
    """A connection to a database with the tables of the tests, beside theirs."""
    name = f"{connection.settings_dict['NAME']}_{ALIAS}"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE {tables.TEMPLATE}')
        connections.databases[ALIAS] = connections.databases["default"] | {"NAME": name}
        yield connections[ALIAS]
        connections[ALIAS].close()
        connections[ALIAS].close_pool()
        del connections[ALIAS], connections.databases[ALIAS]
        cursor.execute(f'DROP DATABASE "{name}"')


def migrate(database, targets=None):
    executor = MigrationExecutor(database)
    executor.migrate(targets or executor.loader.graph.leaf_nodes())


def schema(database):
    with database.cursor() as cursor:
        found = []
        for statement in (TABLES, CONSTRAINTS, INDEXES):
            cursor.execute(statement)
            found.append(cursor.fetchall())
    return found


def plain(rows):
    return {tuple(WRITTEN_OUT.sub("", cell or "").replace(" ", "") for cell in row) for row in rows}


def test_migrations_since_the_first_go_back_and_forward_again(copied):
    now = schema(copied)

    migrate(copied, FIRST)
    early = schema(copied)
    migrate(copied)

    assert early != now
    # What all other tests stand on is no more and no less, kept from an earlier run or not.
    assert [plain(kept) ^ plain(made) for kept, made in zip(now, schema(copied), strict=True)] == [set()] * 3
