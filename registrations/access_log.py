"""The log of who looked at or took out participants' personal data: its only write."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from catalogue import vocabularies
from catalogue.actors import Actor
from catalogue.models import ApiToken, Membership
from events.models import Event
from registrations.models import PersonalDataAccess, Registration

Action = PersonalDataAccess.Action

# The most that was seen within the hour is what counts: a filtered list first, then the whole one.
_RECORD = """
INSERT INTO registrations_personaldataaccess AS access
    (at, hour, actor_kind, actor_user_id, actor_label, organisation_id, event_id, registration_id, action, reason,
    count)
VALUES (%s, date_trunc('hour', %s, 'UTC'), %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (event_id, hour, action, registration_id, actor_kind, actor_user_id, actor_label)
    WHERE action <> 'export' AND (actor_user_id IS NOT NULL OR actor_label <> '')
DO UPDATE SET count = excluded.count WHERE excluded.count > access.count
"""


def record(
    *,
    by: Actor,
    event: Event,
    registration: Registration | None = None,
    action: str = Action.VIEW,
    reason: str = "",
    count: int = 1,
    now: datetime | None = None,
) -> None:
    """Note that somebody sees personal data of this training's participants, or of one of them; four queries.

    Call it where the data is shown. `count` is of how many people; without a registration it was their list. Looks of
    one person at the same within the same hour share a row, an export has its own.
    """
    now = now or timezone.now()
    who = (by.kind, by.user_id, by.label, _acting_for(by, event))
    whose = (event.pk, registration.pk if registration else None)
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, (now, now, *who, *whose, Action(action), reason, count))


def _acting_for(by: Actor, event: Event) -> int | None:
    """The organisation whose people may see this training's participants and to which this one belongs."""
    if by.user_id is None:
        return ApiToken.objects.filter(prefix=by.label).values_list("organisation_id", flat=True).first()
    roles = Membership.objects.filter(user=by.user_id, role__in=Membership.HANDLES_PARTICIPANTS)
    own = list(roles.exclude(organisation=None).values_list("organisation_id", flat=True))
    known = vocabularies.current().organisations
    for organiser in (event.lead_id, *event.co_organisers.values_list("pk", flat=True).order_by("pk")):
        mine = known.by_id(organiser).ancestor_ids.intersection(own)
        if mine:
            return min(mine)
    return None
