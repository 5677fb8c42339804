"""The rows of a board: agencies, sectors, target groups or regions, and one for what belongs to none of them."""

import enum
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.models import Organisation
from catalogue.texts import Text
from catalogue.vocabularies import Term, Vocabularies
from events import choices

# The row of what belongs to no other: in addresses, and its number.
OTHER, OTHER_NUMBER = "other", 0
SHOWN_DEPTH = 3


class Rows(enum.StrEnum):
    AGENCY = "agency"
    SECTOR = "sector"
    AUDIENCE = "audience"
    REGION = "region"


NAMES: dict[Rows, Promise] = {
    Rows.AGENCY: _("Organiser"),
    Rows.SECTOR: _("Sector"),
    Rows.AUDIENCE: _("Target group"),
    Rows.REGION: _("Region"),
}
OTHERS: dict[Rows, Promise] = {
    Rows.AGENCY: _("Partners"),
    Rows.SECTOR: _("No sector"),
    Rows.AUDIENCE: _("No target group"),
    Rows.REGION: _("Whole country or online"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is how the database knows it; `term` None is the row of all others."""

    number: int
    key: str
    name: Text | Promise
    term: Term | None
    is_own: bool = False

    @property
    def language(self) -> str:
        return self.name.language if isinstance(self.name, Text) else ""

    @property
    def depth(self) -> int:
        return min(self.term.depth, SHOWN_DEPTH) if self.term else 0


def rows_of(kind: Rows, *, own: Collection[int], vocabularies: Vocabularies, language: str) -> list[Row]:
    """Every row there can be, in its order: of agencies one's own come first."""
    other = Row(OTHER_NUMBER, OTHER, OTHERS[kind], None)
    terms = _terms(kind, vocabularies, language)
    rows = [
        Row(
            number,
            term.code,
            term.short_name(language) if kind is Rows.AGENCY else term.name(language),
            term,
            kind is Rows.AGENCY and term.id in own,
        )
        for number, term in enumerate(terms, start=OTHER_NUMBER + 1)
    ]
    rows.sort(key=lambda row: not row.is_own)
    return [other, *rows] if kind is Rows.REGION else [*rows, other]


def _terms(kind: Rows, vocabularies: Vocabularies, language: str) -> list[Term]:
    if kind is Rows.AGENCY:
        terms = choices.by_name(vocabularies.organisations.in_tree_order, language)
        return [term for term in terms if term.kind != Organisation.Kind.PARTNER]
    if kind is Rows.SECTOR:
        return list(vocabularies.sectors)
    return (vocabularies.audiences if kind is Rows.AUDIENCE else vocabularies.regions).in_tree_order
