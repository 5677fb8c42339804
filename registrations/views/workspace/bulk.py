"""One thing done to many registrations: a page that says to whom and what is mailed, then the doing."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from events.views.workspace import entry
from registrations import acting, bulk
from registrations.acting import Act
from registrations.models import Registration
from registrations.queries import table, table_asking
from registrations.queries.table_columns import LANGUAGES
from registrations.views.workspace import answering, exporting, handling, messaging
from registrations.views.workspace.handling import Handling


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def bulk_action(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    handled = handling.of_event(request, event_id)
    if request.method != "POST":
        # What was chosen is not in an address.
        return redirect("workspace-registrations", event_id)
    back = _table_address(request, event_id)
    chosen = _chosen(request, handled)
    if not chosen:
        messages.warning(request, _("Choose somebody first."))
        return redirect(back)
    if request.POST.get("action") == bulk.MESSAGE:
        return messaging.write_to(request, handled, ids=",".join(str(each.pk) for each in chosen))
    if request.POST.get("action") == bulk.EXPORT:
        return exporting.export_of(request, handled)
    act = acting.ACTS.get(request.POST.get("action", ""))
    if act is None or not act.is_for_many:
        return redirect(back)
    return _acted(request, handled, act, chosen, back)


def _acted(request: HttpRequest, handled: Handling, act: Act, chosen: list[Registration], back: str) -> HttpResponse:
    plan = bulk.plan(act, chosen)
    asked = answering.of(request, act, handled)
    if "confirm" in request.POST and asked.is_complete and plan.affected:
        outcome = bulk.perform(
            by=handled.read.viewer.actor,
            act=act,
            registration_ids=[each.pk for each in plan.affected],
            reason=asked.reason,
            answer=asked.answer,
        )
        _tell(request, outcome)
        return redirect(back)
    is_sent = "confirm" in request.POST
    context = {
        "act": act,
        "plan": plan,
        "asked": asked,
        "is_sent": is_sent,
        "mailed": _mailed(act, plan),
        "back": back,
        "query": request.POST.get("query", ""),
    }
    status = 422 if is_sent else 200
    return handled.answer(request, "workspace/registrations/bulk.html", context, status=status)


def _chosen(request: HttpRequest, handled: Handling) -> list[Registration]:
    """Those named by a preview, those ticked, or all that the filters find; never of another training."""
    found = handled.found()
    if request.POST.get("scope") != "all":
        named = request.POST.get("ids") or ",".join(request.POST.getlist("id"))
        return table.named(found, bulk.ids_of(named))
    asking = table_asking.parse(
        QueryDict(request.POST.get("query", "")), handled.read.vocabularies, frozenset(found.pools)
    )
    return list(table.selected(found, asking)[: bulk.MOST])


def _table_address(request: HttpRequest, event_id: uuid.UUID) -> str:
    query = QueryDict(request.POST.get("query", "")).urlencode()
    return f"{reverse('workspace-registrations', args=[event_id])}?{query}".rstrip("?")


def _tell(request: HttpRequest, outcome: bulk.Outcome) -> None:
    if outcome.done:
        done = ngettext("Done for %(count)s registration.", "Done for %(count)s registrations.", outcome.done)
        messages.success(request, done % {"count": outcome.done})
    for left in outcome.refused[:10]:
        messages.warning(request, f"{left.registration.shown_name}: {left.why}")


def _mailed(act: Act, plan: bulk.Plan) -> dict[str, Any] | None:
    """How many are written to, and in which languages."""
    if not act.mailed:
        return None
    languages = ", ".join(f"{LANGUAGES[code]} {count}" for code, count in sorted(plan.mailed.items()))
    return {"count": len(plan.told), "languages": languages}
