"""Planning, publishing, postponing, cancelling and bringing back a training: each asks first, and for a reason."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from catalogue import lines
from catalogue.rules import RuleError
from events import access, publishing, rights
from events.models import Event
from events.overlaps import finding, gravest, panel
from events.queries import cases, trainings
from events.views import reading
from events.views.workspace import entry, telling

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Decision:
    """What is asked and what is said afterwards."""

    action: str
    write: Callable[..., Event]
    question: Words
    text: Words
    button: Words
    done: Words
    asks_reason: bool = True
    is_danger: bool = False


DECISIONS = {
    each.action: each
    for each in (
        Decision(
            "plan",
            publishing.plan_event,
            _("Plan this training?"),
            _(
                "The organisers of all agencies see it from now on, and it takes part in finding overlaps. "
                "The public does not see it."
            ),
            _("Plan"),
            _("The training is planned: the organisers of all agencies see it."),
            asks_reason=False,
        ),
        Decision(
            "publish",
            publishing.publish_event,
            _("Publish this training?"),
            _("Everybody sees it from now on, in the list, in search and in calendars. It cannot become a plan again."),
            _("Publish"),
            _("The training is published."),
            asks_reason=False,
        ),
        Decision(
            "postpone",
            publishing.postpone_event,
            _("Postpone this training?"),
            _(
                "Its dates no longer hold. Registrations stay, and those who have registered are told. "
                "New dates bring it back."
            ),
            _("Postpone"),
            _("The training is postponed. Give it new dates when you know them."),
        ),
        Decision(
            "cancel",
            publishing.cancel_event,
            _("Cancel this training?"),
            _("It stays in view as cancelled, and those who have registered are told. You can bring it back."),
            _("Cancel the training"),
            _("The training is cancelled."),
            is_danger=True,
        ),
        Decision(
            "revive",
            publishing.revive_event,
            _("Bring this training back?"),
            _("It is held after all. Those whose registration is in force are told."),
            _("Bring back"),
            _("The training is back."),
        ),
    )
}


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def decide(request: HttpRequest, event_id: uuid.UUID, action: str) -> HttpResponse:
    read = reading.of(request)
    event = access.organised_event(request, event_id, rights.DECIDE)
    decision = DECISIONS[action]
    reason = lines.tidy(request.POST.get("reason", ""))[:500]
    refusal: RuleError | None = None
    because = _because(request, action)
    write = partial(decision.write, by=read.viewer.actor, event_id=event_id, reason=reason, **because)
    is_sent = request.method == "POST" and not telling.only_looks(request)
    if event.state not in publishing.ALLOWED[action]:
        refusal = publishing.StateChangeError()
    elif is_sent:
        try:
            write()
        except RuleError as error:
            refusal = error
        else:
            messages.success(request, str(decision.done))
            return redirect("workspace-event", event_id)
    elif action == "publish" and gravest.is_unsettled(event_id):
        refusal = publishing.OverlapReasonError(field="reason")
    page = trainings.page_of(
        event_id, viewer=read.viewer, now=read.now, language=read.language, vocabularies=read.vocabularies
    )
    found = finding.find(event_id, viewer=read.viewer, language=read.language, known=read.vocabularies)
    context: dict[str, Any] = {
        "part": "events",
        "overlaps": panel.shown(
            found, language=read.language, known=read.vocabularies, cases=cases.of_event(event_id, read)
        ),
        "decision": decision,
        "event": page.event,
        "page": page,
        "refusal": refusal,
        "reason": reason,
        "because": because.get("because", ""),
        "telling": telling.of_public(write, is_public=event.is_public and not refusal),
    }
    lead = read.vocabularies.organisations.by_id(event.lead_id)
    status = refusal.status if refusal and is_sent else 200
    return entry.answer(request, read, "workspace/decision.html", context, agency=lead, status=status)


def _because(request: HttpRequest, action: str) -> dict[str, str]:
    """That there are too few, where whoever cancels comes from the page that says so."""
    asked = request.POST if request.method == "POST" else request.GET
    is_for_few = action == "cancel" and asked.get("because") == publishing.TOO_FEW
    return {"because": publishing.TOO_FEW} if is_for_few else {}
