"""An agency's people: inviting them, changing and ending their roles, and whether they need a second factor."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalogue import memberships
from catalogue.rules import RuleError
from catalogue.vocabularies import Term
from events import access, rights
from events.forms.members import InvitationForm, RoleForm
from events.queries import members as queries
from events.views import reading
from events.views.reading import Reading
from events.views.workspace import entry


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def members(request: HttpRequest, agency: str) -> HttpResponse:
    """List them with their last sign-in, and invite another."""
    read, found = _opened(request, agency)
    form = InvitationForm(request.POST or None, initial={"language": read.language})
    if request.method == "POST" and form.is_valid():
        invited, role = form.invited(), form.cleaned_data["role"]
        try:
            memberships.invite_member(by=read.viewer.actor, organisation_id=found.id, invited=invited, role=role)
        except RuleError as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("%(email)s was invited. The letter is on its way.") % {"email": invited.email})
            return redirect("workspace-members", found.code)
    context = {
        "part": "members",
        "form": form,
        "members": queries.members_of(found.id, user_id=read.viewer.user_id),
        "is_required": queries.requires_second_factor(found.id),
        "history": queries.history_of(found.id, of_tokens=False),
    }
    status = 422 if form.errors else 200
    return entry.answer(request, read, "workspace/members.html", context, agency=found, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def member(request: HttpRequest, agency: str, membership_id: int) -> HttpResponse:
    """Change one member's role, end it, or send the invitation again."""
    read, found = _opened(request, agency)
    shown = queries.member(found.id, membership_id, user_id=read.viewer.user_id)
    if shown is None:
        raise Http404
    action = request.POST.get("action", "")
    form = RoleForm(request.POST if action == "role" else None, initial={"role": shown.role})
    refusal: RuleError | None = None
    if request.method == "POST" and (action != "role" or form.is_valid()):
        try:
            said = _act(action, read, membership_id, form)
        except RuleError as error:
            refusal = error
        else:
            messages.success(request, said % {"name": shown.name})
            return redirect("workspace-members", found.code)
    context = {"part": "members", "form": form, "member": shown, "refusal": refusal}
    status = refusal.status if refusal else 422 if form.errors else 200
    return entry.answer(request, read, "workspace/member.html", context, agency=found, status=status)


@require_POST
@entry.workspace_page
def second_factor(request: HttpRequest, agency: str) -> HttpResponse:
    """Require a second factor of the agency's people, or no longer."""
    read, found = _opened(request, agency)
    is_required = request.POST.get("required") == "yes"
    memberships.require_second_factor(by=read.viewer.actor, organisation_id=found.id, is_required=is_required)
    messages.success(
        request,
        _("A second factor is now required.") if is_required else _("A second factor is no longer required."),
    )
    return redirect("workspace-members", found.code)


def _opened(request: HttpRequest, agency: str) -> tuple[Reading, Term]:
    read = reading.of(request)
    return read, access.organisation(request, agency, read.vocabularies, rights.MANAGE_MEMBERS)


def _act(action: str, read: Reading, membership_id: int, form: RoleForm) -> str:
    values: dict[str, Any] = {"by": read.viewer.actor, "membership_id": membership_id}
    if action == "role":
        memberships.change_role(**values, role=form.cleaned_data["role"])
        return _("%(name)s has the new role.")
    if action == "end":
        memberships.end_membership(**values)
        return _("%(name)s no longer has this role.")
    if action == "again":
        memberships.invite_again(**values)
        return _("The invitation of %(name)s was sent again.")
    raise Http404
