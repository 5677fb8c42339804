"""What participants of a training were sent, sending one of it again, and writing to some of them."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue.rules import RuleError
from catalogue.texts import LANGUAGES
from events.views.lists import page_number
from events.views.workspace import entry
from registrations import access_log
from registrations import messaging as writing
from registrations.message_forms import CustomMessageForm
from registrations.models import Registration
from registrations.notices import placeholders
from registrations.queries import message_recipients as recipients
from registrations.queries import messages as queries
from registrations.views.workspace import handling
from registrations.views.workspace.handling import Handling


@require_safe
@entry.workspace_page
def outbox(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    handled = handling.of_event(request, event_id)
    chosen = {name: request.GET.get(name, "") for name in ("state", "kind")}
    found = queries.outbox_of(event_id, **chosen, page=page_number(request))
    people = {each.registration_id for each in found.page.items}
    access_log.record(by=handled.read.viewer.actor, event=handled.event, count=len(people), now=handled.read.now)
    before = QueryDict(mutable=True)
    before.update({name: value for name, value in chosen.items() if value})
    context = {
        "outbox": found,
        "listing": found.page,
        "chosen": chosen,
        "before": f"{before.urlencode()}&" if before else "",
    }
    return handled.answer(request, "workspace/messages/outbox.html", context)


@require_POST
@entry.workspace_page
def resend(request: HttpRequest, event_id: uuid.UUID, message_id: uuid.UUID) -> HttpResponse:
    """Owe it once more; back to where it was asked."""
    handled = handling.of_event(request, event_id)
    if not queries.is_of_event(message_id, event_id):
        raise Http404
    try:
        made = writing.resend_message(by=handled.read.viewer.actor, message_id=message_id)
    except RuleError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The message is sent again to %(address)s.") % {"address": made.address})
    registration_id = request.POST.get("registration", "")
    if registration_id == str(queries.registration_of(message_id)):
        return redirect("workspace-registration", registration_id)
    return redirect("workspace-event-messages", event_id)


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def write(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """Write, look at who gets what, send; what was ticked in the table comes as `ids`."""
    return write_to(request, handling.of_event(request, event_id))


def write_to(request: HttpRequest, handled: Handling, *, ids: str = "") -> HttpResponse:
    """Begin, or go on; `ids` are the registrations that were chosen on another page."""
    initial = {"message_id": uuid.uuid4(), "state": [Registration.State.CONFIRMED], "ids": ids}
    pools = recipients.pools_of(handled.event, handled.read.language)
    is_begun = request.method == "POST" and "message_id" in request.POST
    form = CustomMessageForm(request.POST if is_begun else None, initial=initial, pools=pools)
    context: dict[str, Any] = {"form": form, "placeholders": _placeholders(), "names": dict(_names())}
    if is_begun and form.is_valid():
        chosen = _chosen(handled, form)
        try:
            written = writing.checked(form.texts("subject"), form.texts("body"))
            if not chosen:
                raise writing.NobodyChosenError
            if "confirm" in request.POST:
                return _send(request, handled, form, chosen)
        except RuleError as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            context |= {"count": len(chosen), "readings": recipients.readings(chosen, written)}
    status = 422 if form.errors else 200
    return handled.answer(request, "workspace/messages/write.html", context, status=status)


def _chosen(handled: Handling, form: CustomMessageForm) -> list[Registration]:
    ids = form.registration_ids or recipients.matching(
        handled.event.pk,
        states=form.cleaned_data["state"],
        pools=form.cleaned_data["pool"],
        languages=form.cleaned_data["language"],
    )
    return writing.reachable(handled.event.pk, ids)


def _send(request: HttpRequest, handled: Handling, form: CustomMessageForm, chosen: list[Registration]) -> HttpResponse:
    sent = writing.send_custom(
        by=handled.read.viewer.actor,
        event_id=handled.event.pk,
        registration_ids=[each.pk for each in chosen],
        subjects=form.texts("subject"),
        bodies=form.texts("body"),
        message_id=form.cleaned_data["message_id"],
    )
    said = ngettext(
        "The message is sent to %(count)s person.", "The message is sent to %(count)s people.", sent.recipients
    )
    messages.success(request, said % {"count": sent.recipients})
    return redirect("workspace-event-messages", handled.event.pk)


def _placeholders() -> list[tuple[str, str]]:
    return [(name, str(each.text)) for name, each in placeholders.COMMON.items()]


def _names() -> list[tuple[str, str]]:
    said = {"fi": _("Finnish"), "sv": _("Swedish"), "en": _("English")}
    return [(language, said[language]) for language in LANGUAGES]
