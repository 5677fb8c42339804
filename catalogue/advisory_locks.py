"""Locks on work rather than on rows: who comes second waits until the transaction of the first has ended."""

from enum import IntEnum, unique

from django.db import connection


@unique
class Work(IntEnum):
    """The numbers by which the database knows them: two of one number would wait for each other."""

    # Organisations and the other reference data as a whole.
    ORGANISATIONS = 7_304_101
    IMPORTS = 7_304_102
    PLACES = 7_304_103
    DIGESTS = 7_304_104
    CALENDARS = 7_304_105


def take(work: Work) -> None:
    """Keep everybody else from this work until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [work.value])


def share(work: Work) -> None:
    """Keep from it until the transaction ends who wants it for themselves alone; others may share it too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [work.value])
