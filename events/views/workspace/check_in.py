"""Naming who marks presence at one training, and letting them go."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalogue import texts
from catalogue.rules import RuleError
from events import access, helping, rights
from events.forms.check_in import HelperForm
from events.queries import check_in
from events.views import reading
from events.views.workspace import entry


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def named(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    event = access.organised_event(request, event_id, rights.HANDLE_PARTICIPANTS)
    read = reading.of(request)
    form = HelperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            helper = helping.name_helper(by=read.viewer.actor, event_id=event.pk, email=form.cleaned_data["email"])
        except RuleError as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("%(name)s may mark who is present.") % {"name": helper.user.get_full_name()})
            return redirect("workspace-event-check-in", event.pk)
    context = {
        "part": "events",
        "form": form,
        "event_id": event.pk,
        "title": texts.pick(event, "title", read.language),
        "helpers": check_in.helpers_of(event.pk),
    }
    return entry.answer(request, read, "workspace/check_in.html", context, status=422 if form.errors else 200)


@require_POST
@entry.workspace_page
def dismissed(request: HttpRequest, event_id: uuid.UUID, user_id: int) -> HttpResponse:
    event = access.organised_event(request, event_id, rights.HANDLE_PARTICIPANTS)
    helping.dismiss_helper(by=reading.of(request).viewer.actor, event_id=event.pk, user_id=user_id)
    messages.success(request, _("They may no longer mark who is present."))
    return redirect("workspace-event-check-in", event.pk)
