"""One registration for its organiser: its page, what is done with it, its notes and its details."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue import viewers, vocabularies
from catalogue.rules import RuleError
from events.views.workspace import entry
from registrations import access, access_log, acting, details, noting
from registrations.forms import DetailsForm
from registrations.queries import table_one
from registrations.views.workspace import answering, handling


@require_safe
@entry.workspace_page
def registration(request: HttpRequest, registration_id: uuid.UUID) -> HttpResponse:
    handled, found = handling.of_registration(request, registration_id)
    access_log.record(by=handled.read.viewer.actor, event=handled.event, registration=found, now=handled.read.now)
    context = {"one": table_one.one(found, handled.read), "acts": acting.possible(found, len(handled.found().pools))}
    return handled.answer(request, "workspace/registrations/one.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def act(request: HttpRequest, registration_id: uuid.UUID, code: str) -> HttpResponse:
    """Ask first, with what it means and what is mailed, and for a reason."""
    handled, found = handling.of_registration(request, registration_id)
    chosen = acting.ACTS[code]
    asked = answering.of(request, chosen, handled)
    refusal: str = "" if found.state in chosen.states else _("This cannot be done with the registration as it is now.")
    is_sent = request.method == "POST"
    if is_sent and asked.is_complete and not refusal:
        try:
            chosen.do(by=handled.read.viewer.actor, registration_id=found.pk, reason=asked.reason, answer=asked.answer)
        except RuleError as error:
            refusal = str(error)
        else:
            messages.success(request, str(chosen.done))
            return redirect("workspace-registration", found.pk)
    context = {"act": chosen, "asked": asked, "registration": found, "refusal": refusal, "is_sent": is_sent}
    status = 409 if is_sent and refusal else 422 if is_sent else 200
    return handled.answer(request, "workspace/registrations/act.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def correct(request: HttpRequest, registration_id: uuid.UUID) -> HttpResponse:
    handled, found = handling.of_registration(request, registration_id)
    form = DetailsForm(
        request.POST or None,
        vocabularies=vocabularies.current(),
        language=handled.read.language,
        initial=DetailsForm.initial_of(found),
    )
    if request.method == "POST" and form.is_valid():
        try:
            details.correct_details(by=handled.read.viewer.actor, registration_id=found.pk, details=form.details())
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The details have been saved."))
            return redirect("workspace-registration", found.pk)
    context = {"form": form, "registration": found}
    status = 422 if form.errors else 200
    return handled.answer(request, "workspace/registrations/details.html", context, status=status)


@require_POST
@entry.workspace_page
def note(request: HttpRequest, registration_id: uuid.UUID) -> HttpResponse:
    handled, found = handling.of_registration(request, registration_id)
    try:
        noting.add_note(by=handled.read.viewer.actor, registration_id=found.pk, text=request.POST.get("text", ""))
    except RuleError as refusal:
        messages.error(request, str(refusal))
    return redirect("workspace-registration", found.pk)


@require_POST
@entry.workspace_page
def note_removed(request: HttpRequest, registration_id: uuid.UUID, note_id: int) -> HttpResponse:
    found = access.handled_registration(request, registration_id)
    noting.remove_note(by=viewers.of(request).actor, registration_id=found.pk, note_id=note_id)
    messages.success(request, _("The note has been removed."))
    return redirect("workspace-registration", found.pk)
