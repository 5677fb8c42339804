"""How many people have taken part in trainings of both of two organisers on some themes."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection

# Rows of people who were forgotten stay, without a name: distinct persons can still be counted.
_COUNT = """
SELECT count(*) FROM (
    SELECT registration.person_id
    FROM events_event AS event
    JOIN registrations_registration AS registration ON registration.event_id = event.id
    WHERE event.lead_id = ANY(%(either)s) AND event.state = 'published' AND event.ends_at <= %(now)s
    AND registration.state = 'confirmed'
    AND EXISTS (
        SELECT FROM events_event_themes AS link WHERE link.event_id = event.id AND link.theme_id = ANY(%(themes)s)
    )
    GROUP BY registration.person_id
    HAVING bool_or(event.lead_id = ANY(%(first)s)) AND bool_or(event.lead_id = ANY(%(second)s))
) AS common
"""


def count(first: Collection[int], second: Collection[int], themes: Collection[int], now: datetime) -> int:
    """People with a seat in a training that is over, of each of two organisers (with all that they were before)."""
    values: dict[str, Any] = {
        "first": list(first),
        "second": list(second),
        "either": [*first, *second],
        "themes": list(themes),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        (found,) = cursor.fetchone()
    return int(found)
