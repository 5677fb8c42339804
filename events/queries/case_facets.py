"""What the list of overlaps offers to be narrowed by, with how many pairs of trainings each choice would bring."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Case, Count, Min, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.texts import Text
from catalogue.vocabularies import Term
from events import rights
from events.case_selection import KINDS, OF_A_SIDE, SEVERITIES, SHELVES, STATES, CaseSelection
from events.models import CaseProposal, OverlapCase, Severity
from events.models.overlaps import OverlapCaseQuerySet
from events.queries.searches import Reader

LABELS: Mapping[str, str | Promise] = {
    "severity": _("Severity"),
    "kind": _("Kind of overlap"),
    "state": _("State"),
}

NOBODY = 0
RANKS = {Severity.HIGH.value: 0, Severity.MEDIUM.value: 1, Severity.LOW.value: 2}
GRAVITY = Case(*(When(severity=name, then=Value(rank)) for name, rank in RANKS.items()))


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """Pairs of trainings: of the list itself, and of the list with another choice, by parameter and value."""

    total: int
    choices: Mapping[tuple[str, str], int]

    def of(self, name: str, value: str) -> int:
        return self.choices.get((name, value), 0)


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    name: str | Promise | Text
    count: int | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class CaseFacet:
    """One thing to narrow by, as a field of a form."""

    parameter: str
    label: str | Promise
    options: list[Option]
    query_without: str
    number: int = 0

    @property
    def id(self) -> str:
        return f"id_{self.parameter}_{self.number}"

    @property
    def chosen(self) -> Option | None:
        return next((option for option in self.options if option.is_chosen), None)


def on_shelf(shelf: str) -> Q:
    return Q(state__in=OverlapCase.SETTLED if shelf == "settled" else OverlapCase.UNSETTLED)


def pairs(cases: OverlapCaseQuerySet, wanted: Mapping[str, CaseSelection], read: Reader) -> QuerySet[OverlapCase, Any]:
    """Group cases by their two trainings, with how grave they are on each shelf; `stands` says where a pair belongs."""
    gravity = {f"gravity_{shelf}": Min(GRAVITY, filter=on_shelf(shelf)) for shelf in SHELVES}
    flags = {f"has_{name}": BoolOr(_condition(selection, read)) for name, selection in wanted.items()}
    return cases.order_by().values("first", "second").annotate(**gravity, **flags)


def stands(name: str, selection: CaseSelection) -> Q:
    """Of a pair: whether a case of it is what was wanted by that name, and its gravest one as grave as that."""
    found = Q(**{f"has_{name}": True})
    if selection.severity:
        found &= Q(**{f"gravity_{selection.shelf}": RANKS[selection.severity]})
    return found


def count(cases: OverlapCaseQuerySet, selection: CaseSelection, read: Reader) -> CaseCounts:
    """Count every choice beside the others that have been made: one query."""
    choices = {("shelf", code): selection.on(code) for code in SHELVES}
    for name, values in (("severity", SEVERITIES), ("kind", KINDS), ("state", _states(selection, read))):
        choices |= {(name, value): selection.choosing(name, value) for value in values}
    wanted = {"all": selection} | {f"{number}": each for number, each in enumerate(choices.values())}
    counts = {f"of_{name}": Count("first", filter=stands(name, each)) for name, each in wanted.items()}
    counted = pairs(cases, wanted, read).aggregate(**counts)
    return CaseCounts(counted["of_all"], {key: counted[f"of_{number}"] for number, key in enumerate(choices)})


def facets(
    selection: CaseSelection, counts: CaseCounts, agencies: Iterable[Term], *, most_agencies: int, read: Reader
) -> list[CaseFacet]:
    """Severity, kind and state with their counts, and the agencies: another one where two can be chosen."""
    offered = {"severity": SEVERITIES, "kind": KINDS, "state": _states(selection, read)}
    found = [
        CaseFacet(
            name,
            LABELS[name],
            [
                Option(value, label, counts.of(name, value), is_chosen=getattr(selection, name) == value)
                for value, label in values.items()
            ],
            selection.without(name).query,
        )
        for name, values in offered.items()
    ]
    label = _("Agency") if most_agencies > 1 else _("Other agency")
    agencies = list(agencies)
    for number in range(min(most_agencies, len(selection.agencies) + 1)):
        chosen = selection.agencies[number].id if number < len(selection.agencies) else None
        options = [
            Option(term.code, term.short_name(read.language), None, is_chosen=term.id == chosen) for term in agencies
        ]
        found.append(CaseFacet("agency", label, options, selection.without("agency", number).query, number))
    return found


def agencies(cases: OverlapCaseQuerySet, selection: CaseSelection, read: Reader) -> list[Term]:
    """Who leads a side of what stands on this shelf."""
    here = cases.filter(on_shelf(selection.shelf)).order_by()
    ids = {each for pair in here.values_list("first__lead", "second__lead").distinct() for each in pair}
    return read.vocabularies.organisations.many(ids | {term.id for term in selection.agencies})


def _states(selection: CaseSelection, read: Reader) -> dict[str, str | Promise]:
    """The states of this shelf; who plans for nobody is asked nothing."""
    speaks = bool(rights.PLAN.organisations(read.viewer))
    return {code: name for code, name in STATES[selection.shelf].items() if speaks or code not in OF_A_SIDE}


def _condition(selection: CaseSelection, read: Reader) -> Q:
    """Of a case: whether it stands on the shelf, and is of the kind and in the state that were chosen."""
    found = on_shelf(selection.shelf)
    if selection.kind:
        found &= Q(kind=selection.kind)
    return found & _in_state(selection.state, read) if selection.state else found


def _in_state(state: str, read: Reader) -> Q:
    # A condition that is known to be empty would empty all that is counted beside it.
    own = rights.PLAN.organisations(read.viewer) or {NOBODY}
    if state == "late":
        return Q(due_on__lt=timezone.localdate(read.now))
    if state == "asked":
        waiting = CaseProposal.objects.filter(state=CaseProposal.State.ASKED, answering__lead__in=own)
        return Q(pk__in=waiting.order_by().values("case"))
    if state == "new":
        return Q(first__lead__in=own, first_acknowledged_at=None) | Q(second__lead__in=own, second_acknowledged_at=None)
    return Q(state=state)
