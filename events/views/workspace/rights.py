"""Who may do what here: the table of rights, from the rights themselves."""

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from catalogue.models import Membership
from events import rights
from events.rights import EventRight, OrganisationRight, Right
from events.views import reading
from events.views.workspace import entry

ROLES = tuple(Membership.Role)
LED, JOINT, THERE, ANYWHERE = _("in the lead"), _("in the lead or co-organising"), _("own agency"), _("all agencies")
HEADINGS = (
    (_("A training"), EventRight),
    (_("An agency"), OrganisationRight),
    (_("The whole calendar"), rights.GeneralRight),
)


@require_safe
@entry.workspace_page
def table(request: HttpRequest) -> HttpResponse:
    parts = [
        (heading, [(right.text, [_where(right, role) for role in ROLES], _helps(right)) for right in _of(kind)])
        for heading, kind in HEADINGS
    ]
    read = reading.of(request)
    held = {role for role, _organisation_id in read.viewer.roles}
    roles = [(role.label, role.value in held) for role in ROLES]
    return entry.answer(request, read, "workspace/rights.html", {"part": "rights", "parts": parts, "roles": roles})


def _of(kind: type[Right]) -> list[Right]:
    return [right for right in rights.ALL if isinstance(right, kind)]


def _helps(right: Right) -> bool:
    return isinstance(right, EventRight) and right.helpers


def _where(right: Right, role: Membership.Role) -> str | Promise:
    """Where somebody with the role has the right; nothing where they have not."""
    if role is Membership.Role.SYSTEM_ADMIN or role in right.anywhere:
        return ANYWHERE
    if isinstance(right, OrganisationRight):
        return THERE if role in right.there else ""
    if isinstance(right, EventRight):
        return JOINT if role in right.joint else LED if role in right.lead else ""
    return ""
