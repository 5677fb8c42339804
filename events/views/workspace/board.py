"""The planning board of all agencies; htmx asks for the table, for one cell, or for one training opened in place."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalogue.vocabularies import Vocabularies
from events import access, facets, rights
from events.boards import asking, laying, saying
from events.boards import rows as board_rows
from events.boards.asking import Board
from events.boards.rows import Row
from events.facets import Facet
from events.overlaps import finding
from events.queries import board as filling
from events.queries import board_external, cases, describing
from events.rights import SEE_PLANS
from events.views import browsing, reading
from events.views.browsing import HtmxRequest
from events.views.reading import Reading
from events.views.workspace import entry

CELL_TARGET, OPENED_TARGET, COUNTS_TARGET = "cell-", "board-opened", "board-counts"


@require_safe
@entry.workspace_page
def board(request: HtmxRequest) -> HttpResponse:
    access.refuse_without(request, SEE_PLANS)
    read = reading.of(request)
    asked = asking.read(request.GET, read)
    target = (request.htmx.target or "") if browsing.is_fragment(request) else ""
    if target == OPENED_TARGET:
        return _opened_alone(request, read, asked)
    if target == COUNTS_TARGET:
        return browsing.varied(render(request, "workspace/board/_counts.html", {"facets": _counted(asked, read)}))
    rows = rows_of(asked, read)
    if target.startswith(CELL_TARGET):
        return _cell_alone(request, read, asked, rows, target.removeprefix(CELL_TARGET))
    return _board(request, read, asked, rows)


def _board(request: HtmxRequest, read: Reading, asked: Board, rows: list[Row]) -> HttpResponse:
    is_fragment = browsing.is_fragment(request)
    events = filling.taking_part(asked, read.viewer, read.now)
    filled = filling.filled(asked, rows, events=asked.selection.narrow(events), reader=read)
    context: dict[str, Any] = {
        "part": "board",
        "board": asked,
        "query": asked.query,
        "selection": asked.selection,
        "layout": laying.lay_out(asked, rows, filled, read),
        "outside": board_external.rows(asked, read),
        "facets": _counted(asked, read) if is_fragment else facets.uncounted(asked.selection),
        "is_fragment": is_fragment,
    }
    if is_fragment:
        response = render(request, "workspace/board/_results_and_counts.html", context)
        response["HX-Push-Url"] = f"{reverse('workspace-board')}?{asked.query}"
        return browsing.varied(response)
    if asked.shown:
        context |= opened(request, read, asked.shown) or {}
    return browsing.varied(entry.answer(request, read, "workspace/board/board.html", context))


def _counted(asked: Board, read: Reading) -> list[Facet]:
    return facets.of(asked.selection, filling.shown_on(asked, read.viewer, read.now)).facets


def _cell_alone(request: HtmxRequest, read: Reading, asked: Board, rows: list[Row], key: str) -> HttpResponse:
    """One cell, opened or closed again."""
    row = laying.row_of(rows, key.rpartition(".")[0])
    column = next((each for each in asked.span.columns if f"{each.first}" == key.rpartition(".")[2]), None)
    if row is None or column is None:
        raise Http404
    events = asked.selection.narrow(filling.taking_part(asked, read.viewer, read.now))
    filled = filling.filled_column(asked, rows, column, events=events, reader=read)
    layout = laying.lay_out(asked, [row], filled, read, columns=[column])
    if not layout.rows:
        raise Http404
    context = {"board": asked, "laid": layout.rows[0].cells[0]}
    response = render(request, "workspace/board/_cell.html", context)
    response["HX-Replace-Url"] = f"{reverse('workspace-board')}?{asked.opened_query}"
    return browsing.varied(response)


def _opened_alone(request: HtmxRequest, read: Reading, asked: Board) -> HttpResponse:
    """What a block opens; nothing when it is closed again."""
    context: dict[str, Any] = {"board": asked, "query": asked.query}
    if asked.shown:
        found = opened(request, read, asked.shown)
        if found is None:
            raise Http404
        context |= found
    response = render(request, "workspace/board/_opened.html", context)
    response["HX-Replace-Url"] = f"{reverse('workspace-board')}?{asked.opened_query}"
    return browsing.varied(response)


def rows_of(asked: Board, read: Reading) -> list[Row]:
    own = {term.id for term in entry.own_agencies(read)}
    return board_rows.rows_of(asked.rows, own=own, vocabularies=read.vocabularies, language=read.language)


def opened(request: HtmxRequest, read: Reading, event_id: uuid.UUID) -> dict[str, Any] | None:
    """What an opened block tells; None when there is no such training for this viewer."""
    try:
        event = access.organised_event(request, event_id)
    except Http404:
        return None
    known: Vocabularies = read.vocabularies
    described = describing.events_by_id(
        [event_id], viewer=read.viewer, language=read.language, vocabularies=known, now=read.now
    )
    found = finding.find(event_id, viewer=read.viewer, language=read.language, known=known)
    may_edit = rights.EDIT.allows(read.viewer, event)
    return {
        "event": described[event_id],
        "state_name": event.get_state_display(),
        "overlaps": saying.say(found, read, cases.of_event(event_id, read)),
        "may_edit": may_edit,
        "may_move": may_edit and described[event_id].next_session is not None,
        "may_see_figures": rights.SEE_FIGURES.allows(read.viewer, event),
    }
