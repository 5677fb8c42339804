"""Overlaps to settle: the list of those of one's own, and the page of one that both its sides share."""

import uuid
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from catalogue import rehearsing
from catalogue.rehearsing import Telling
from catalogue.rules import RuleError
from events import access, case_selection, proposing, rights, settling
from events.forms import cases as case_forms
from events.forms.cases import CaseForm
from events.models import CaseProposal
from events.queries import case_facets, cases
from events.queries.case_page import CasePage
from events.views import reading
from events.views.lists import page_number
from events.views.reading import Reading
from events.views.workspace import case_times, entry, telling

FORMS: Mapping[str, type[CaseForm]] = MappingProxyType({
    "comment": case_forms.CommentForm,
    "keep": case_forms.KeepForm,
    "dismiss": case_forms.DismissForm,
    "take_back": case_forms.TakeBackForm,
    "move": case_forms.MoveForm,
    "join": case_forms.JoinForm,
    "decline": case_forms.DeclineForm,
    "acknowledge": CaseForm,
    "accept": CaseForm,
    "withdraw": CaseForm,
})  # fmt: skip
DONE: Mapping[str, str | Promise] = MappingProxyType({
    "comment": _("Your comment has been saved, and the other side is told."),
    "keep": _("Both trainings are kept. The other side is told why."),
    "dismiss": _("This is not treated as an overlap any more. The other side is told why."),
    "take_back": _("The overlap is open again."),
    "move": _("Done. A proposal waits for the other side’s answer; your own training is moved at once."),
    "join": _("Your proposal has been sent. It takes effect when the other side accepts it."),
    "decline": _("You have declined the proposal."),
    "acknowledge": _("The other side sees that you know of this overlap."),
    "accept": _("Accepted. What was proposed has been done."),
    "withdraw": _("Your proposal has been taken back."),
})  # fmt: skip

# What may tell those who have registered: they are shown first.
TELLING = frozenset({"move", "join", "accept"})
ASKED_NEXT = _("Accepted. It takes effect when the other side accepts it too.")


