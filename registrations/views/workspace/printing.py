"""Badges and lists to sign: what is chosen, and the paper itself."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from catalogue import texts
from events import dates
from events.models import Session
from events.views.workspace import entry
from registrations import access_log
from registrations.printing import papers
from registrations.queries import table_papers
from registrations.views.workspace import handling
from registrations.views.workspace.handling import Handling

PDF = "application/pdf"


@require_safe
@entry.workspace_page
def choose(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    handled = handling.of_event(request, event_id)
    language = handled.read.language
    sessions = []
    for each in table_papers.sessions(handled.event):
        when = dates.span(each.starts_at, each.ends_at, language, all_day=each.all_day)
        sessions.append((each.pk, when, texts.pick(each, "title", language)))
    count = table_papers.seated(handled.event).count()
    context = {
        "sessions": sessions,
        "layouts": [(name, name.replace("x", " × ")) for name in papers.LAYOUTS],
        "count": count,
    }
    return handled.answer(request, "workspace/registrations/print.html", context)


@require_safe
@entry.workspace_page
def badges(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    handled = handling.of_event(request, event_id)
    rows = papers.LAYOUTS.get(request.GET.get("layout", ""), papers.LAYOUTS["2x4"])
    # A seat of a group without a name has no badge; on the list it has a row.
    seated = [each for each in table_papers.seated(handled.event) if not each.is_unnamed]
    _note(handled, len(seated))
    return _paper(papers.badges(handled.event, seated, rows=rows), f"badges-{handled.event.slug}.pdf")


@require_safe
@entry.workspace_page
def attendance_list(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    handled = handling.of_event(request, event_id)
    session = _session(handled, request.GET.get("session", ""))
    seated = list(table_papers.seated(handled.event))
    _note(handled, len(seated))
    return _paper(papers.attendance_list(handled.event, session, seated), f"attendance-{handled.event.slug}.pdf")


def _session(handled: Handling, number: str) -> Session:
    """The one asked for, else the first; raises Http404 when there is none."""
    sessions = list(table_papers.sessions(handled.event))
    found = next((each for each in sessions if str(each.pk) == number), None)
    if found is None and not number and sessions:
        return sessions[0]
    if found is None:
        raise Http404
    return found


def _note(handled: Handling, count: int) -> None:
    access_log.record(
        by=handled.read.viewer.actor,
        event=handled.event,
        action=access_log.Action.PRINT,
        count=max(count, 1),
        now=handled.read.now,
    )


def _paper(body: bytes, name: str) -> HttpResponse:
    """Shown by the browser, which prints it or keeps it."""
    return HttpResponse(body, content_type=PDF, headers={"Content-Disposition": f'inline; filename="{name}"'})
