"""What may never happen (design, section 7), asked of the database from outside the product.

Each question answers the rows that should not be there. `ALWAYS` holds at any moment, `AT_REST` when nobody writes.
"""

from psycopg import Connection

from tests.registrations.booking import invariants

ALWAYS = invariants.SEATS | {
    # Those of a group are told when they have a name, so theirs are asked of in tests.
    "a change that nobody is told of": """
        SELECT change.id, change.action FROM registrations_registrationchange AS change
        JOIN registrations_registration AS entry ON entry.id = change.registration_id
        WHERE entry.event_id = %(event)s AND entry.group_id IS NULL
            AND change.action IN ('register', 'promote', 'offer', 'cancel', 'expire') AND NOT EXISTS (
                SELECT FROM catalogue_message AS message WHERE message.registration_id = entry.id
                    AND split_part(message.cause, ':', 2) IN (entry.id::text, change.id::text)
            )""",
}
AT_REST = {
    "a message owed but not sent": """
        SELECT message.id, message.kind, message.state, message.last_error FROM catalogue_message AS message
        WHERE message.event_id = %(event)s AND message.state NOT IN ('sent', 'withdrawn')
            AND message.due_at <= now()""",
}


def broken(connection: Connection, event_id: str, questions: dict[str, str]) -> list[str]:
    """Ask all in one moment of the database; answers a sentence for each that found something."""
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        found: list[str] = invariants.broken(connection, event_id, questions)
        return found
