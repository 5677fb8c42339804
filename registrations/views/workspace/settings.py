"""Seats and registration of one training: how one gets in, in which order, and what is asked."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from catalogue import texts
from events import access, rights
from events.views import reading
from events.views.workspace import entry
from registrations import asking


@require_safe
@entry.workspace_page
def settings(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    read = reading.of(request)
    event = access.organised_event(request, event_id, rights.EDIT)
    context = {
        "part": "events",
        "event_id": event.pk,
        "title": texts.pick(event, "title", read.language),
        "questions": asking.own_questions(event.pk, ends_at=event.ends_at, language=read.language),
    }
    lead = read.vocabularies.organisations.by_id(event.lead_id)
    return entry.answer(request, read, "workspace/registration/settings.html", context, agency=lead)
