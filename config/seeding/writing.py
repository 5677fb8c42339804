"""Writes unsaved rows with PostgreSQL's COPY, under numbers taken from the tables' own sequences."""

import contextlib
import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Field, JSONField, Model
from psycopg import sql

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
            _copy_rows(cursor, rows)
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


def _copy_rows(cursor: psycopg.Cursor, rows: Sequence[Model]) -> None:
    """Insert rows of one model; those without a number get it from the database."""
    if not rows:
        return
    model = type(rows[0])
    fields = [
        field
        for field in model._meta.concrete_fields  # noqa: SLF001 - Django's own name for it
        if not field.generated and not (field.primary_key and rows[0].pk is None)
    ]
    columns = [(field.attname, _converter(field)) for field in fields]
    names = sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in fields])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table_of(model)), names)
    with cursor.copy(statement) as copy:
        for row in rows:
            values = row.__dict__
            copy.write_row([convert(values[name]) if convert else values[name] for name, convert in columns])


def table_of(model: type[Model]) -> str:
    return str(model._meta.db_table)  # noqa: SLF001 - Django's own name for it


def analyse() -> None:
    """Let the planner know what is there now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _converter(field: Field) -> Callable[[Any], Any] | None:
    if isinstance(field, JSONField):
        return json.dumps
    if isinstance(field, ArrayField):
        return _array
    return None


def _array(values: Sequence[Any]) -> str:
    # Language codes and numbers: nothing that needs quoting.
    return "{" + ",".join(map(str, values)) + "}"
