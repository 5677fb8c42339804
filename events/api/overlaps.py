"""The API's overlaps: those of a training that a program is about to write, and the cases of its agency."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from ninja import Field, Query, Schema
from ninja.decorators import decorate_view
from pydantic import BaseModel

from catalogue import callers, inputs, vocabularies
from catalogue.inputs import FieldError, InvalidError
from catalogue.texts import page_language
from events.api import drafts
from events.api.overlap_shapes import OtherTrainingOut, OverlapOut, ReasonOut, Speaking
from events.api.reading import LARGEST_PAGE, TextLanguage
from events.api.shapes import EventIn
from events.api.slots import router
from events.api.writing import REFUSED, TAGS, WITH_TOKEN, body_of
from events.models import OverlapCase
from events.overlaps import finding
from events.overlaps.wording import Speaker
from events.queries import overlaps as stored
from events.queries.overlaps import SeenCase
from events.schemas import LocalTime

__all__ = ["router"]
FORBIDDEN = 403
_SALT = "events.overlaps.cursor"
Kind = Literal["resource", "clash", "near", "duplicate", "calendar"]
Severity = Literal["high", "medium", "low"]
State = Literal["open", "acknowledged", "moved", "joined", "kept", "dismissed", "closed"]


class OverlapCheckIn(EventIn):
    """A training as it would be written; it need not be saved."""

    exclude: UUID | None = Field(None, description="The saved training that this would change.")


class OverlapListOut(BaseModel):
    items: list[OverlapOut]


class CaseOut(BaseModel):
    id: UUID
    kind: Kind
    severity: Severity
    score: int
    state: State
    reasons: list[ReasonOut]
    events: list[OtherTrainingOut] = Field(description="The two trainings.")
    sessions: list[list[str]] = Field(description="Pairs of session UIDs, in the order of the trainings.")
    starts_at: LocalTime
    ends_at: LocalTime
    opened_at: LocalTime
    due_on: date = Field(description="By when it should be settled.")


class CaseListOut(BaseModel):
    items: list[CaseOut]
    next: str | None = Field(description="For `?cursor=`; null on the last page.")


class CasePage(Schema):
    state: list[State] = Field([], description="Repeated means OR; without it the open and acknowledged ones.")
    cursor: str | None = Field(None, description="`next` of the page before.")
    page_size: int = Field(50, ge=1, le=LARGEST_PAGE, description="How many at most.")


@router.post(
    "/overlaps/check",
    response={200: OverlapListOut} | {status: REFUSED[status] for status in REFUSED if status != FORBIDDEN},
    operation_id="checkOverlaps",
    summary="Overlaps of a training that is being planned",
    tags=TAGS,
    openapi_extra=body_of(OverlapCheckIn),
)
@decorate_view(never_cache)
def check_overlaps(request: HttpRequest, texts: Query[TextLanguage]) -> OverlapListOut:  # noqa: ARG001
    """What the training would overlap with, the gravest first. Takes the fields of `POST events`; saves nothing."""
    viewer, known, language = callers.identified(request), vocabularies.current(), page_language()
    given = inputs.shaped(OverlapCheckIn, inputs.json_object(request))
    draft = drafts.draft_of(given, known=known)
    found = finding.find(draft, viewer=viewer, exclude=given.exclude, language=language, known=known)
    speaking = Speaking.of(found, language, known)
    return OverlapListOut(items=[speaking.overlap(each) for each in found])


@router.get(
    "/overlaps",
    response={200: CaseListOut} | {status: REFUSED[status] for status in (401, 422, 429)},
    operation_id="listOverlaps",
    summary="Stored overlaps of the caller's agencies",
    tags=TAGS,
    openapi_extra=WITH_TOKEN,
)
@decorate_view(never_cache)
def list_overlaps(request: HttpRequest, page: Query[CasePage], texts: Query[TextLanguage]) -> CaseListOut:  # noqa: ARG001
    """Between two trainings each, by when they are to be settled. A coordinator's token sees those of all agencies."""
    viewer, known, language = callers.identified(request), vocabularies.current(), page_language()
    states = page.state or OverlapCase.UNSETTLED
    after = _read_cursor(page.cursor) if page.cursor else None
    rows = stored.cases_of(viewer, states=states, after=after, limit=page.page_size + 1, language=language, known=known)
    items = rows[: page.page_size]
    speaker = Speaker.of((reason for each in items for reason in each.reasons), language=language, known=known)
    following = _cursor(items[-1].case) if len(rows) > page.page_size else None
    speaking = Speaking(language, known, speaker)
    return CaseListOut(items=[_case(each, speaking) for each in items], next=following)


def _case(seen: SeenCase, speaking: Speaking) -> CaseOut:
    case = seen.case
    values: dict[str, Any] = {
        name: getattr(case, name)
        for name in ("id", "kind", "severity", "score", "state", "starts_at", "ends_at", "opened_at", "due_on")
    }
    return CaseOut(
        **values,
        reasons=[ReasonOut(code=each.code, text=each.text) for each in speaking.speaker.say(seen.reasons)],
        events=[speaking.event(each) for each in (seen.first, seen.second)],
        sessions=case.evidence,
    )


def _cursor(case: OverlapCase) -> str:
    return signing.dumps([case.due_on.isoformat(), str(case.pk)], salt=_SALT)


def _read_cursor(cursor: str) -> tuple[date, UUID]:
    try:
        due_on, case_id = signing.loads(cursor, salt=_SALT)
        return datetime.fromisoformat(due_on).date(), UUID(case_id)
    except (signing.BadSignature, ValueError):
        text = _("This is not a cursor of this list. Begin again without one.")
        raise InvalidError([FieldError("cursor", "invalid", text)]) from None
