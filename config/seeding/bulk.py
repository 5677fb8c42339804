"""Loads tables without their references and indexes, which are made anew of everything at the end.

A reference looked up for each row, and an index kept up row by row, take several times as long as the same for all rows
at once. All of it happens in the caller's transaction: if the load breaks off, nothing was ever set aside.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from django.db import connection
from psycopg import sql

# Of what one statement may sort or look up in memory.
MEMORY = "256MB"


@dataclass(frozen=True, slots=True)
class _Part:
    """A constraint or an index of a table, and the statements that take it away and bring it back."""

    drop: sql.SQL | sql.Composed
    create: sql.SQL | sql.Composed


def is_alone() -> bool:
    """Whether nobody else is connected to this database: whoever is would wait for the end of the load."""
    with connection.cursor() as cursor:
        # A transaction goes on seeing who was there when it first looked.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(_CONNECTED)
        (connected,) = cursor.fetchone()
    pool = getattr(connection, "pool", None)
    return bool(connected <= (pool.get_stats()["pool_size"] if pool else 1))


@contextlib.contextmanager
def set_aside(tables: Sequence[str]) -> Iterator[None]:
    """Keep these tables to oneself, without references to and from them and without indexes, and restore all at last.

    Raises IntegrityError when the rows do not keep what the constraints promise.
    """
    connection.ensure_connection()
    theirs: psycopg.Connection = connection.connection
    # A table is not changed while checks of its rows are still owed.
    theirs.execute("SET CONSTRAINTS ALL IMMEDIATE")
    references = _constraints(theirs, _REFERENCES, tables)
    indexes = [*_constraints(theirs, _KEYS, tables), *_indexes(theirs, tables)]
    for part in [*references, *indexes]:
        theirs.execute(part.drop)
    yield
    with connection.wrap_database_errors:
        theirs.execute(sql.SQL("SET LOCAL maintenance_work_mem = {}").format(MEMORY))
        for part in indexes:
            theirs.execute(part.create)
        # A reference is checked by a join, and a planner who knows nothing of the tables joins row by row.
        theirs.execute(sql.SQL("ANALYZE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
        for part in references:
            theirs.execute(part.create)
        theirs.execute("SET CONSTRAINTS ALL DEFERRED")


def _constraints(theirs: psycopg.Connection, found_by: LiteralString, tables: Sequence[str]) -> list[_Part]:
    drop, add = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}"), sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}")
    return [
        _Part(
            drop.format(sql.SQL(table), sql.Identifier(name)),
            add.format(sql.SQL(table), sql.Identifier(name), sql.SQL(definition)),
        )
        for table, name, definition in theirs.execute(found_by, {"tables": list(tables)}).fetchall()
    ]


def _indexes(theirs: psycopg.Connection, tables: Sequence[str]) -> list[_Part]:
    found = theirs.execute(_INDEXES, {"tables": list(tables)}).fetchall()
    return [_Part(sql.SQL("DROP INDEX {}").format(sql.SQL(name)), sql.SQL(definition)) for name, definition in found]


_CONNECTED = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'
"""
# Those from these tables and those to them: they lean on the keys.
_REFERENCES = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND (conrelid = ANY(%(tables)s::regclass[]) OR confrelid = ANY(%(tables)s::regclass[]))
ORDER BY 1, 2
"""
_KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype IN ('p', 'u', 'x') AND conrelid = ANY(%(tables)s::regclass[])
ORDER BY 1, 2
"""
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%(tables)s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
ORDER BY 1
"""
