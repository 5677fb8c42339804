"""Bursts of registrations that may be false names: many within minutes from one network, or that nobody confirms."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from events.models import Event
from registrations.models import Registration

# So many from one network without a confirmed address, with no longer pause between them.
FEWEST_OF_ONE_NETWORK = 5
FEWEST_OF_MANY = 10
LONGEST_PAUSE = timedelta(minutes=5)
# When registration opens many come at once, and most confirm within the hour.
TIME_TO_CONFIRM = timedelta(hours=1)
UNCONFIRMED_SHARE = 0.9
BY_THEMSELVES = ("page", "api")


@dataclass(frozen=True, slots=True)
class Burst:
    """`of_one_network`: all came from one network address."""

    ids: tuple[uuid.UUID, ...]
    starts_at: datetime
    ends_at: datetime
    of_one_network: bool
    # As a span of time is written.
    all_day: bool = False

    @property
    def count(self) -> int:
        return len(self.ids)

    @property
    def joined_ids(self) -> str:
        return ",".join(map(str, self.ids))


def of_event(event: Event, *, now: datetime) -> list[Burst]:
    """The bursts among those in force that registered themselves, the latest first: one query, that answers bursts."""
    asked: dict[str, Any] = {
        "event": event.pk,
        "active": list(Registration.ACTIVE),
        "by_themselves": list(BY_THEMSELVES),
        "pause": LONGEST_PAUSE,
        "fewest_of_one": FEWEST_OF_ONE_NETWORK,
        "fewest_of_many": FEWEST_OF_MANY,
        "share": UNCONFIRMED_SHARE,
        "before": now - TIME_TO_CONFIRM,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BURSTS, asked)
        return [Burst(tuple(ids), first, last, is_one) for ids, first, last, is_one in cursor.fetchall()]


# A run begins with a registration that comes later after the one before than the longest pause. `one` are runs of one
# network, `many` those of the others; of what came meanwhile nearly nobody may have confirmed.
_BURSTS = """
WITH came AS MATERIALIZED (
    SELECT registration.id, registration.created_at AS at, registration.origin,
        person.email_verified_at IS NULL AS is_unconfirmed
    FROM registrations_registration AS registration
    JOIN catalogue_person AS person ON person.id = registration.person_id
    WHERE registration.event_id = %(event)s AND registration.state = ANY (%(active)s)
        AND registration.channel = ANY (%(by_themselves)s)
), one_parted AS (
    SELECT id, at, origin, at - lag(at) OVER network > %(pause)s AS is_first
    FROM came WHERE is_unconfirmed AND origin <> ''
    WINDOW network AS (PARTITION BY origin ORDER BY at, id)
), one_numbered AS (
    SELECT id, at, origin, count(*) FILTER (WHERE is_first) OVER (PARTITION BY origin ORDER BY at, id) AS run
    FROM one_parted
), one AS (
    SELECT array_agg(id ORDER BY at, id) AS ids, min(at) AS starts_at, max(at) AS ends_at
    FROM one_numbered GROUP BY origin, run HAVING count(*) >= %(fewest_of_one)s
), many_parted AS (
    SELECT id, at, at - lag(at) OVER (ORDER BY at, id) > %(pause)s AS is_first
    FROM came WHERE is_unconfirmed AND at < %(before)s AND id NOT IN (SELECT unnest(ids) FROM one)
), many_numbered AS (
    SELECT id, at, count(*) FILTER (WHERE is_first) OVER (ORDER BY at, id) AS run FROM many_parted
), many AS (
    SELECT array_agg(id ORDER BY at, id) AS ids, min(at) AS starts_at, max(at) AS ends_at
    FROM many_numbered GROUP BY run HAVING count(*) >= %(fewest_of_many)s
)
SELECT ids, starts_at, ends_at, TRUE AS of_one FROM one
UNION ALL
SELECT ids, starts_at, ends_at, FALSE FROM many
WHERE cardinality(ids) >= %(share)s * (SELECT count(*) FROM came WHERE came.at BETWEEN starts_at AND ends_at)
ORDER BY starts_at DESC, of_one DESC
"""
