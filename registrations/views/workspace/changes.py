"""Changes for organisers: what becomes of a training with too few, who still comes, a colleague instead."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from catalogue import lines, vocabularies
from catalogue.rules import RuleError
from events import access, rights
from events.views import reading
from events.views.workspace import entry
from registrations import asking, minimum, reconfirming, substituting
from registrations.forms import SubstituteForm
from registrations.queries import few as reads
from registrations.views.workspace import handling

LONGEST_REASON = 500


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def few(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """Choose: hold it all the same, postpone it, hold it with another, or cancel it, each with what it tells whom."""
    read = reading.of(request)
    event = access.organised_event(request, event_id, rights.DECIDE)
    refusal: RuleError | None = None
    reason = lines.tidy(request.POST.get("reason", ""))[:LONGEST_REASON]
    if request.method == "POST":
        try:
            if request.POST.get("do") == "take_back":
                minimum.take_back(by=read.viewer.actor, event_id=event.pk, reason=reason)
                said = _("The training is no longer said to take place.")
            else:
                minimum.say_certain(by=read.viewer.actor, event_id=event.pk, reason=reason)
                said = _("Everybody sees now that the training will take place.")
        except RuleError as error:
            refusal = error
        else:
            messages.success(request, said)
            return redirect("workspace-event", event.pk)
    context = {
        "part": "events",
        "event": event,
        "page": reads.page_of(event, read),
        "refusal": refusal,
        "reason": reason,
    }
    lead = read.vocabularies.organisations.by_id(event.lead_id)
    status = refusal.status if refusal else 200
    return entry.answer(request, read, "workspace/changes/few.html", context, agency=lead, status=status)


@require_POST
@entry.workspace_page
def remind(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """Remind, once, those who have not said whether they still come."""
    read = reading.of(request)
    event = access.organised_event(request, event_id, rights.HANDLE_PARTICIPANTS)
    try:
        count = reconfirming.remind_unanswered(by=read.viewer.actor, event_id=event.pk)
    except RuleError as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("%(count)s person is reminded.", "%(count)s people are reminded.", count)
        messages.success(request, words % {"count": count})
    return redirect("workspace-event", event.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def substitute(request: HttpRequest, registration_id: uuid.UUID) -> HttpResponse:
    """Let a colleague take somebody's very seat, as they have asked for."""
    handled, found = handling.of_registration(request, registration_id)
    form = SubstituteForm(
        request.POST or None,
        initial=SubstituteForm.initial_of(found),
        vocabularies=vocabularies.current(),
        language=handled.read.language,
    )
    refusal: RuleError | None = None
    reason = lines.tidy(request.POST.get("reason", ""))[:LONGEST_REASON]
    if request.method == "POST" and form.is_valid():
        try:
            colleague = substituting.substitute(
                by=handled.read.viewer.actor,
                registration_id=found.pk,
                participant=form.participant(),
                reason=reason,
            )
        except RuleError as error:
            refusal = error
        else:
            messages.success(request, _("The colleague has the seat. Both are told."))
            return redirect("workspace-registration", colleague.pk)
    context = {
        "form": form,
        "registration": found,
        "refusal": refusal,
        "reason": reason,
        "asks_more": asking.asks_something(found.event_id),
        "may_send_another": found.state == found.State.CONFIRMED and not found.is_unnamed,
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return handled.answer(request, "workspace/changes/substitute.html", context, status=status)
