# ruff: noqa: SLF001 - Django has no other way to a row's columns and to a cursor of this kind
"""Statements of single rows, composed once and sent together: for the writes that many do at the same moment.

The ORM composes each statement anew and waits for each answer. Both are nothing for one request, but while a lock is
held everybody behind it waits too.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import NoneType
from typing import Any, Generic, TypeVar
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import AutoField, Field, ForeignKey, JSONField, Model
from django.db.models.base import ModelState

M = TypeVar("M", bound=Model)
N = TypeVar("N", bound=Model)
# Of a part of a statement: the model whose row is inserted, or of one that is revised the model and the fields.
_Part = type[Model] | tuple[type[Model], tuple[str, ...]]
_PLAIN = {bool, datetime, int, NoneType, str, UUID}


@contextmanager
def pipeline() -> Iterator[None]:
    """A transaction whose statements are sent without waiting: reading an answer waits for all that was sent before.

    BEGIN goes with the first of them and COMMIT with the last: psycopg would wait for the answer to each. A refused
    statement raises where it is waited for, at the latest at the end of the block, and takes the whole block back.
    """
    is_nested = connection.in_atomic_block
    # The pipeline ends before the transaction does: a ROLLBACK sent into one that has failed would not be carried out.
    with transaction.atomic(), connection.wrap_database_errors:
        connection.ensure_connection()
        database = connection.connection
        if is_nested:
            with database.pipeline():
                yield
            return
        database.autocommit = True  # Of psycopg, which then adds no BEGIN; to Django the transaction is its own.
        with database.pipeline():
            psycopg.RawCursor(database).execute("BEGIN")
            yield
            if not connection.needs_rollback:
                psycopg.RawCursor(database).execute("COMMIT")  # what `atomic` finds done


def execute(sql: str, values: Sequence[Any]) -> CursorWrapper:
    """Send a statement; the cursor it answers waits for the rows when they are fetched.

    Other than the ORM's, its values travel apart from its text, so that the database prepares it once; and psycopg does
    not read the text, which it would do anew each time with more than 50 values.
    """
    database: Any = connections[DEFAULT_DB_ALIAS]
    cursor: CursorWrapper = database._prepare_cursor(psycopg.RawCursor(database.connection))
    cursor.execute(_numbered(sql), values)
    return cursor


@cache
def _numbered(sql: str) -> str:
    """The statement with $1, $2, … for its %s, as the database takes it."""
    first, *others = sql.split("%s")
    return first + "".join(f"${number}{text}" for number, text in enumerate(others, 1))


class Selection(Generic[M]):
    """A SELECT of whole rows but for the columns in `without`, which load when they are looked at."""

    def __init__(self, model: type[M], conditions: str, *, without: Sequence[str] = ()) -> None:
        self.model = model
        self.names, columns = _columns(model, without)
        self.sql = f'SELECT {columns} FROM "{model._meta.db_table}" {conditions}'  # noqa: S608 - names of our models

    def ask(self, *values: Any) -> "Asked[M]":
        return Asked(self, execute(self.sql, values))


@dataclass(frozen=True, slots=True)
class Asked(Generic[M]):
    """Rows that have been asked for."""

    selection: Selection[M]
    cursor: CursorWrapper

    def read(self) -> list[M]:
        return [_row(self.selection.model, self.selection.names, row) for row in _fetched(self.cursor)]


class PairSelection(Generic[M, N]):
    """A SELECT of rows, each with the row beside it of another model, None where there is none (LEFT JOIN)."""

    def __init__(self, model: type[M], beside: type[N], conditions: str) -> None:
        self.model, self.beside = model, beside
        self.names, columns = _columns(model)
        self.names_beside, columns_beside = _columns(beside)
        self.sql = f'SELECT {columns}, {columns_beside} FROM "{model._meta.db_table}" {conditions}'  # noqa: S608

    def ask(self, *values: Any) -> "AskedPairs[M, N]":
        return AskedPairs(self, execute(self.sql, values))


@dataclass(frozen=True, slots=True)
class AskedPairs(Generic[M, N]):
    selection: PairSelection[M, N]
    cursor: CursorWrapper

    def read(self) -> list[tuple[M, N | None]]:
        asked, width = self.selection, len(self.selection.names)
        return [
            (
                _row(asked.model, asked.names, row[:width]),
                None if row[width] is None else _row(asked.beside, asked.names_beside, row[width:]),
            )
            for row in _fetched(self.cursor)
        ]


def _columns(model: type[Model], without: Sequence[str] = ()) -> tuple[list[str], str]:
    fields = [field for field in model._meta.concrete_fields if field.name not in without]
    columns = ", ".join(f'"{model._meta.db_table}"."{field.column}"' for field in fields)
    return [field.attname for field in fields], columns


def _fetched(cursor: CursorWrapper) -> Any:
    with cursor:
        return cursor.fetchall()


def _row(model: type[M], names: Sequence[str], values: Sequence[Any]) -> M:
    return model.from_db(DEFAULT_DB_ALIAS, names, values)


@dataclass(frozen=True, slots=True)
class _Blank:
    """What a row of a model holds before anything is said of it."""

    constants: dict[str, Any]
    computed: dict[str, Callable[[], Any]]
    # Of each foreign key the column.
    relations: dict[str, str]
    names: frozenset[str]


def unsaved(model: type[M], **values: Any) -> M:
    """Answer the row that `model(**values)` would be, in a tenth of the time: its signals are not sent.

    For rows that are made by the thousand, or under a lock.
    """
    blank = _blank(model)
    if not values.keys() <= blank.names:
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(values.keys() - blank.names))}")
    row, state = model.__new__(model), ModelState()
    for name, column in blank.relations.items():
        if name in values:
            related = state.fields_cache[name] = values.pop(name)
            values[column] = None if related is None else related.pk
    row.__dict__.update(blank.constants, _state=state, **values)
    for name, compute in blank.computed.items():
        if name not in values:
            row.__dict__[name] = compute()
    return row


@dataclass(frozen=True, slots=True)
class Revised:
    """A row that is there, locked by its caller, with the fields of it that are to be written."""

    row: Model
    names: tuple[str, ...]


def write(*parts: Model | Revised) -> None:
    """Insert rows as they are, and write what is revised, of whatever tables, in one statement.

    Ids that the database gives are not read back.
    """
    rows = [part.row if isinstance(part, Revised) else part for part in parts]
    sql, columns = _writing(
        tuple((type(part.row), part.names) if isinstance(part, Revised) else type(part) for part in parts)
    )
    execute(sql, [value for row, fields in zip(rows, columns, strict=True) for value in _values(row, fields)]).close()
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update_all(rows: Sequence[Model], *names: str) -> None:
    """Write these fields of rows that are there and locked, all of one model, in a single statement."""
    if not rows:
        return
    sql, fields = _revision_of_many(type(rows[0]), names)
    columns = [field.column for field in fields]
    written = [dict(zip(columns, _values(row, fields), strict=True)) for row in rows]
    # Moments and ids are read from their text.
    execute(sql, [json.dumps(written, default=str)]).close()


def _values(row: Model, fields: Sequence["Field[Any, Any]"]) -> list[Any]:
    """What a field would leave as it is does not go through it: of the statement's work that is a tenth."""
    database, said = connections[DEFAULT_DB_ALIAS], row.__dict__
    return [
        value
        if type(value := said[field.attname]) in _PLAIN and not isinstance(field, JSONField)
        else field.get_db_prep_save(value, database)
        for field in fields
    ]


