"""Moving a training on the board: the place is shown with what it meets there before anything is saved."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalogue import texts
from catalogue.rules import RuleError
from events import access, rights, scheduling
from events.boards import asking, moving, saying
from events.boards.asking import Board
from events.boards.moving import NothingToMoveError, Proposal
from events.drafting import EventDraft, SessionDraft
from events.forms.moving import PlaceForm, SavingForm
from events.models import Event
from events.overlaps import finding
from events.overlaps.finding import Overlap
from events.queries import cases, drafts
from events.views import browsing, reading
from events.views.browsing import HtmxRequest
from events.views.reading import Reading
from events.views.workspace import entry, telling
from events.views.workspace.board import OPENED_TARGET


@dataclass(frozen=True, slots=True)
class Moving:
    """What is moved: `session` is the one that is held, the others go as far."""

    event: Event
    draft: EventDraft
    sessions: list[SessionDraft]
    session: SessionDraft
    board: Board

    def to(self, day: dt.date, time: dt.time | None, now: dt.datetime) -> Proposal:
        return moving.propose(self.draft, moving.shift_to(self.session, day, time), now)


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def move(request: HtmxRequest, event_id: uuid.UUID) -> HttpResponse:
    access.refuse_without(request, rights.SEE_PLANS)
    event = access.organised_event(request, event_id, rights.EDIT)
    read = reading.of(request)
    draft = drafts.saved_draft(event.pk)
    sessions = moving.movable(draft, read.now)
    if not sessions or event.state == Event.State.CANCELLED:
        return _answer(request, read, {"refusal": NothingToMoveError()} | _about(event, read))
    asked = request.POST if request.method == "POST" else request.GET
    session = moving.grabbed(sessions, _number(asked.get("session", "")))
    what = Moving(event, draft, sessions, session, asking.read(request.GET, read))
    if request.method == "POST":
        return _save(request, read, what)
    form = PlaceForm(request.GET if "day" in request.GET else None, session=session)
    return _answer(request, read, _context(read, what, form))


def _save(request: HtmxRequest, read: Reading, what: Moving) -> HttpResponse:
    place, saving = PlaceForm(request.POST, session=what.session), SavingForm(request.POST, event=what.event)
    if telling.only_looks(request):
        return _answer(request, read, _context(read, what, place, saving))
    if not (place.is_valid() and saving.is_valid()):
        return _answer(request, read, _context(read, what, place, saving), status=422)
    proposal = what.to(place.chosen_day, place.chosen_time, read.now)
    try:
        _write(read, what, proposal, saving.cleaned_data["reason"], saving.cleaned_data["version"])
    except RuleError as error:
        context = _context(read, what, place, saving) | {"refusal": error}
        return _answer(request, read, context, status=error.status)
    messages.success(request, _("The training has been moved."))
    return HttpResponseRedirect(f"{reverse('workspace-board')}?{_showing(what, place.chosen_day).opened_query}")


def _write(read: Reading, what: Moving, proposal: Proposal, reason: str, version: int | None = None) -> None:
    scheduling.move_event(
        by=read.viewer.actor,
        event_id=what.event.pk,
        moves=proposal.moves,
        reason=reason,
        expected_version=version,
        now=read.now,
    )


def _showing(what: Moving, day: dt.date) -> Board:
    """The board as it was with the training opened, turned to the new day when that is out of sight."""
    board = what.board.but(shown=what.event.pk)
    return board if day in board.span else board.around(day)


def _context(read: Reading, what: Moving, form: PlaceForm, saving: SavingForm | None = None) -> dict[str, Any]:
    context = _about(what.event, read) | {
        "session": what.session,
        "others": len(what.sessions) - 1,
        "form": form,
        "saving": saving or SavingForm(event=what.event),
        "version": what.event.version,
        "kept": what.board.own_and_filters,
        "query": what.board.query,
    }
    if form.is_bound and form.is_valid():
        context |= _preview(read, what, form, reason=saving.said_reason if saving else "")
    return context


def _about(event: Event, read: Reading) -> dict[str, Any]:
    return {"event": event, "title": texts.pick(event, "title", read.language)}


def _preview(read: Reading, what: Moving, form: PlaceForm, *, reason: str) -> dict[str, Any]:
    proposal = what.to(form.chosen_day, form.chosen_time, read.now)
    known = read.vocabularies
    there = finding.find(proposal.draft, viewer=read.viewer, exclude=what.event.pk, language=read.language, known=known)
    here = finding.find(what.event.pk, viewer=read.viewer, language=read.language, known=known)
    before, after = ({_key(each) for each in found if each.other} for found in (here, there))
    said = saying.say(there, read, cases.of_event(what.event.pk, read))
    met = [overlap for overlap, each in zip(said, there, strict=True) if _key(each) not in before]
    kept = [overlap for overlap, each in zip(said, there, strict=True) if _key(each) in before]
    place = {"day": f"{form.chosen_day}", "time": f"{form.chosen_time:%H:%M}" if form.chosen_time else ""}
    told = telling.of_public(lambda: _write(read, what, proposal, reason), is_public=what.event.is_public)
    return {
        "preview": proposal,
        "place": place,
        "overlaps": met,
        "kept_overlaps": kept,
        "gone": len(before - after),
        "telling": told,
    }


def _key(overlap: Overlap) -> tuple[str, uuid.UUID | None]:
    """What is the same overlap here and there."""
    return overlap.finding.kind, overlap.finding.other_id


def _answer(request: HtmxRequest, read: Reading, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    context |= {"part": "board"}
    if browsing.is_fragment(request) and request.htmx.target == OPENED_TARGET:
        return browsing.varied(render(request, "workspace/board/_move.html", context, status=status))
    return browsing.varied(entry.answer(request, read, "workspace/board/move.html", context, status=status))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None  # noqa: PLR2004 - of a bigint
