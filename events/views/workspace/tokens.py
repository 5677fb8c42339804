"""An agency's keys to the API: made, shown once, revoked."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from catalogue import tokens as keys
from catalogue.rules import RuleError
from catalogue.token_forms import OrganisationTokenForm
from events import access, rights
from events.queries import members as queries
from events.views import reading
from events.views.workspace import entry


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
@sensitive_variables("made")
def tokens(request: HttpRequest, agency: str) -> HttpResponse:
    """List the agency's tokens, make another and show it once."""
    read = reading.of(request)
    found = access.organisation(request, agency, read.vocabularies, rights.MANAGE_TOKENS)
    form = OrganisationTokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = keys.create_organisation_token(by=read.viewer.actor, organisation_id=found.id, **form.values())
        except RuleError as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            context = {"part": "tokens", "made": made}
            return entry.answer(request, read, "workspace/token_made.html", context, agency=found)
    context = {
        "part": "tokens",
        "form": form,
        "tokens": queries.keys_of(found.id, now=read.now),
        "history": queries.history_of(found.id, of_tokens=True),
    }
    status = 422 if form.errors else 200
    return entry.answer(request, read, "workspace/tokens.html", context, agency=found, status=status)


@require_POST
@entry.workspace_page
def revoked(request: HttpRequest, agency: str, token_id: uuid.UUID) -> HttpResponse:
    read = reading.of(request)
    found = access.organisation(request, agency, read.vocabularies, rights.MANAGE_TOKENS)
    if not queries.has_key(found.id, token_id):
        raise Http404
    keys.revoke_token(by=read.viewer.actor, token_id=token_id)
    messages.success(request, _("The token no longer opens anything."))
    return redirect("workspace-tokens", found.code)