@cache
def _blank(model: type[Model]) -> _Blank:
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    computed = {field.attname: field.default for field in fields if callable(field.default) and field.has_default()}
    relations = {field.name: field.attname for field in fields if isinstance(field, ForeignKey)}
    constants = {field.attname: field.get_default() for field in fields if field.attname not in computed}
    return _Blank(constants, computed, relations, frozenset({*constants, *computed, *relations}))


@cache
def _writing(parts: tuple[_Part, ...]) -> tuple[str, list[list["Field[Any, Any]"]]]:
    """The statement, and the fields whose values it takes, part by part."""
    texts, fields = zip(
        *[_revising(*part) if isinstance(part, tuple) else _inserting(part) for part in parts], strict=True
    )
    *first, last = texts
    together = ", ".join(f"part{number} AS ({sql})" for number, sql in enumerate(first))
    return f"WITH {together} {last}" if together else last, list(fields)


def _inserting(model: type[Model]) -> tuple[str, list["Field[Any, Any]"]]:
    given = [field for field in model._meta.concrete_fields if not (field.generated or isinstance(field, AutoField))]
    columns = ", ".join(f'"{field.column}"' for field in given)
    marks = ", ".join("%s" for _ in given)
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})', given  # noqa: S608 - our models


def _revising(model: type[Model], names: tuple[str, ...]) -> tuple[str, list["Field[Any, Any]"]]:
    by_name = {field.name: field for field in model._meta.concrete_fields}
    fields, key = [by_name[name] for name in names], model._meta.pk
    settings = ", ".join(f'"{field.column}" = %s' for field in fields)
    sql = f'UPDATE "{model._meta.db_table}" SET {settings} WHERE "{key.column}" = %s'  # noqa: S608
    return sql, [*fields, key]


@cache
def _revision_of_many(model: type[Model], names: tuple[str, ...]) -> tuple[str, list["Field[Any, Any]"]]:
    by_name = {field.name: field for field in model._meta.concrete_fields}
    fields, key = [by_name[name] for name in names], model._meta.pk
    database = connections[DEFAULT_DB_ALIAS]
    settings = ", ".join(f'"{field.column}" = written."{field.column}"' for field in fields)
    types = ", ".join(f'"{field.column}" {field.rel_db_type(database)}' for field in [*fields, key])
    sql = (
        f'UPDATE "{model._meta.db_table}" AS kept SET {settings} '  # noqa: S608 - names of our models
        f'FROM jsonb_to_recordset(%s::jsonb) AS written({types}) WHERE kept."{key.column}" = written."{key.column}"'
    )
    return sql, [*fields, key]
