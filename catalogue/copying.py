"""Inserts rows by the thousand with PostgreSQL's COPY: a third of the time of the ORM's INSERT."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, JSONField, Model
from psycopg import sql


def insert_all(rows: Sequence[Model]) -> None:
    """Insert unsaved rows of one model as they are; numbers that the database gives are not read back."""
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        copy_rows(cursor, rows)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001 - Django's own name for it


def copy_rows(cursor: psycopg.Cursor, rows: Sequence[Model]) -> None:
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


def _converter(field: Field) -> Callable[[Any], Any] | None:
    if isinstance(field, JSONField):
        return json.dumps
    if isinstance(field, ArrayField):
        return _array
    return None


def _array(values: Sequence[Any]) -> str:
    # Language codes and numbers: nothing that needs quoting.
    return "{" + ",".join(map(str, values)) + "}"
