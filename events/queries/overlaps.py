"""Stored overlaps as lists read them, with both trainings, in a constant number of queries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from catalogue import texts
from catalogue.viewers import Viewer
from catalogue.vocabularies import Vocabularies
from events import rights
from events.models import Event, OverlapCase
from events.overlaps.finding import OtherTraining
from events.overlaps.findings import Reason

_SHOWN = ("slug", "state", "lead_id", *(f"title_{language}" for language in texts.LANGUAGES))


@dataclass(frozen=True, slots=True)
class SeenCase:
    case: OverlapCase
    first: OtherTraining
    second: OtherTraining
    reasons: tuple[Reason, ...]


def cases_of(
    viewer: Viewer,
    *,
    states: Collection[str],
    after: tuple[date, UUID] | None,
    limit: int,
    language: str,
    known: Vocabularies,
) -> list[SeenCase]:
    """Answer the cases of the viewer's organisations (of all, for who coordinates), by when they are due."""
    cases = OverlapCase.objects.told_to(viewer).filter(state__in=states)
    if not rights.COORDINATE.allows(viewer):
        cases = cases.of_organisations(viewer.organisation_ids)
    seen = Event.objects.visible_to(viewer).values("pk")
    cases = cases.filter(first__in=seen, second__in=seen)
    if after:
        cases = cases.filter(Q(due_on__gt=after[0]) | Q(due_on=after[0], pk__gt=after[1]))
    deferred = [f"{side}__{name}" for side in ("first", "second") for name in _SHOWN]
    rows = cases.select_related("first", "second").only(*_own_columns(), *deferred).order_by("due_on", "pk")[:limit]
    return [
        SeenCase(
            case,
            _training(case.first, language, known),
            _training(case.second, language, known),
            tuple(Reason.from_json(each) for each in case.reasons),
        )
        for case in rows
    ]


def _own_columns() -> list[str]:
    return [field.name for field in OverlapCase._meta.concrete_fields]  # noqa: SLF001 - Django has no other way


def _training(event: Event, language: str, known: Vocabularies) -> OtherTraining:
    return OtherTraining(
        id=event.pk,
        slug=event.slug,
        title=texts.pick(event, "title", language),
        state=event.state,
        lead_id=event.lead_id,
        lead=known.organisations.by_id(event.lead_id).short_name(language),
    )
