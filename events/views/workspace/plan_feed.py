"""An agency's plans in one's own calendar: the address, and making it anew."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalogue.models import User
from events import access, rights
from events.feeds import plan_addresses
from events.views import reading
from events.views.workspace import entry


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def plan_feed(request: HttpRequest, agency: str) -> HttpResponse:
    read = reading.of(request)
    found = access.organisation(request, agency, read.vocabularies, rights.SEE_WORKSPACE)
    user_id = cast("User", request.user).pk  # whoever comes this far is signed in
    if request.method == "POST":
        plan_addresses.reset_address(by=read.viewer.actor, user_id=user_id, organisation_id=found.id)
        messages.success(request, _("The calendar has a new address. The old one shows nothing any more."))
        return redirect("workspace-feed", found.code)
    addresses = plan_addresses.addresses_of(user_id, found, read.language)
    context = {"part": "events", "addresses": addresses}
    return entry.answer(request, read, "workspace/plan_feed.html", context, agency=found)
