"""The organiser's table of a training's registrations, and which columns it shows."""

import uuid

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from events.views.lists import page_number
from events.views.workspace import entry
from registrations import access_log, bulk
from registrations.queries import table, table_asking, table_bursts, table_columns
from registrations.views.workspace import handling

# Where a session keeps the columns that its reader has chosen.
COLUMNS = "registration_columns"
MOST_OTHERS = 50


@require_safe
@entry.workspace_page
def registrations(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    handled = handling.of_event(request, event_id)
    found = handled.found()
    asking = table_asking.parse(request.GET, handled.read.vocabularies, frozenset(found.pools))
    shown = table.table(found, asking, columns=request.session.get(COLUMNS), page=page_number(request))
    if shown.listing.items:
        count = len(shown.listing.items)
        access_log.record(by=handled.read.viewer.actor, event=handled.event, count=count, now=handled.read.now)
    context = {
        "table": shown,
        "asking": asking,
        "listing": shown.listing,
        "before": asking.before_page,
        "heads": shown.heads,
        "bursts": table_bursts.of_event(handled.event, now=handled.read.now),
        "text": asking.value("q"),
        "without_text": asking.choosing("q", "").query,
        "state": asking.value("state"),
        "bulk_actions": [(each.code, each.name) for each in bulk.OFFERED],
        "all_columns": [
            column for column in (*table_columns.COLUMNS.values(), *found.questions) if not column.is_first
        ],
    }
    answer = handled.answer(request, "workspace/registrations/table.html", context)
    # The form names every field; the address names those that say something.
    answer.headers["HX-Push-Url"] = f"{request.path}?{asking.query}".rstrip("?")
    return answer


@require_POST
@entry.workspace_page
def columns(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """Remember the columns, for the tables of all trainings."""
    found = handling.of_event(request, event_id).found()
    offered = {*table_columns.COLUMNS, *(column.code for column in found.questions)}
    # Questions of other trainings stay chosen for their tables.
    before = [code for code in request.session.get(COLUMNS, []) if code.startswith(table_columns.QUESTION)]
    others = [code for code in before if code not in offered]
    chosen = [code for code in request.POST.getlist("column") if code in offered]
    request.session[COLUMNS] = chosen + others[-MOST_OTHERS:]
    query = QueryDict(request.POST.get("query", "")).urlencode()
    return redirect(f"{reverse('workspace-registrations', args=[event_id])}?{query}".rstrip("?"))
