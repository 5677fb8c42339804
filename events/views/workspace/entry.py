"""The door of the workspace: who is not signed in is led to sign in, a stranger finds nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from catalogue import viewers
from catalogue.viewers import Viewer
from catalogue.vocabularies import Term
from events import rights
from events.queries import check_in
from events.views.reading import Reading


def workspace_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let members and helpers reach the view, and keep what it shows out of every cache."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        viewer = viewers.of(request)
        if not viewer.is_member and not check_in.helps_somewhere(viewer):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def answer(
    request: HttpRequest,
    read: Reading,
    template: str,
    context: dict[str, Any],
    *,
    agency: Term | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render a page of the workspace in its frame; `agency` is the one whose page it is."""
    return render(request, template, context | _frame(read, agency), status=status)


def own_agencies(read: Reading) -> list[Term]:
    """The organisations whose workspace is the viewer's own: where they have a role, without the units below."""
    own = read.viewer.organisation_ids
    return [term for term in read.vocabularies.organisations if term.id in own and term.parent_id not in own]


def _frame(read: Reading, agency: Term | None) -> dict[str, Any]:
    own = own_agencies(read)
    # Of another agency's training the frame stays that of the viewer's own.
    is_open = agency is not None and rights.SEE_WORKSPACE.allows(read.viewer, agency.id)
    here = agency if is_open else own[0] if own else None
    return {
        "agencies": [(term.code, term.short_name(read.language)) for term in own],
        "agency": here,
        "agency_name": here.short_name(read.language) if here else None,
        "may": frozenset(right.name for right in _OFFERED if _has(right, read.viewer, here)),
        "handles_participants": here is not None and _handles_participants(read.viewer, here),
        "may_start": here is not None and _may_start(read, here),
        "vocabularies": read.vocabularies,
    }


_OFFERED: tuple[rights.OrganisationRight | rights.GeneralRight, ...] = (
    rights.SEE_WORKSPACE,
    rights.PLAN,
    rights.MANAGE_MEMBERS,
    rights.MANAGE_TOKENS,
    rights.WRITE_PRIVACY_TEXTS,
    rights.WRITE_MESSAGES,
    rights.SEE_PLANS,
    rights.COORDINATE,
    rights.MANAGE_SERVICE,
)


def _may_start(read: Reading, here: Term) -> bool:
    """Whether new trainings are made here: not by what has ended."""
    return rights.PLAN.allows(read.viewer, here.id) and not here.has_ended(timezone.localdate(read.now))


def _handles_participants(viewer: Viewer, here: Term) -> bool:
    """Whether those of its trainings are theirs to see: what it leads, and what it organises together with others."""
    return rights.HANDLE_PARTICIPANTS.allows_organisers(viewer, here.id, ())


def _has(right: rights.OrganisationRight | rights.GeneralRight, viewer: Viewer, here: Term | None) -> bool:
    if isinstance(right, rights.GeneralRight):
        return right.allows(viewer)
    return here is not None and right.allows(viewer, here.id)
