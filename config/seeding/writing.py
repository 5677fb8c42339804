"""Writes unsaved rows with PostgreSQL's COPY, under numbers taken from the tables' own sequences."""

import contextlib
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import psycopg
from django.db import connection
from django.db.models import Model
from psycopg import sql

from catalogue.copying import copy_rows, table_of
from catalogue.models import Person

# Rows by model.
Batch = Mapping[type[Model], Sequence[Model]]


def reserve(models: Sequence[type[Model]]) -> dict[type[Model], Iterator[int]]:
    """Keep others from inserting into these tables until the transaction ends, and answer their next numbers."""
    numbers: dict[type[Model], Iterator[int]] = {}
    with connection.cursor() as cursor:
        for model in models:
            table = table_of(model)
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            (sequence,) = cursor.fetchone()
            cursor.execute(f"SELECT last_value + is_called::int FROM {sequence}")  # noqa: S608 - its own answer
            numbers[model] = itertools.count(cursor.fetchone()[0])
    return numbers


def give_back(numbers: dict[type[Model], Iterator[int]]) -> None:
    """Let the sequences go on after the numbers that were used."""
    with connection.cursor() as cursor:
        for model, counter in numbers.items():
            table = table_of(model)
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)", [table, next(counter)])


@contextlib.contextmanager
def second_hand() -> Iterator[Callable[[Batch], None]]:
    """Answer what copies batch after batch, each in a thread beside the making of the next one.

    The connection and its transaction are the caller's, who leaves them alone meanwhile.
    """
    connection.ensure_connection()
    theirs = connection.connection
    references = _references(theirs)
    under_way: list[Future[None]] = []

    def copy(batch: Batch) -> None:
        if under_way:
            under_way.pop().result()
        under_way.append(hand.submit(_copy_batch, theirs, batch, references))

    with ThreadPoolExecutor(1, "seeding") as hand:
        yield copy
        if under_way:
            under_way.pop().result()


def _copy_batch(theirs: psycopg.Connection, batch: Batch, references: sql.Composable) -> None:
    with theirs.cursor() as cursor:
        for rows in batch.values():
            copy_rows(cursor, rows)
        # Otherwise millions of references would be remembered, and looked up one by one at the end.
        for when in ("IMMEDIATE", "DEFERRED"):
            cursor.execute(sql.SQL("SET CONSTRAINTS {} " + when).format(references))


def _references(theirs: psycopg.Connection) -> sql.Composable:
    """The foreign keys that hold after every batch: people, to whom others refer, come last of all."""
    found = theirs.execute(
        "SELECT conname FROM pg_constraint WHERE contype = 'f' AND condeferrable AND confrelid <> %s::regclass"
        " AND connamespace = current_schema()::regnamespace",
        [table_of(Person)],
    )
    return sql.SQL(", ").join(sql.Identifier(name) for (name,) in found.fetchall())


def analyse() -> None:
    """Let the planner know what is there now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
