"""The API's free slots: when a training would touch the fewest others."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from ninja import Query
from ninja.decorators import decorate_view
from pydantic import Field

from catalogue import callers, inputs, vocabularies
from catalogue.inputs import FieldError, InvalidError
from catalogue.texts import page_language
from catalogue.viewers import Viewer
from catalogue.vocabularies import Vocabularies
from events import access, rights
from events.api import drafts
from events.api.overlap_shapes import OverlapOut, ReasonOut, Speaking
from events.api.reading import TextLanguage, router
from events.api.shapes import Code, Codes, EventIn, Line, LocalDate, SessionIn, Shape, VenueIn
from events.api.writing import REFUSED, body_of
from events.schemas import LocalTime
from events.slots import asking, finding, wording
from events.slots.answers import Slot
from events.slots.asking import SlotQuery, SlotQueryError

SAME = ("audiences", "themes", "levels", "languages", "regions", "national", "delivery")
ANY_TIME = dt.datetime(2000, 1, 3, 9, tzinfo=dt.UTC)
__all__ = ["router"]
Weekday = Annotated[int, Field(ge=1, le=7)]


class SlotsIn(Shape):
    """What is looked for. Sessions are a week apart, on the same weekday at the same hour."""

    agency: Code | None = Field(None, description="The organisation that would lead; needed unless the token has one.")
    minutes: int = Field(ge=asking.SHORTEST, le=asking.LONGEST, description="Length of a session.")
    sessions: int = Field(1, ge=1, le=asking.MOST_SESSIONS)
    audiences: Codes = []
    themes: Codes = []
    levels: Codes = []
    languages: list[Literal["fi", "sv", "en", "se"]] = Field([], max_length=4)
    regions: Codes = []
    national: bool = False
    delivery: Literal["onsite", "online", "hybrid"] = "online"
    venue: VenueIn | None = None
    room: Line | None = Field(None, description="The name of a room of the venue: never while it is taken.")
    trainers: list[Line] = Field([], max_length=50, description="Never while one of them is taken.")
    earliest: LocalDate = Field(description="First local date; nothing before tomorrow is answered.")
    latest: LocalDate = Field(description="Last local date, at most a year later.")
    weekdays: list[Weekday] = Field(sorted(asking.MONDAY_TO_FRIDAY), max_length=7, description="1 is Monday.")
    from_hour: int = Field(8, ge=0, le=23, description="Local hour before which nothing begins.")
    to_hour: int = Field(16, ge=1, le=24, description="Local hour at which everything has ended.")
    limit: int = Field(10, ge=1, le=asking.MOST)


class SlotOut(Shape):
    starts_at: LocalTime
    ends_at: LocalTime = Field(description="Of the first session.")
    sessions: list[LocalTime] = Field(description="When each session begins.")
    score: int = Field(description="100 is the best there can be.")
    touches: list[OverlapOut] = Field(description="The overlaps that a training at this time would have.")
    reasons: list[ReasonOut] = Field(description="Why it is good.")


class SlotList(Shape):
    items: list[SlotOut]


@router.post(
    "/slots",
    response={200: SlotList} | REFUSED,
    operation_id="findSlots",
    summary="Find free slots",
    tags=["Planning"],
    openapi_extra=body_of(SlotsIn),
)
@decorate_view(never_cache)
def find_slots(request: HttpRequest, texts: Query[TextLanguage]) -> dict[str, Any]:  # noqa: ARG001
    """The best starts, the best first; of each morning and each afternoon at most one.

    Never on a public holiday, a school holiday of the regions, a day of the matriculation examination that concerns the
    audience or a day the agency has blocked, nor while a trainer or the room is taken. What else it touches is said.
    """
    viewer, known = callers.identified(request), vocabularies.current()
    given = inputs.shaped(SlotsIn, inputs.json_object(request))
    query = _query(given, viewer, known)
    access.refuse_without_over(viewer, rights.PLAN, query.draft.lead_id)
    try:
        answer = finding.find(query, viewer=viewer, language=page_language(), known=known)
    except SlotQueryError as refusal:
        raise InvalidError([FieldError(refusal.field, refusal.code, str(refusal))]) from None
    speaking = Speaking.of([touch for slot in answer.slots for touch in slot.touches], page_language(), known)
    return {"items": [_item(slot, speaking) for slot in answer.slots]}


def _item(slot: Slot, speaking: Speaking) -> dict[str, Any]:
    return {
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "sessions": list(slot.starts),
        "score": slot.score,
        "touches": [speaking.overlap(touch) for touch in slot.touches],
        "reasons": [
            {"code": each.code, "text": each.text}
            for each in wording.say(slot, language=speaking.language, known=speaking.known)
        ],
    }


def _query(given: SlotsIn, viewer: Viewer, known: Vocabularies) -> SlotQuery:
    """What is asked, with codes and names made rows; raises InvalidError naming all that is unknown."""
    # Any time will do: it is read over, and brings venue, room and trainers along.
    session = SessionIn.model_validate(
        {
            "starts_at": ANY_TIME,
            "ends_at": ANY_TIME + dt.timedelta(hours=1),
            "venue": given.venue,
            "room": given.room,
            "trainers": given.trainers,
        }
    )
    said = {name: getattr(given, name) for name in SAME}
    event = EventIn(**said, agency=given.agency or _own_agency(viewer, known), sessions=[session])
    try:
        draft = drafts.draft_of(event, known=known)
    except InvalidError as error:
        raise InvalidError([_without_session(each) for each in error.errors]) from None
    place = draft.sessions[0]
    return SlotQuery(
        draft=draft,
        minutes=given.minutes,
        sessions=given.sessions,
        earliest=given.earliest,
        latest=given.latest,
        weekdays=frozenset(given.weekdays),
        from_hour=given.from_hour,
        to_hour=given.to_hour,
        venue_id=place.venue_id,
        room_id=place.room_id,
        trainer_ids=tuple(place.trainer_ids),
        limit=given.limit,
    )


def _without_session(error: FieldError) -> FieldError:
    return FieldError(error.field.removeprefix("sessions.0."), error.code, error.text)


def _own_agency(viewer: Viewer, known: Vocabularies) -> str:
    """The agency of a caller who plans in one only; raises InvalidError."""
    own = rights.PLAN.organisations(viewer)
    whole = [term for term in known.organisations.many(own) if term.parent_id not in own]
    if len(whole) != 1:
        raise InvalidError([FieldError("agency", "required", _("This is missing."))])
    return whole[0].code