@require_safe
@entry.workspace_page
def listing(request: HttpRequest) -> HttpResponse:
    """Show what waits to be settled, the gravest first, or what has been; the address narrows it."""
    read = reading.of(request)
    own = entry.own_agencies(read)
    sees_all = rights.COORDINATE.allows(read.viewer)
    is_of_several = sees_all or len(own) > 1
    selection = case_selection.parse(request.GET, read.vocabularies)
    if not is_of_several:
        selection = selection.among_others(own)
    found = cases.page_of(selection, page=page_number(request), read=read)
    agencies = case_facets.agencies(cases.visible(read), selection, read)
    context = {
        "part": "overlaps",
        "listing": found,
        "selection": selection,
        "shelves": [
            (code, name, found.counts.of("shelf", code), selection.on(code).query)
            for code, name in case_selection.SHELVES.items()
        ],
        "facets": case_facets.facets(
            selection,
            found.counts,
            agencies if is_of_several else case_selection.others(agencies, own),
            most_agencies=case_selection.MOST_AGENCIES if is_of_several else 1,
            read=read,
        ),
        "before": f"{selection.query}&",
        "sees_all": sees_all,
    }
    return entry.answer(request, read, "workspace/cases.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def case(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Show an overlap, or do what its page offers and come back to it."""
    read = reading.of(request)
    page = access.overlap_case(case_id, read)
    action = request.POST.get("action", "") if request.method == "POST" else ""
    if request.method == "POST" and action not in FORMS:
        raise BadRequest
    forms = _forms(page, action, request)
    refusal: RuleError | None = None
    unseen: Telling | None = None
    perform = partial(_PERFORM[action], page, forms[action], request, read) if action else None
    if perform and forms[action].is_valid():
        if action in TELLING:
            unseen = telling.unseen(request, perform)
        try:
            said = None if unseen else perform()
        except RuleError as error:
            refusal = error
        else:
            if not unseen:
                messages.success(request, str(said or DONE[action]))
                return redirect("workspace-case", case_id)
    status = refusal.status if refusal else 422 if action and not unseen else 200
    context = {
        "part": "overlaps",
        "page": page,
        "forms": forms,
        "action": action,
        "refusal": refusal,
        "form": forms.get(action),
        "telling": unseen or _of_accepting(page, read),
        "unseen": unseen,
        "times": case_times.asked(request, page, read),
        "opened": "move" if request.GET.get("times") else "",
    }
    return entry.answer(request, read, "workspace/case.html", context, status=status)


def _forms(page: CasePage, action: str, request: HttpRequest) -> dict[str, CaseForm]:
    """Every form of the page; the one that was sent holds what was written."""
    titles = [(str(side.event_id), f"{side.event.title} – {side.agency}") for side in page.sides]
    movable = [(str(side.event_id), f"{side.event.title} – {side.agency}") for side in page.movable]
    return {
        name: form(
            request.POST if name == action else None,
            events=movable if name == "move" else titles,
            prefix=name,
            initial=_initial(name, page, request),
        )
        for name, form in FORMS.items()
    }


def _initial(action: str, page: CasePage, request: HttpRequest) -> dict[str, Any]:
    own = next((side for side in page.sides if side.is_own), page.sides[0])
    if action == "move":
        if chosen := case_times.chosen(request, page):
            return {"event": str(chosen[0]), "starts_at": chosen[1]}
        return {"event": str(own.event_id), "starts_at": own.event.starts_at}
    return {"event": str(own.event_id), "registrations": "merge"} if action == "join" else {}


# What is said of it, where it is not the same every time.
Perform = Callable[[CasePage, CaseForm, HttpRequest, Reading], str | Promise | None]


def _acknowledge(page: CasePage, _form: CaseForm, _request: HttpRequest, read: Reading) -> None:
    settling.acknowledge(by=read.viewer.actor, case_id=page.line.id, sides=page.own_sides)


def _comment(page: CasePage, form: CaseForm, _request: HttpRequest, read: Reading) -> None:
    text = form.cleaned_data["text"]
    settling.comment(by=read.viewer.actor, case_id=page.line.id, text=text, organisation_id=page.speaks_for)


def _with_reason(write: Callable[..., object]) -> Perform:
    def perform(page: CasePage, form: CaseForm, _request: HttpRequest, read: Reading) -> None:
        write(by=read.viewer.actor, case_id=page.line.id, reason=form.cleaned_data["reason"])

    return perform


def _move(page: CasePage, form: CaseForm, _request: HttpRequest, read: Reading) -> None:
    proposing.propose_move(
        by=read.viewer.actor,
        case_id=page.line.id,
        event_id=form.event_id,
        starts_at=form.cleaned_data["starts_at"],
        note=form.cleaned_data["note"],
        sides=page.own_sides,
    )


def _join(page: CasePage, form: CaseForm, _request: HttpRequest, read: Reading) -> None:
    proposing.ask_to_join(
        by=read.viewer.actor,
        case_id=page.line.id,
        event_id=form.event_id,
        registrations=form.cleaned_data["registrations"],
        note=form.cleaned_data["note"],
        sides=page.own_sides,
    )


def _accept(page: CasePage, _form: CaseForm, request: HttpRequest, read: Reading) -> Promise | None:
    proposal = proposing.accept(by=read.viewer.actor, proposal_id=_proposal(page, request), sides=page.own_sides)
    return ASKED_NEXT if proposal.state == CaseProposal.State.ASKED else None


def _of_accepting(page: CasePage, read: Reading) -> Telling | None:
    """Whom saying yes to what is proposed would tell."""
    if page.asked is None or not page.asked.may_answer:
        return None
    accept = partial(proposing.accept, by=read.viewer.actor, proposal_id=page.asked.id, sides=page.own_sides)
    return rehearsing.rehearse(accept)


def _decline(page: CasePage, form: CaseForm, request: HttpRequest, read: Reading) -> None:
    reason = form.cleaned_data["reason"]
    proposing.decline(by=read.viewer.actor, proposal_id=_proposal(page, request), sides=page.own_sides, reason=reason)


def _withdraw(page: CasePage, _form: CaseForm, request: HttpRequest, read: Reading) -> None:
    if page.asked is not None and not page.asked.may_withdraw:
        raise settling.NotYourSideError
    proposing.withdraw(by=read.viewer.actor, proposal_id=_proposal(page, request))


def _proposal(page: CasePage, request: HttpRequest) -> uuid.UUID:
    """The proposal that its reader saw: another one may have come in its place since."""
    if page.asked is None or str(page.asked.id) != request.POST.get("proposal"):
        raise proposing.ProposalAnsweredError
    return page.asked.id


_PERFORM: Mapping[str, Perform] = MappingProxyType({
    "acknowledge": _acknowledge,
    "comment": _comment,
    "keep": _with_reason(settling.keep_both),
    "dismiss": _with_reason(settling.dismiss),
    "take_back": _with_reason(settling.reopen),
    "move": _move,
    "join": _join,
    "accept": _accept,
    "decline": _decline,
    "withdraw": _withdraw,
})  # fmt: skip
