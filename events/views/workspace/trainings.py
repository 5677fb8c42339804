"""One training for its organisers: its page, the preview of its public page, and its history."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events import access, rights, training_panels
from events.models import Event
from events.overlaps import finding, panel
from events.publishing import ALLOWED
from events.queries import cases, details, histories, trainings
from events.queries.histories import Step
from events.queries.offers import Offers
from events.queries.paging import Page
from events.sharing import pictures
from events.views import reading
from events.views.details import passed_on
from events.views.lists import page_number
from events.views.reading import Reading
from events.views.workspace import entry

SHOWN_RIGHTS = (rights.EDIT, rights.DECIDE, rights.COPY, rights.HANDLE_PARTICIPANTS, rights.SEE_FIGURES)


@require_safe
@entry.workspace_page
def training(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    read = reading.of(request)
    event = access.organised_event(request, event_id)
    page = trainings.page_of(
        event_id, viewer=read.viewer, now=read.now, language=read.language, vocabularies=read.vocabularies
    )
    found = finding.find(event_id, viewer=read.viewer, language=read.language, known=read.vocabularies)
    rights_held = rights.allowed(SHOWN_RIGHTS, read.viewer, event)
    context = {
        "part": "events",
        "page": page,
        "event": page.event,
        "overlaps": panel.shown(
            found, language=read.language, known=read.vocabularies, cases=cases.of_event(event_id, read)
        ),
        "state_name": event.get_state_display(),
        "rights": rights_held,
        "actions": [action for action, states in ALLOWED.items() if event.state in states],
        "panels": training_panels.of(event, read),
        "last_steps": _history(event, read, page=1).items[:3],
    }
    lead = read.vocabularies.organisations.by_id(event.lead_id)
    return entry.answer(request, read, "workspace/training.html", context, agency=lead)


@require_safe
@entry.workspace_page
def preview(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """The public page as it would be if it were published now, in the language of this page."""
    read = reading.of(request)
    event = access.organised_event(request, event_id)
    public = details.event_page(
        event.slug,
        viewer=read.viewer,
        now=read.now,
        language=read.language,
        vocabularies=read.vocabularies,
        as_published=event.state in {Event.State.DRAFT, Event.State.PLANNED},
    )
    page = trainings.page_of(
        event_id, viewer=read.viewer, now=read.now, language=read.language, vocabularies=read.vocabularies
    )
    assert public
    context = {
        "page": public,
        "event": public.event,
        **passed_on(public.event, pictures.of_event(public.event).when),
        "missing": page.missing,
        "organised": event,
        "rights": rights.allowed(SHOWN_RIGHTS, read.viewer, event),
        "may_publish": event.state in ALLOWED["publish"] and rights.DECIDE.allows(read.viewer, event),
        "section": "events",
    }
    return render(request, "workspace/preview.html", context)


@require_safe
@entry.workspace_page
def history(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    read = reading.of(request)
    event = access.organised_event(request, event_id)
    listing = _history(event, read, page=page_number(request))
    context = {"part": "events", "event": event, "listing": listing, "before": ""}
    lead = read.vocabularies.organisations.by_id(event.lead_id)
    return entry.answer(request, read, "workspace/history.html", context, agency=lead)


def _history(event: Event, read: Reading, *, page: int) -> Page[Step]:
    may_see_draft = rights.EDIT.allows(read.viewer, event)
    offers = Offers(read.vocabularies, read.language)
    return histories.page_of(event.pk, page=page, offers=offers, with_draft=may_see_draft)
