"""Shapes of the API that every part of it uses."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

PageLanguage = Literal["fi", "sv", "en"]
OrganisationKind = Literal["agency", "unit", "partner"]
VocabularyName = Literal["organisations", "regions", "sectors", "levels", "audiences", "themes"]


class FieldProblem(BaseModel):
    field: str = Field(description="The input at fault: a field, a parameter or a header; empty when it is all of it.")
    code: str = Field(description="Stable: `required`, `invalid`, `invalid_choice`, `max_length`, `unknown` …")
    text: str = Field(description="What is wrong, in the caller's language.")


class Problem(BaseModel):
    """RFC 9457. Decide by `code`; show `detail` and `errors[].text` to people."""

    type: str = Field(description="Always `about:blank`; the meaning is in `code`.")
    title: str = Field(description="The HTTP status in words.")
    status: int
    code: str = Field(description="Stable and meant for programs.")
    detail: str = Field(description="What happened, in the caller's language.")
    errors: list[FieldProblem] = Field(description="What is wrong with the input; empty when that is not the matter.")


class Names(BaseModel):
    """A name in each language, null where there is none."""

    fi: str | None
    sv: str | None
    en: str | None


class TermReference(BaseModel):
    code: str
    name: str


class OrganisationReference(BaseModel):
    slug: str
    name: str


class VocabularyTerm(BaseModel):
    code: str = Field(description="The value that filters and registrations take.")
    names: Names
    parent: str | None = Field(description="The code of the node above, null for a root.")
    in_use: bool = Field(description="False for a term that is kept for old trainings only.")


class OrganisationTerm(VocabularyTerm):
    slug: str = Field(description="The same as `code`, as addresses and trainings name organisations.")
    kind: OrganisationKind
    abbreviation: str
    valid_from: date | None
    valid_to: date | None = Field(description="The last day of validity.")


class AudienceTerm(VocabularyTerm):
    sector: str | None = Field(description="The code of the sector the target group belongs to.")


class VocabularyList(BaseModel):
    items: list[OrganisationTerm | AudienceTerm | VocabularyTerm]
    next: None = Field(description="A vocabulary always comes whole.")
