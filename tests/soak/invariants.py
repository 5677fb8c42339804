"""What may never happen (design, section 7), asked of the database from outside the product.

Each question answers the rows that should not be there. `ALWAYS` holds at any moment, `AT_REST` when nobody writes.
"""

from psycopg import Connection

ALWAYS = {
    "more seats taken than there are": """
        SELECT id FROM events_seatpool WHERE event_id = %(event)s AND taken > capacity + overbooked""",
    "seats counted otherwise than held": """
        SELECT pool.id, pool.taken, count(entry.id) FROM events_seatpool AS pool
        LEFT JOIN registrations_registration AS entry
            ON entry.pool_id = pool.id AND entry.state IN ('confirmed', 'offered')
        WHERE pool.event_id = %(event)s GROUP BY pool.id HAVING pool.taken <> count(entry.id)""",
    "people waiting counted otherwise than there are": """
        SELECT pool.id, pool.waiting, count(entry.id) FROM events_seatpool AS pool
        LEFT JOIN registrations_registration AS entry
            ON entry.event_id = pool.event_id AND entry.state = 'waitlisted' AND pool.id = ANY (entry.wanted_pools)
        WHERE pool.event_id = %(event)s GROUP BY pool.id HAVING pool.waiting <> count(entry.id)""",
    "two active registrations of one person": """
        SELECT email FROM registrations_registration WHERE event_id = %(event)s
            AND state IN ('awaiting_approval', 'confirmed', 'waitlisted', 'offered')
        GROUP BY email HAVING count(*) > 1""",
    "a free seat that somebody waits for": """
        SELECT id FROM events_seatpool WHERE event_id = %(event)s AND waiting > 0 AND taken < capacity""",
    "somebody overtaken in the queue": """
        SELECT seated.id FROM registrations_registration AS seated
        JOIN registrations_registration AS waiting ON waiting.event_id = seated.event_id
            AND waiting.state = 'waitlisted' AND waiting.queue_number < seated.queue_number
        WHERE seated.event_id = %(event)s AND seated.state = 'confirmed' AND seated.queue_number IS NOT NULL""",
    "a state without its history": """
        SELECT entry.id FROM registrations_registration AS entry
        LEFT JOIN LATERAL (
            SELECT to_state FROM registrations_registrationchange AS change
            WHERE change.registration_id = entry.id ORDER BY change.id DESC LIMIT 1
        ) AS last ON true
        WHERE entry.event_id = %(event)s AND last.to_state IS DISTINCT FROM entry.state""",
    "a change that nobody is told of": """
        SELECT change.id, change.action FROM registrations_registrationchange AS change
        JOIN registrations_registration AS entry ON entry.id = change.registration_id
        WHERE entry.event_id = %(event)s AND change.action IN ('register', 'promote', 'cancel') AND NOT EXISTS (
            SELECT FROM catalogue_message AS message WHERE message.cause IN (
                'confirmed:' || entry.id, 'waitlisted:' || entry.id,
                'promoted:' || change.id, 'cancelled:' || change.id
            )
        )""",
}
AT_REST = {
    "a message owed but not sent": """
        SELECT message.id, message.kind, message.state, message.last_error FROM catalogue_message AS message
        JOIN registrations_registration AS entry ON entry.id = (message.context ->> 'registration')::uuid
        WHERE entry.event_id = %(event)s AND message.state NOT IN ('sent', 'withdrawn')""",
}


def broken(connection: Connection, event_id: str, questions: dict[str, str]) -> list[str]:
    """Ask all in one moment of the database; answers a sentence for each that found something."""
    found = []
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for name, question in questions.items():
            rows = connection.execute(question, {"event": event_id}).fetchall()
            if rows:
                found.append(f"{name}: {rows[:3]}")
    return found
