"""What may never happen to the seats of a training (design, section 7), asked of the database in one moment.

Each question answers the rows that should not be there.
"""

SEATS = {
    "more seats taken than there are": """
        SELECT id FROM events_seatpool WHERE event_id = %(event)s AND taken > capacity + overbooked""",
    "more seats taken than there are together": """
        SELECT event_id FROM events_seatceiling WHERE event_id = %(event)s AND taken > capacity + overbooked""",
    "seats counted otherwise than held": """
        SELECT pool.id, pool.taken, count(entry.id) FROM events_seatpool AS pool
        LEFT JOIN registrations_registration AS entry
            ON entry.pool_id = pool.id AND entry.state IN ('confirmed', 'offered')
        WHERE pool.event_id = %(event)s GROUP BY pool.id HAVING pool.taken <> count(entry.id)""",
    "seats counted otherwise together": """
        SELECT ceiling.taken, sum(pool.taken) FROM events_seatceiling AS ceiling
        JOIN events_seatpool AS pool USING (event_id)
        WHERE event_id = %(event)s GROUP BY ceiling.taken HAVING ceiling.taken <> sum(pool.taken)""",
    "people waiting for a pool counted otherwise than there are": """
        SELECT pool.id, pool.waiting, count(entry.id) FROM events_seatpool AS pool
        LEFT JOIN registrations_registration AS entry
            ON entry.event_id = pool.event_id AND entry.state = 'waitlisted' AND pool.id = ANY (entry.wanted_pools)
        WHERE pool.event_id = %(event)s GROUP BY pool.id HAVING pool.waiting <> count(entry.id)""",
    "people waiting counted otherwise than there are": """
        SELECT event.waiting, count(entry.id) FROM events_event AS event
        LEFT JOIN registrations_registration AS entry ON entry.event_id = event.id AND entry.state = 'waitlisted'
        WHERE event.id = %(event)s GROUP BY event.waiting HAVING event.waiting <> count(entry.id)""",
    "two active registrations of one person": """
        SELECT person_id FROM registrations_registration WHERE event_id = %(event)s AND person_id IS NOT NULL
            AND state IN ('awaiting_approval', 'confirmed', 'waitlisted', 'offered')
        GROUP BY person_id HAVING count(*) > 1""",
    "a seat in no pool of the training": """
        SELECT entry.id FROM registrations_registration AS entry
        LEFT JOIN events_seatpool AS pool ON pool.id = entry.pool_id AND pool.event_id = entry.event_id
        WHERE entry.event_id = %(event)s AND entry.state IN ('confirmed', 'offered') AND pool.id IS NULL""",
    # Of those who wait in a group that wants seats together, nothing: there may be too few for all.
    "a free seat that somebody waits for": """
        SELECT pool.id, entry.reference FROM events_seatpool AS pool
        JOIN events_event AS event ON event.id = pool.event_id AND event.state = 'published' AND event.starts_at > now()
        LEFT JOIN events_seatceiling AS ceiling ON ceiling.event_id = pool.event_id
        JOIN registrations_registration AS entry ON entry.event_id = pool.event_id AND entry.state = 'waitlisted'
            AND pool.id = ANY (entry.wanted_pools)
            AND (pool.reserved_until IS NULL OR pool.reserved_until <= now() OR pool.id = ANY (entry.admitted_pools))
        LEFT JOIN registrations_groupbooking AS party ON party.id = entry.group_id
        WHERE pool.event_id = %(event)s AND (pool.capacity IS NULL OR pool.taken < pool.capacity)
            AND (ceiling.event_id IS NULL OR ceiling.taken < ceiling.capacity)
            AND (party.id IS NULL OR NOT party.waits_together)""",
    "an offer without an end": """
        SELECT id FROM registrations_registration WHERE event_id = %(event)s
            AND (state = 'offered') <> (offer_expires_at IS NOT NULL)""",
    "a state without its history": """
        SELECT entry.id, entry.state, last.to_state FROM registrations_registration AS entry
        LEFT JOIN LATERAL (
            SELECT to_state FROM registrations_registrationchange AS change
            WHERE change.registration_id = entry.id ORDER BY change.id DESC LIMIT 1
        ) AS last ON true
        WHERE entry.event_id = %(event)s AND last.to_state IS DISTINCT FROM entry.state""",
    # Replayed from its beginning, the history comes to the present state without a leap.
    "a history that leaps": """
        SELECT * FROM (
            SELECT change.registration_id, change.action, change.from_state,
                lag(change.to_state, 1, '') OVER (PARTITION BY change.registration_id ORDER BY change.id) AS before
            FROM registrations_registrationchange AS change
            JOIN registrations_registration AS entry ON entry.id = change.registration_id
            WHERE entry.event_id = %(event)s
        ) AS step WHERE from_state <> before""",
    "a group that has lost somebody": """
        SELECT party.id FROM registrations_groupbooking AS party WHERE party.event_id = %(event)s
            AND NOT EXISTS (SELECT FROM registrations_registration AS entry WHERE entry.group_id = party.id)""",
}

# Changes that their person is told of, each by one message of its own.
_TOLD = """'register', 'promote', 'offer', 'accept', 'approve', 'reject', 'name', 'change_pool', 'substitute', 'cancel',
    'expire', 'release_unverified'"""
TOLD = {
    # Seats without a name have nobody to tell, and who was given one is told of what comes after that.
    "a change that nobody is told of": f"""
        SELECT change.id, change.action FROM registrations_registrationchange AS change
        JOIN registrations_registration AS entry ON entry.id = change.registration_id
        WHERE entry.event_id = %(event)s AND change.action IN ({_TOLD}) AND entry.person_id IS NOT NULL
            AND NOT EXISTS (
                SELECT FROM registrations_registrationchange AS named
                WHERE named.registration_id = entry.id AND named.action = 'name' AND named.id > change.id
            ) AND NOT EXISTS (
                SELECT FROM catalogue_message AS message WHERE message.registration_id = entry.id
                    AND split_part(message.cause, ':', 2)
                        IN (change.id::text, CASE change.action WHEN 'register' THEN entry.id::text END)
            )""",
    "somebody told twice of one thing": """
        SELECT address, array_agg(cause) FROM catalogue_message
        WHERE event_id = %(event)s AND kind <> 'link_again'
        GROUP BY address, registration_id, split_part(cause, ':', 2) HAVING count(*) > 1""",
}


def broken(connection, event_id, questions):
    """Ask all in one moment of the database; answers a sentence for each that found something."""
    found = []
    with connection.cursor() as cursor:
        for name, question in questions.items():
            cursor.execute(question, {"event": event_id})
            rows = cursor.fetchall()
            if rows:
                found.append(f"{name}: {rows[:3]}")
    return found
