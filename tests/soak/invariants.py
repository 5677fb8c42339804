"""What may never happen (design, section 7), asked of the database from outside the product.

Each question answers the rows that should not be there. `ALWAYS` holds at any moment, `AT_REST` when nobody writes.
"""

from psycopg import Connection

from tests.registrations.booking import invariants

ALWAYS = invariants.SEATS | invariants.TOLD
# Once the moment of all has come.
_OWED = "event_id = %(event)s AND state NOT IN ('sent', 'withdrawn')"
AT_REST = {
    "a message owed but not sent": f"SELECT id, kind, state, last_error FROM catalogue_message WHERE {_OWED}",
}


def broken(connection: Connection, event_id: str, questions: dict[str, str]) -> list[str]:
    """Ask all in one moment of the database; answers a sentence for each that found something."""
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        found: list[str] = invariants.broken(connection, event_id, questions)
        return found


def count_owed(connection: Connection, event_id: str) -> int:
    found = connection.execute(f"SELECT count(*) FROM catalogue_message WHERE {_OWED}", {"event": event_id}).fetchone()
    return int(found[0]) if found else 0


def sent(connection: Connection) -> set[str]:
    """The causes of all messages that the outbox says are sent."""
    return {cause for (cause,) in connection.execute("SELECT cause FROM catalogue_message WHERE state = 'sent'")}
