"""Overlaps that the calendar of an agency's plans shows, and how often they have changed; two queries."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q

from catalogue.texts import LANGUAGES
from catalogue.vocabularies import Vocabularies
from events.feeds.words import Name
from events.models import Event, OverlapCase
from events.queries import cases
from events.queries.board_overlaps import KINDS
from events.queries.searches import Reader

_TITLES = tuple(f"title_{language}" for language in LANGUAGES)


@dataclass(frozen=True, slots=True)
class Met:
    """Another training that one meets, and where that is settled."""

    case_id: UUID
    event_id: UUID
    severity: str
    title: Name
    lead: Name


@dataclass(slots=True)
class Overlaps:
    """The unsettled overlaps of an event; `changes` counts whatever has happened to any of its overlaps."""

    met: list[Met] = field(default_factory=list)
    changes: int = 0
    changed_at: datetime | None = None

    def meet(self, met: Met) -> None:
        """Two trainings may overlap in several ways: the gravest is said."""
        if all(met.event_id != other.event_id for other in self.met):
            self.met.append(met)


def of_events(ids: Collection[UUID], read: Reader) -> defaultdict[UUID, Overlaps]:
    found: defaultdict[UUID, Overlaps] = defaultdict(Overlaps)
    _count_changes(found, ids)
    for case in _unsettled(ids, read):
        for side, other in ((case.first, case.second), (case.second, case.first)):
            found[side.pk].meet(_met(case, other, read.vocabularies))
    return found


def _unsettled(ids: Collection[UUID], read: Reader) -> list[OverlapCase]:
    """The same kinds as on the board, the gravest first."""
    shown = cases.visible(read).unsettled().of_events(ids).filter(kind__in=KINDS, ends_at__gt=read.now)
    names = [f"{side}__{name}" for side in ("first", "second") for name in ("lead_id", *_TITLES)]
    return list(shown.select_related("first", "second").only("severity", *names).order_by("-score", "pk"))


def _count_changes(found: defaultdict[UUID, Overlaps], ids: Collection[UUID]) -> None:
    """A case counts itself, and each of its changes."""
    rows = OverlapCase.objects.filter(Q(first__in=ids) | Q(second__in=ids)).order_by()
    counted = rows.values("first", "second").annotate(
        done=Count("changes"), cases=Count("pk", distinct=True), changed_at=Max("state_changed_at")
    )
    for row in counted:
        for side in (row["first"], row["second"]):
            overlaps = found[side]
            overlaps.changes += row["done"] + row["cases"]
            overlaps.changed_at = max(filter(None, [overlaps.changed_at, row["changed_at"]]))


def _met(case: OverlapCase, other: Event, known: Vocabularies) -> Met:
    lead = known.organisations.by_id(other.lead_id)
    return Met(
        case.pk,
        other.pk,
        case.severity,
        Name(*(getattr(other, name) for name in _TITLES)),
        Name(*(str(lead.short_name(language)) for language in LANGUAGES)),
    )
