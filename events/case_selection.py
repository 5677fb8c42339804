"""What the list of overlaps is narrowed to, as its address says it; what it does not know is passed over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.vocabularies import Term, Vocabularies
from events.models import OverlapCase, OverlapKind, Severity

Names = Mapping[str, str | Promise]
State = OverlapCase.State

SHELVES: Names = MappingProxyType({"open": _("To settle"), "settled": _("Settled")})
SEVERITIES: Names = MappingProxyType({each.value: each.label for each in (Severity.HIGH, Severity.MEDIUM)})
KINDS: Names = MappingProxyType({each.value: each.label for each in OverlapKind if each != OverlapKind.CALENDAR})
# By shelf. The first two are about the reader's own side.
STATES: Mapping[str, Names] = MappingProxyType({
    "open": MappingProxyType({
        "asked": _("Waits for your answer"),
        "new": _("New to you"),
        "late": _("Late"),
        State.ACKNOWLEDGED.value: State.ACKNOWLEDGED.label,
    }),
    "settled": MappingProxyType({State(each).value: State(each).label for each in OverlapCase.SETTLED}),
})  # fmt: skip
OF_A_SIDE = frozenset({"asked", "new"})
MOST_AGENCIES = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseSelection:
    """`agencies`: one that leads a side, or two that lead one each."""

    shelf: str = "open"
    severity: str = ""
    kind: str = ""
    state: str = ""
    agencies: tuple[Term, ...] = ()

    @property
    def query(self) -> str:
        """The query string of this list, without a page."""
        named = [("shelf", self.shelf), ("severity", self.severity), ("kind", self.kind), ("state", self.state)]
        named += [("agency", term.code) for term in self.agencies]
        return urlencode([(name, value) for name, value in named if value])

    @property
    def is_narrowed(self) -> bool:
        return bool(self.severity or self.kind or self.state or self.agencies)

    def choosing(self, name: str, value: str) -> "CaseSelection":
        """The same with this weight, kind or state ("" for any)."""
        changed: dict[str, Any] = {name: value}
        return replace(self, **changed)

    def without(self, name: str, number: int = 0) -> "CaseSelection":
        """The same with one choice less; `number` says which of several agencies."""
        if name == "agency":
            return replace(self, agencies=self.agencies[:number] + self.agencies[number + 1 :])
        return self.choosing(name, "")

    def among_others(self, own: Iterable[Term]) -> "CaseSelection":
        """The same for somebody whose own agencies take part in all of it."""
        return replace(self, agencies=tuple(others(self.agencies, own)))

    def on(self, shelf: str) -> "CaseSelection":
        """The same on another shelf, whose states are others."""
        return replace(self, shelf=shelf, state="")


def others(agencies: Iterable[Term], own: Iterable[Term]) -> list[Term]:
    """Without one's own and their units."""
    ids = {each for term in own for each in term.descendant_ids}
    return [term for term in agencies if term.id not in ids]


def parse(query: QueryDict, known: Vocabularies) -> CaseSelection:
    def chosen(name: str, offered: Names) -> str:
        value = query.get(name, "")
        return value if value in offered else ""

    shelf = chosen("shelf", SHELVES) or "open"
    codes = dict.fromkeys(query.getlist("agency"))
    agencies = [term for code in codes if (term := known.organisations.get(code))]
    return CaseSelection(
        shelf=shelf,
        severity=chosen("severity", SEVERITIES),
        kind=chosen("kind", KINDS),
        state=chosen("state", STATES[shelf]),
        agencies=tuple(agencies)[:MOST_AGENCIES],
    )
