"""Filling the calendar beside a bare COPY of the same rows into tables with the same indexes."""

import os
import time

import psycopg
from psycopg import sql

from tests.benchmarks import surroundings
from tests.benchmarks.measuring import Row, Section


def measure(*, years: int, scale: float) -> Section:
    """Seed the empty calendar: what it holds afterwards is what all other sections are measured on."""
    address = os.environ["DATABASE_URL"].replace("postgres://", "postgresql://")
    with psycopg.connect(address) as connection:
        before = sum(surroundings.counts(connection).values())
    # Nobody else is connected meanwhile: that is how an empty calendar is filled.
    seconds = surroundings.seed(years, scale)
    with psycopg.connect(address) as connection:
        counts = surroundings.counts(connection)
        rows = sum(counts.values()) - before
        copied_in = _copy(connection, list(counts))
        connection.rollback()
    all_rows = sum(counts.values())
    ours, bare = rows / seconds, all_rows / copied_in
    figures = {"years": years, "scale": scale, "rows": counts, "seconds": seconds, "copy_seconds": copied_in}
    note = f"{rows:,} rows in {seconds:.1f} s, start of Python included"
    return Section(
        "seed",
        f"Filling the calendar: seed_demo --years {years} --scale {scale:g}",
        "COPY of the same rows, foreign keys unchecked",
        [Row("seed_demo", ours, bare, "rows/s", ours / bare, note)],
        [],
        figures,
    )


def _copy(connection: psycopg.Connection, tables: list[str]) -> float:
    """Copy every table's rows out to memory and into a twin of it; answers the seconds of the way in."""
    connection.execute("CREATE SCHEMA twins")
    seconds = 0.0
    for name in tables:
        table, twin = sql.Identifier(name), sql.Identifier("twins", name)
        connection.execute(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(twin, table))
        columns = sql.SQL(", ").join(map(sql.Identifier, _stored_columns(connection, name)))
        out = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT binary)").format(columns, table)
        with connection.cursor() as cursor:
            with cursor.copy(out) as reading:
                blocks = [bytes(block) for block in reading]
            started_at = time.monotonic()
            into = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(twin, columns)
            with cursor.copy(into) as writing:
                for block in blocks:
                    writing.write(block)
            seconds += time.monotonic() - started_at
    return seconds


def _stored_columns(connection: psycopg.Connection, table: str) -> list[str]:
    """All columns but generated ones, which the twin computes as well."""
    found = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = '' ORDER BY attnum",
        [table],
    )
    return [name for (name,) in found.fetchall()]
