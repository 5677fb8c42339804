"""The API's trainings, for everybody."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from django.views.decorators.vary import vary_on_headers
from ninja import Field, Query, Router, Schema
from ninja.decorators import decorate_view

from catalogue import callers, vocabularies
from catalogue.inputs import FieldError, InvalidError, NotFoundError
from catalogue.schemas import PageLanguage, Problem
from catalogue.texts import page_language
from catalogue.viewers import ANONYMOUS
from events import cursors, filters, parameters
from events.cursors import BrokenCursorError
from events.filters import Selection
from events.queries import describing
from events.schemas import EventList, EventOut

router = Router(tags=["Trainings"])
LARGEST_PAGE = 200


class TextLanguage(Schema):
    lang: PageLanguage | None = Field(
        None, description="Language of texts and messages; otherwise by `Accept-Language`, else Finnish."
    )


class Page(TextLanguage):
    cursor: str | None = Field(None, description="`next` of the page before, with the same filters.")
    page_size: int = Field(50, ge=1, le=LARGEST_PAGE, description="How many at most.")


@router.get(
    "/events",
    response={200: EventList, 422: Problem, 429: Problem},
    operation_id="listEvents",
    summary="Find trainings",
    openapi_extra={"parameters": parameters.documented()},
)
@decorate_view(conditional_page)
def list_events(request: HttpRequest, page: Query[Page]) -> EventList:
    """Published trainings with something still to come, by their first coming session.

    Different parameters narrow together, a repeated parameter means OR.
    """
    now, known, language = timezone.now(), vocabularies.current(), page_language()
    selection = filters.parse(request.GET, vocabularies=known, language=language, now=now)
    refuse_unknown(selection)
    try:
        found = cursors.stretch(
            selection,
            cursor=page.cursor,
            size=page.page_size,
            viewer=ANONYMOUS,
            now=now,
            language=language,
            vocabularies=known,
        )
    except BrokenCursorError:
        text = _("This is not a cursor of this list. Begin again without one.")
        raise InvalidError([FieldError("cursor", "invalid", text)]) from None
    return EventList(items=[EventOut.of(event) for event in found.items], next=found.following)


@router.get(
    "/events/{event_id}",
    response={200: EventOut, 304: None, 401: Problem, 404: Problem, 422: Problem, 429: Problem},
    operation_id="getEvent",
    summary="One training",
)
@decorate_view(conditional_page, vary_on_headers("Authorization"))
def get_event(request: HttpRequest, event_id: UUID, texts: Query[TextLanguage]) -> EventOut:  # noqa: ARG001
    """A published training, also when it has since been postponed or cancelled, or is over.

    With a token also a plan or a draft that its holder may see.
    """
    viewer, language = callers.viewer_of(request), page_language()
    found = describing.events_by_id(
        [event_id],
        viewer=viewer,
        language=language,
        vocabularies=vocabularies.current(),
        now=timezone.now(),
    )
    if event_id not in found:
        raise NotFoundError
    return EventOut.of(found[event_id])


def refuse_unknown(selection: Selection) -> None:
    """Raise InvalidError for values that mean nothing here."""
    if selection.unknown:
        text = _("“%(value)s” is not known here.")
        raise InvalidError([FieldError(name, "unknown", text % {"value": value}) for name, value in selection.unknown])
