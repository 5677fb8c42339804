"""Who has looked at a person's data, as the person is told: which agency, when, at what, and what for."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.utils.functional import Promise

from catalogue import texts
from catalogue.models import Person
from catalogue.texts import Text
from registrations.models import PersonalDataAccess

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Look:
    """`agency` is empty for a helper or who looks after the service; `is_list` when all participants were seen."""

    at: datetime
    action: str | Promise
    agency: Text | None
    training: Text
    is_list: bool
    reason: str


def looks_at(person: Person, *, language: str, most: int | None = MOST_SHOWN) -> list[Look]:
    """The newest first, in one query: at their own registrations, or at lists on which they stood by then."""
    own = Q(registration__person=person)
    listed = Q(registration=None, event__registrations__person=person, at__gte=F("event__registrations__created_at"))
    found = PersonalDataAccess.objects.filter(own | listed).select_related("event", "organisation").distinct()
    return [
        Look(
            at=row.at,
            action=row.get_action_display(),
            agency=texts.pick(row.organisation, "name", language) if row.organisation else None,
            training=texts.pick(row.event, "title", language),
            is_list=row.registration_id is None,
            reason=row.reason,
        )
        for row in found.order_by("-at", "-pk")[:most]
    ]
