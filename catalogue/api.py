"""The API's vocabularies: what filters and registrations may name."""

from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from catalogue import vocabularies
from catalogue.schemas import (
    AudienceTerm,
    Names,
    OrganisationKind,
    OrganisationTerm,
    Problem,
    VocabularyList,
    VocabularyName,
    VocabularyTerm,
)
from catalogue.texts import LANGUAGES
from catalogue.vocabularies import Term, Vocabularies, Vocabulary

router = Router(tags=["Vocabularies"])


@router.get(
    "/vocabularies/{name}",
    response={200: VocabularyList, 404: Problem, 429: Problem},
    operation_id="getVocabulary",
    summary="A vocabulary with its names in three languages",
)
def get_vocabulary(request: HttpRequest, name: VocabularyName) -> VocabularyList:  # noqa: ARG001 - ninja passes it
    """Organisations, regions, sectors, education levels (`levels`), target groups (`audiences`) or themes, whole.

    A tree is told by `parent`; parents come before their children.
    """
    known = vocabularies.current()
    terms: Vocabulary = getattr(known, name)
    return VocabularyList(items=[_term(name, term, terms, known) for term in terms.in_tree_order], next=None)


def _term(name: str, term: Term, terms: Vocabulary, known: Vocabularies) -> VocabularyTerm:
    shared: dict[str, Any] = {
        "code": term.code,
        "names": Names(**{language: term.names.get(language) or None for language in LANGUAGES}),
        "parent": None if term.parent_id is None else terms.by_id(term.parent_id).code,
        "in_use": term.is_active and not term.has_ended(timezone.localdate()),
    }
    if name == "organisations":
        return OrganisationTerm(
            **shared,
            slug=term.code,
            kind=cast("OrganisationKind", term.kind),
            abbreviation=term.abbreviation,
            valid_from=term.valid_from,
            valid_to=term.valid_to,
        )
    if name == "audiences":
        sector = None if term.sector_id is None else known.sectors.by_id(term.sector_id).code
        return AudienceTerm(**shared, sector=sector)
    return VocabularyTerm(**shared)
