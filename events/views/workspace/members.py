"""People: inviting them, changing and ending their roles, and whether they need a second factor.

The same pages for an agency and, without one, for the roles that hold everywhere.
"""

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
def members(request: HttpRequest, agency: str = "") -> HttpResponse:
    """List them with their last sign-in, and invite another."""
    read, found = _opened(request, agency)
    form = InvitationForm(request.POST or None, initial={"language": read.language}, is_service=found is None)
    if request.method == "POST" and form.is_valid():
        invited, role = form.invited(), form.cleaned_data["role"]
        try:
            memberships.invite_member(by=read.viewer.actor, organisation_id=_id(found), invited=invited, role=role)
        except RuleError as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("%(email)s was invited. The letter is on its way.") % {"email": invited.email})
            return _listed(found)
    context = {
        "part": "members" if found else "service",
        "is_service": found is None,
        "form": form,
        "members": [
            *queries.members_of(_id(found), user_id=read.viewer.user_id),
            *([] if found else queries.superusers(user_id=read.viewer.user_id)),
        ],
        "is_required": found is not None and queries.requires_second_factor(found.id),
        "history": queries.history_of(_id(found), of_tokens=False),
    }
    status = 422 if form.errors else 200
    return entry.answer(request, read, "workspace/members.html", context, agency=found, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def member(request: HttpRequest, membership_id: int, agency: str = "") -> HttpResponse:
    """Change one member's role, end it, or send the invitation again."""
    read, found = _opened(request, agency)
    shown = queries.member(_id(found), membership_id, user_id=read.viewer.user_id)
    if shown is None:
        raise Http404
    action = request.POST.get("action", "")
    form = RoleForm(request.POST if action == "role" else None, initial={"role": shown.role}, is_service=found is None)
    refusal: RuleError | None = None
    if request.method == "POST" and (action != "role" or form.is_valid()):
        try:
            said = _act(action, read, membership_id, form)
        except RuleError as error:
            refusal = error
        else:
            messages.success(request, said % {"name": shown.name})
            # Who has given up their own role may no longer look at the list.
            return redirect("account") if shown.is_self and action != "again" else _listed(found)
    context = {
        "part": "members" if found else "service",
        "is_service": found is None,
        "form": form,
        "member": shown,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return entry.answer(request, read, "workspace/member.html", context, agency=found, status=status)


@require_POST
@entry.workspace_page
def second_factor(request: HttpRequest, agency: str) -> HttpResponse:
    """Require a second factor of the agency's people, or no longer."""
    read, found = _opened(request, agency)
    assert found is not None
    is_required = request.POST.get("required") == "yes"
    memberships.require_second_factor(by=read.viewer.actor, organisation_id=found.id, is_required=is_required)
    messages.success(
        request,
        _("A second factor is now required.") if is_required else _("A second factor is no longer required."),
    )
    return redirect("workspace-members", found.code)


def _opened(request: HttpRequest, agency: str) -> tuple[Reading, Term | None]:
    read = reading.of(request)
    if not agency:
        access.refuse_without(request, rights.MANAGE_SERVICE)
        return read, None
    return read, access.organisation(request, agency, read.vocabularies, rights.MANAGE_MEMBERS)


def _id(found: Term | None) -> int | None:
    return found.id if found else None


def _listed(found: Term | None) -> HttpResponse:
    if found is None:
        return redirect("workspace-service")
    return redirect("workspace-members", found.code)


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
