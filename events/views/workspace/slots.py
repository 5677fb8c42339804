"""A better time for a training: beside its editor by htmx, else as a page of its own that leads back to the editor."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from catalogue.vocabularies import Term
from events import access, dates, rights
from events.drafting import EventDraft
from events.forms import EventForm, actions, draft_of, typed
from events.forms.slots import SlotForm
from events.models import OverlapKind
from events.overlaps.finding import Overlap
from events.overlaps.wording import SaidReason, Speaker
from events.queries.drafts import saved_draft
from events.queries.offers import Offers
from events.slots import asking, finding, strip, wording
from events.slots.answers import Slot, SlotAnswer
from events.slots.asking import SlotQuery, SlotQueryError
from events.views import browsing, reading
from events.views.browsing import HtmxRequest
from events.views.reading import Reading
from events.views.workspace import entry

# Of what the editor's form sends along, these are not part of what stands in it.
NOT_CARRIED = frozenset({"do", "csrfmiddlewaretoken"})


@dataclass(frozen=True, slots=True)
class Asked:
    """The training that is asked about, the editor that a choice leads to, and what stands in its form."""

    draft: EventDraft
    agency: Term
    editor_url: str
    standing: QueryDict
    event_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class ShownTouch:
    overlap: Overlap
    kind: str
    reasons: list[SaidReason]


@dataclass(frozen=True, slots=True)
class ShownSlot:
    """`value` is what the editor's button sends: the times of all sessions."""

    place: int
    slot: Slot
    value: str
    when: str
    days: list[str]
    good: list[SaidReason]
    touches: list[ShownTouch]


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def slots(request: HtmxRequest) -> HttpResponse:
    """Search for the training in the posted form, or for the saved one that the address names: `?event=`."""
    read = reading.of(request)
    asked = _posted(request, read) if request.method == "POST" else _saved(request, read)
    today = timezone.localdate(read.now)
    query = asking.of_draft(asked.draft, today=today, event_id=asked.event_id)
    data = request.POST if request.method == "POST" else request.GET
    form = SlotForm(data, query=query, language=read.language)
    answer, refusal = _found(form, read)
    context = {
        "part": "events",
        "form": form,
        "asked": asked,
        "answer": answer,
        "slots": _shown(answer, read) if answer else [],
        "strip": strip.of_answer(answer, read.language) if answer else None,
        "carried": _carried(asked.standing),
        "is_fragment": browsing.is_fragment(request),
    }
    if browsing.is_fragment(request):
        return render(request, "workspace/_slots.html", context)
    status = 422 if refusal or form.errors else 200
    return entry.answer(request, read, "workspace/slots.html", context, agency=asked.agency, status=status)


def _found(form: SlotForm, read: Reading) -> tuple[SlotAnswer | None, SlotQueryError | None]:
    query: SlotQuery = form.query()
    if form.errors:
        return None, None
    try:
        found = finding.find(query, viewer=read.viewer, now=read.now, language=read.language, known=read.vocabularies)
    except SlotQueryError as refusal:
        if form.is_bound:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None, refusal
    return found, None


def _posted(request: HttpRequest, read: Reading) -> Asked:
    """What stands in the editor's form, saved or not; raises Http404 and PermissionDenied as the editor does."""
    form = EventForm(request.POST.copy(), offers=Offers(read.vocabularies, read.language))
    if form.event_id:
        event = access.organised_event(request, form.event_id, rights.EDIT)
        agency, base = read.vocabularies.organisations.by_id(event.lead_id), saved_draft(form.event_id)
        address = reverse("workspace-event-edit", args=[event.pk])
    else:
        slug = str(form["agency"].value() or "")
        agency, base = access.organisation(request, slug, read.vocabularies, rights.PLAN), None
        address = reverse("workspace-event-new", args=[agency.code])
    return Asked(draft_of(form, base=base), agency, address, request.POST, form.event_id)


def _saved(request: HttpRequest, read: Reading) -> Asked:
    try:
        event_id = uuid.UUID(request.GET.get("event", ""))
    except ValueError:
        raise Http404 from None
    event = access.organised_event(request, event_id, rights.EDIT)
    draft = saved_draft(event_id)
    standing = actions.posted(typed.of_draft(draft, offers=Offers(read.vocabularies, read.language)))
    standing["version"] = str(event.version)
    agency = read.vocabularies.organisations.by_id(event.lead_id)
    return Asked(draft, agency, reverse("workspace-event-edit", args=[event_id]), standing, event_id)


def _carried(standing: QueryDict) -> list[tuple[str, str]]:
    """What stood in the form, to be sent back to it with the choice."""
    return [
        (name, value)
        for name, values in standing.lists()
        if name not in NOT_CARRIED and not name.startswith("slots-")
        for value in values
        if isinstance(value, str)
    ]


def _shown(answer: SlotAnswer, read: Reading) -> list[ShownSlot]:
    reasons = [reason for slot in answer.slots for touch in slot.touches for reason in touch.finding.reasons]
    speaker = Speaker.of(reasons, language=read.language, known=read.vocabularies)
    length = dt.timedelta(minutes=answer.query.minutes)
    return [
        ShownSlot(
            place=place,
            slot=slot,
            value=";".join(f"{dates.machine(at)}/{dates.machine(at + length)}" for at in slot.starts),
            when=dates.span(slot.starts_at, slot.ends_at, read.language),
            days=[dates.day_of_the_year(dates.first_day(at), read.language) for at in slot.starts],
            good=wording.say(slot, language=read.language, known=read.vocabularies),
            touches=[
                ShownTouch(touch, str(OverlapKind(touch.finding.kind).label), speaker.say(touch.finding.reasons))
                for touch in slot.touches
            ],
        )
        for place, slot in enumerate(answer.slots, start=1)
    ]
