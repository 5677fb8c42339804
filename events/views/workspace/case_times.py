"""Better times for one of the two trainings of an overlap, as links that fill the proposal's form."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from events import dates
from events.overlaps.wording import SaidReason
from events.queries.case_page import CasePage, Side
from events.queries.drafts import saved_draft
from events.slots import asking, finding, wording
from events.slots.asking import SlotQueryError
from events.views.reading import Reading

MOST = 5


@dataclass(frozen=True, slots=True)
class Time:
    """A start to propose; `touches` is how many other trainings it would still overlap with."""

    starts_at: datetime
    when: str
    value: str
    good: list[SaidReason]
    touches: int


@dataclass(frozen=True, slots=True)
class Times:
    """What was found for a training; `refusal` says why nothing could be looked for."""

    side: Side
    items: list[Time]
    refusal: object = ""


def asked(request: HttpRequest, page: CasePage, read: Reading) -> Times | None:
    """Answer the best times for the training that `?times=` names; None when it names none."""
    side = _side(request.GET.get("times", ""), page)
    if side is None:
        return None
    query = asking.of_draft(saved_draft(side.event_id), today=timezone.localdate(read.now), event_id=side.event_id)
    try:
        answer = finding.find(query, viewer=read.viewer, now=read.now, language=read.language, known=read.vocabularies)
    except SlotQueryError as refusal:
        return Times(side, [], refusal.text)
    return Times(
        side,
        [
            Time(
                slot.starts_at,
                dates.span(slot.starts_at, slot.ends_at, read.language),
                timezone.localtime(slot.starts_at).strftime("%Y-%m-%dT%H:%M"),
                wording.say(slot, language=read.language, known=read.vocabularies),
                len(slot.touches),
            )
            for slot in answer.slots[:MOST]
        ],
    )


def chosen(request: HttpRequest, page: CasePage) -> tuple[uuid.UUID, datetime] | None:
    """The training and the start that a suggested time's link names: what stands in the form to propose it."""
    side = _side(request.GET.get("times", ""), page)
    try:
        starts_at = parse_datetime(request.GET.get("start", ""))
    except ValueError:
        return None
    if side is None or starts_at is None or starts_at.tzinfo is not None:
        return None
    return side.event_id, timezone.make_aware(starts_at)


def _side(event_id: str, page: CasePage) -> Side | None:
    return next((side for side in page.movable if str(side.event_id) == event_id), None)
