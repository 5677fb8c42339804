"""Questions of one training: writing one, correcting it, its place among the others, and its end."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalogue import texts
from catalogue.rules import RuleError
from events import access, rights
from events.models import Event
from events.views import reading
from events.views.workspace import entry
from registrations import asking, questions
from registrations.models import Question
from registrations.question_forms import QuestionForm

ACTIONS = ("retire", "ask-again", "earlier", "later")
MORE = "more"


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def new(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """Ask one more question."""
    event = access.organised_event(request, event_id, rights.EDIT)
    return _write(request, event, None)


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def correct(request: HttpRequest, event_id: uuid.UUID, question_id: int) -> HttpResponse:
    """Correct a question; one with answers keeps its kind."""
    event = access.organised_event(request, event_id, rights.EDIT)
    question = asking.own_question(event.pk, question_id)
    if question is None:
        raise Http404
    return _write(request, event, question)


@require_POST
@entry.workspace_page
def act(request: HttpRequest, event_id: uuid.UUID, question_id: int, action: str) -> HttpResponse:
    event = access.organised_event(request, event_id, rights.EDIT)
    if action not in ACTIONS or asking.own_question(event.pk, question_id) is None:
        raise Http404
    by = reading.of(request).viewer.actor
    if action == "retire":
        questions.retire_question(by=by, question_id=question_id)
        messages.success(request, _("The question is asked no longer."))
    elif action == "ask-again":
        questions.bring_question_back(by=by, question_id=question_id)
        messages.success(request, _("The question is asked again."))
    else:
        questions.move_question(by=by, question_id=question_id, step=-1 if action == "earlier" else 1)
    return _listed(event)


def _write(request: HttpRequest, event: Event, question: Question | None) -> HttpResponse:
    read = reading.of(request)
    is_fixed = question is not None and questions.has_answers(question)
    form = QuestionForm(request.POST or None, question=question, is_fixed=is_fixed)
    asks_for_rows = request.POST.get("do") == MORE
    if request.method == "POST" and not asks_for_rows and form.is_valid():
        try:
            if question is None:
                questions.add_question(by=read.viewer.actor, event_id=event.pk, draft=form.draft())
            else:
                questions.change_question(by=read.viewer.actor, question_id=question.pk, draft=form.draft())
        except RuleError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The question has been saved."))
            return _listed(event)
    context = {
        "part": "events",
        "event_id": event.pk,
        "title": texts.pick(event, "title", read.language),
        "form": form,
        "is_new": question is None,
        "is_fixed": is_fixed,
        "shows_errors": not asks_for_rows,
    }
    status = 422 if request.method == "POST" and not asks_for_rows else 200
    lead = read.vocabularies.organisations.by_id(event.lead_id)
    return entry.answer(request, read, "workspace/registration/question.html", context, agency=lead, status=status)


def _listed(event: Event) -> HttpResponse:
    return redirect("workspace-event-registration", event.pk)
