"""The API's writes, beside `reading` on one router: agencies' programs plan and publish trainings with a token."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from ninja import Query
from ninja.decorators import decorate_view
from ninja.responses import Status

from catalogue import callers, inputs, vocabularies
from catalogue.inputs import FieldError, InvalidError
from catalogue.rules import RuleError
from catalogue.schemas import Problem
from catalogue.texts import page_language
from catalogue.viewers import Viewer
from catalogue.vocabularies import Vocabularies
from events import access, drafting, publishing, rights, scheduling, starting
from events.api import drafts
from events.api.reading import TextLanguage, router
from events.api.shapes import EventIn, MoveIn, ReasonIn
from events.editing import saving
from events.models import Event
from events.queries import describing, names
from events.queries import drafts as saved
from events.scheduling import SessionMove
from events.schemas import EventOut

__all__ = ["router"]
CREATED = 201
TAGS = ["Planning"]
WITH_TOKEN: dict[str, Any] = {"security": [{"token": []}]}
REFUSED = dict.fromkeys((401, 403, 413, 415, 422, 429), Problem)
CONFLICTS = REFUSED | {404: Problem, 409: Problem}
_VERSION = re.compile(r'(?:W/)?"?(\d{1,9})"?')


class VersionRequiredError(RuleError):
    code = "version_required"
    status = 428
    text = _("Say which version you have changed: send its number as If-Match.")


class VersionGoneError(RuleError):
    code = "version_conflict"
    status = 412
    text = drafting.VersionConflictError.text


def body_of(shape: type[Any]) -> dict[str, Any]:
    """The documentation of an operation that takes this shape with a token."""
    schema = shape.model_json_schema(ref_template="#/components/schemas/{model}")
    content = {"application/json": {"schema": schema}}
    return WITH_TOKEN | {"requestBody": {"required": shape is not ReasonIn, "content": content}}


@router.post(
    "/events",
    response={201: EventOut, 409: Problem} | REFUSED,
    operation_id="createEvent",
    summary="Make a draft",
    tags=TAGS,
    openapi_extra=body_of(EventIn),
)
@decorate_view(never_cache)
def create_event(request: HttpRequest, texts: Query[TextLanguage]) -> Status[EventOut]:  # noqa: ARG001
    """A draft, seen by its organisers only. Needed: `title` in one language, `agency`, `languages`, `delivery`.

    409 `organisation_closed`: the agency has ended; the sentence names those that took over its work.
    """
    viewer, known = callers.identified(request), vocabularies.current()
    given = inputs.shaped(EventIn, inputs.json_object(request))
    drafts.refuse_incomplete(given)
    draft = drafts.draft_of(given, known=known)
    access.refuse_without_over(viewer, rights.PLAN, draft.lead_id)
    saving.refuse_impossible(draft)
    event = starting.start_event(by=viewer.actor, draft=draft)
    return Status(CREATED, _described(event.pk, viewer, known))


@router.patch(
    "/events/{event_id}",
    response={200: EventOut, 412: Problem, 428: Problem} | CONFLICTS,
    operation_id="updateEvent",
    summary="Change a training",
    tags=TAGS,
    openapi_extra=body_of(EventIn),
)
@decorate_view(never_cache)
def update_event(request: HttpRequest, event_id: UUID, texts: Query[TextLanguage]) -> EventOut:  # noqa: ARG001
    """Changes what is named and leaves the rest; lists are replaced as a whole. `If-Match` carries the `version` read.

    412 `version_conflict`: somebody else has changed it since; read it again. Whoever has registered is told when a
    public training's times or places change.
    """
    viewer, known = callers.identified(request), vocabularies.current()
    event = access.event_for(viewer, event_id, rights.EDIT)
    expected = _expected_version(request)
    given = inputs.shaped(EventIn, inputs.json_object(request))
    draft = drafts.draft_of(given, known=known, base=saved.saved_draft(event_id), event_id=event_id)
    if draft.lead_id != event.lead_id:
        access.refuse_without_over(viewer, rights.PLAN, draft.lead_id)
        starting.refuse_closed(draft.lead_id, today=timezone.localdate())
    if {draft.lead_id, *draft.co_organiser_ids} != {event.lead_id, *(each.pk for each in event.co_organisers.all())}:
        access.event_for(viewer, event_id, rights.DECIDE)
    try:
        saving.save_event(by=viewer.actor, event_id=event_id, draft=draft, expected_version=expected)
    except drafting.VersionConflictError:
        raise VersionGoneError from None
    return _described(event_id, viewer, known)


def _state_operation(action: str, write: Callable[..., Event], summary: str, text: str) -> None:
    def operate(request: HttpRequest, event_id: UUID, texts: Query[TextLanguage]) -> EventOut:  # noqa: ARG001
        viewer = callers.identified(request)
        access.event_for(viewer, event_id, rights.DECIDE)
        given = inputs.shaped(ReasonIn, inputs.json_object(request) if request.body else {})
        write(by=viewer.actor, event_id=event_id, reason=given.reason)
        return _described(event_id, viewer, vocabularies.current())

    operate.__doc__ = text
    operate.__name__ = f"{action}_event"
    register = router.post(
        f"/events/{{event_id}}/{action}",
        response={200: EventOut} | CONFLICTS,
        operation_id=f"{action}Event",
        summary=summary,
        tags=TAGS,
        openapi_extra=body_of(ReasonIn),
    )
    register(decorate_view(never_cache)(operate))


_state_operation(
    "plan",
    publishing.plan_event,
    "Plan a draft",
    "Organisers of all agencies see it from now on, and it takes part in overlap detection.",
)
_state_operation(
    "publish",
    publishing.publish_event,
    "Publish a training",
    "Everybody sees it. 409 `event_incomplete`, `room_taken`; over an open overlap of high severity a reason is asked.",
)
_state_operation(
    "postpone",
    publishing.postpone_event,
    "Take a training off its dates",
    "Registrations are kept; new dates (`move`) bring it back.",
)
_state_operation(
    "cancel",
    publishing.cancel_event,
    "Cancel a training",
    "It stays in view as cancelled, and everybody who has registered is told.",
)
_state_operation("revive", publishing.revive_event, "Bring back a cancelled training", "For its lead only.")


@router.post(
    "/events/{event_id}/move",
    response={200: EventOut} | CONFLICTS,
    operation_id="moveEvent",
    summary="Move sessions to new times",
    tags=TAGS,
    openapi_extra=body_of(MoveIn),
)
@decorate_view(never_cache)
def move_event(request: HttpRequest, event_id: UUID, texts: Query[TextLanguage]) -> EventOut:  # noqa: ARG001
    """Sessions keep their UIDs and places. Whoever has registered is told; a postponed training is published again."""
    viewer = callers.identified(request)
    access.event_for(viewer, event_id, rights.EDIT)
    given = inputs.shaped(MoveIn, inputs.json_object(request))
    known = names.named_in(names.Spoken(), event_id=event_id).sessions
    unknown = [number for number, each in enumerate(given.sessions) if each.uid not in known]
    if unknown:
        text = str(scheduling.NoSuchSessionError.text)
        raise InvalidError([FieldError(f"sessions.{number}.uid", "unknown", text) for number in unknown])
    moves = [
        SessionMove(session_id=known[each.uid], starts_at=each.starts_at, ends_at=each.ends_at, all_day=each.all_day)
        for each in given.sessions
    ]
    scheduling.move_event(by=viewer.actor, event_id=event_id, moves=moves, reason=given.reason)
    return _described(event_id, viewer, vocabularies.current())


def _expected_version(request: HttpRequest) -> int:
    found = _VERSION.fullmatch(request.headers.get("If-Match", "").strip())
    if not found:
        raise VersionRequiredError(field="If-Match")
    return int(found[1])


def _described(event_id: UUID, viewer: Viewer, known: Vocabularies) -> EventOut:
    found = describing.events_by_id(
        [event_id], viewer=viewer, language=page_language(), vocabularies=known, now=timezone.now()
    )
    return EventOut.of(found[event_id])
