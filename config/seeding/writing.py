"""Writes unsaved rows with PostgreSQL's COPY, under numbers taken from the tables' own sequences."""

import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import CharField, Field, JSONField, Model, TextField
from psycopg import sql


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


def copy_rows(rows: Sequence[Model]) -> int:
    """Insert rows of one model; those without a number get it from the database."""
    if not rows:
        return 0
    model = type(rows[0])
    fields = [
        field
        for field in model._meta.concrete_fields  # noqa: SLF001 - Django's own name for it
        if not field.generated and not (field.primary_key and rows[0].pk is None)
    ]
    columns = [(field.attname, _converter(field)) for field in fields]
    names = sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in fields])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table_of(model)), names)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            values = row.__dict__
            copy.write_row([convert(values[name]) if convert else values[name] for name, convert in columns])
    return len(rows)


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
    if isinstance(field, CharField | TextField):
        return _text
    return None


def _text(value: str | None) -> str | None:
    # A member of TextChoices is written as its value.
    return None if value is None else str(value)


def _array(values: Sequence[Any]) -> str:
    # Language codes and numbers: nothing that needs quoting.
    return "{" + ",".join(map(str, values)) + "}"
