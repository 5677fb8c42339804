"""Who has used participants' data of an agency's trainings, and the proofs that data was removed in time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue import texts
from catalogue.texts import Text
from events.models import Event
from events.queries import paging
from events.queries.paging import Page
from registrations.models import ForgettingRun, PersonalDataAccess

PAGE_SIZE = 50
RUNS_SHOWN = 60
# In the order in which they are shown.
KINDS: Mapping[str, Promise] = {
    "registrations": gettext_lazy("registrations emptied"),
    "kept_for_certificates": gettext_lazy("registrations kept for a certificate alone"),
    "groups": gettext_lazy("contacts of groups emptied"),
    "answers": gettext_lazy("answers removed"),
    "persons": gettext_lazy("persons forgotten"),
    "messages": gettext_lazy("messages removed"),
    "stored_answers": gettext_lazy("answers to programs removed"),
    "subscriptions": gettext_lazy("unconfirmed subscriptions removed"),
    "accesses": gettext_lazy("old looks removed from the log"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """`reference` is of the registration that was looked at; empty for the list of participants."""

    at: datetime
    who: str
    agency: Text | None
    action: str
    event_id: UUID
    training: Text
    reference: str
    people: int
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """`removed` are figures with their names, those that are not nothing."""

    at: datetime
    cause: str
    is_dry: bool
    removed: list[tuple[int, str]]


def uses(organisation_ids: Collection[int], *, kind: str, page: int, language: str) -> Page[Use]:
    """What happened to data of these organisations' trainings, the newest first; three queries."""
    found = _of_trainings(organisation_ids)
    if kind in PersonalDataAccess.Action.values:
        found = found.filter(action=kind)
    total = found.count()
    place = paging.place_of(page, total, PAGE_SIZE)
    rows = found.select_related("actor_user", "organisation", "event", "registration").order_by("-at", "-pk")
    return Page([_use(row, language) for row in rows[place.rows]], total, place.page, place.pages)


def runs() -> list[Run]:
    """The latest removals of personal data, the newest first."""
    return [
        Run(at=row.at, cause=row.get_cause_display(), is_dry=row.is_dry, removed=_removed(row.counts))
        for row in ForgettingRun.objects.all()[:RUNS_SHOWN]
    ]


def _of_trainings(organisation_ids: Collection[int]) -> QuerySet[PersonalDataAccess]:
    return PersonalDataAccess.objects.filter(event__in=Event.objects.organised_by(organisation_ids).values("pk"))


def _use(row: PersonalDataAccess, language: str) -> Use:
    return Use(
        at=row.at,
        who=_who(row),
        agency=texts.pick(row.organisation, "name", language) if row.organisation else None,
        action=row.get_action_display(),
        event_id=row.event_id,
        training=texts.pick(row.event, "title", language),
        reference=row.registration.reference if row.registration else "",
        people=row.count,
        reason=row.reason,
    )


def _who(row: PersonalDataAccess) -> str:
    if row.actor_user is not None:
        return row.actor_user.get_full_name()
    if row.actor_label:
        return _("The program %(name)s") % {"name": row.actor_label}
    return _("Somebody whose account is gone")


def _removed(counts: Mapping[str, int]) -> list[tuple[int, str]]:
    return [(counts[kind], str(name)) for kind, name in KINDS.items() if counts.get(kind)]
