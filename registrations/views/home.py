"""The door of the workspace, and an agency's day in it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from events import access, rights
from events.queries import cases, check_in
from events.views import reading
from events.views.workspace import entry
from registrations import today


@require_safe
@entry.workspace_page
def door(request: HttpRequest) -> HttpResponse:
    """Lead to the viewer's own agency, or let them choose one."""
    read = reading.of(request)
    own = entry.own_agencies(read)
    if len(own) == 1:
        return redirect("workspace-agency", own[0].code)
    at_work = [
        term
        for term in read.vocabularies.organisations
        if term.kind != "partner" and rights.SEE_WORKSPACE.allows(read.viewer, term.id)
    ]
    offered = [(term.code, term.name(read.language)) for term in own or at_work]
    context = {"part": "home", "offered": offered, "helped": check_in.helped_events(read.viewer, read.language)}
    return entry.answer(request, read, "workspace/door.html", context)


@require_safe
@entry.workspace_page
def agency(request: HttpRequest, agency: str) -> HttpResponse | HttpResponseRedirect:
    """Show what needs somebody today, and the trainings to come."""
    read = reading.of(request)
    found = access.organisation(request, agency, read.vocabularies)
    day = today.today(found.descendant_ids, viewer=read.viewer, now=read.now, language=read.language)
    overlaps = cases.morning_of(found, read)
    context = {
        "part": "home",
        "day": day,
        "overlaps": overlaps,
        "is_quiet": day.is_quiet and not overlaps.first,
        "now": read.now,
        "name": found.name(read.language),
    }
    return entry.answer(request, read, "workspace/home.html", context, agency=found)
