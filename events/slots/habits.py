"""When an organisation usually trains: the half day of the week on which most of its latest trainings began."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from catalogue.vocabularies import Vocabularies

LATEST = 200
FEWEST = 5
# Of all half days of the week, so much on one of them is a habit.
SHARE = 0.25
NOON = 12

_STARTS = """
SELECT extract(isodow FROM local)::int - 1, extract(hour FROM local)::int
FROM (
    SELECT starts_at AT TIME ZONE %(zone)s AS local FROM events_event
    WHERE lead_id = %(lead)s AND state = 'published' AND starts_at IS NOT NULL ORDER BY starts_at DESC LIMIT %(latest)s
) AS latest
"""


@dataclass(frozen=True, slots=True)
class Habit:
    """`weekday` 0 is Monday."""

    weekday: int
    is_morning: bool

    def holds(self, weekday: int, *, is_morning: bool) -> bool:
        return (self.weekday, self.is_morning) == (weekday, is_morning)


def of_organisation(lead_id: int, known: Vocabularies) -> Habit | None:
    """Answer the habit of an organisation, when it has one."""
    if lead_id not in {term.id for term in known.organisations}:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_STARTS, {"zone": settings.TIME_ZONE, "lead": lead_id, "latest": LATEST})
        halves = Counter((weekday, hour < NOON) for weekday, hour in cursor.fetchall())
    if halves.total() < FEWEST:
        return None
    # The earlier half day of equals.
    (half, count) = min(halves.items(), key=lambda each: (-each[1], each[0][0], not each[0][1]))
    return Habit(*half) if count >= SHARE * halves.total() else None
