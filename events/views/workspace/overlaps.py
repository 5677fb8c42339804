"""The panel of overlaps beside a form: asked anew while somebody types, and saves nothing."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from events import access, rights
from events.drafting import EventDraft
from events.forms import EventForm, draft_of
from events.models import Event
from events.overlaps import finding, panel
from events.queries.drafts import saved_draft
from events.queries.offers import Offers
from events.views import reading
from events.views.reading import Reading
from events.views.workspace import entry


@require_POST
@entry.workspace_page
def check(request: HttpRequest) -> HttpResponse:
    """Answer the overlaps of what stands in the form: of a new training of `agency`, or of `event` as changed."""
    read = reading.of(request)
    event, base = _asked_about(request, read)
    draft = draft_of(EventForm(request.POST, offers=Offers(read.vocabularies, read.language)), base=base)
    found = finding.find(
        draft, viewer=read.viewer, exclude=event.pk if event else None, language=read.language, known=read.vocabularies
    )
    shown = panel.shown(found, language=read.language, known=read.vocabularies)
    lacks = not (draft.sessions and draft.audience_ids and draft.languages)
    return render(request, "workspace/overlaps/_overlaps.html", {"overlaps": shown, "lacks": lacks})


def _asked_about(request: HttpRequest, read: Reading) -> tuple[Event | None, EventDraft]:
    """Answer the event and what it says now; raises Http404 and PermissionDenied as the editor does."""
    event_id = request.POST.get("event")
    if event_id:
        try:
            event = access.organised_event(request, uuid.UUID(event_id), rights.EDIT)
        except ValueError:
            raise Http404 from None
        return event, saved_draft(event.pk)
    agency = access.organisation(request, request.POST.get("agency", ""), read.vocabularies, rights.PLAN)
    return None, EventDraft(lead_id=agency.id, delivery=Event.Delivery.ONLINE, titles={}, languages=())
