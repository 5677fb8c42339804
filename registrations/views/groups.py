"""Registering a group, and the page on which its contact sees and changes the whole."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue import throttling, vocabularies
from catalogue.actors import PARTICIPANT, by_user
from catalogue.rules import RuleError
from catalogue.texts import page_language
from events import access as event_access
from registrations import access, cancelling, form_content, grouping, holding, notices, origins, sparing, terms
from registrations.forms import SubstituteForm
from registrations.group_forms import ContactForm, FitForm, people_sent, rows_of, seat_wish
from registrations.grouping import GroupDoesNotFitError, GroupWish
from registrations.models import GroupBooking
from registrations.queries.groups import Member, OwnGroup, own_group
from registrations.views.own import private

NEWS = ("registered", "named", "cancelled", "together")


@never_cache
@throttling.limited
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form of a group, take a pasted list over into its rows, or register it; nothing typed is lost."""
    known = vocabularies.current()
    event = event_access.event(request, slug, known)
    content = form_content.of_event(event, known, page_language())
    settled = terms.of(event.id)
    if not content.takes_groups:
        raise Http404
    contact = ContactForm(request.POST or None, pools=event.pools, initial={"language": page_language()})
    page = {"event": event, "content": content, "contact": contact, "largest": settled.largest_group, "pasted": ""}
    if request.method != "POST":
        return _form(request, page | {"rows": rows_of()})
    if "register" not in request.POST:
        return _form(
            request, page | {"contact": _unjudged(request, event), "rows": rows_of(people=people_sent(request.POST))}
        )
    return _register(request, page)


def _unjudged(request: HttpRequest, event: Any) -> ContactForm:
    """What was typed about the contact, shown again while only the list of people changes."""
    values = {name: request.POST.get(name, "") for name in (*ContactForm.base_fields, "pool")}
    return ContactForm(pools=event.pools, initial=values | {"takes_part": "takes_part" in request.POST})


def _register(request: HttpRequest, page: dict[str, Any]) -> HttpResponse:
    contact, rows = page["contact"], rows_of(request.POST)
    page["rows"] = rows
    is_asked = "fit" in request.POST or "expected" in request.POST
    fit = _fit_form(request) if is_asked else None
    # Each is asked, so that all that is wrong is said at once.
    if not all([contact.is_valid(), rows.is_valid(), fit is None or fit.is_valid()]):
        return _form(request, page | {"fit": fit}, status=422)
    members = [*contact.own(), *rows.members(contact), *[None] * (contact.cleaned_data["unnamed"] or 0)]
    if not members:
        return _form(request, page | {"is_empty": True}, status=422)
    wish = seat_wish(contact, origins.origin_of(request))
    try:
        sparing.spare(request, [contact.cleaned_data["email"], *(each.email for each in members if each)])
        group = grouping.register_group(
            by=by_user(request.user),
            event_id=page["event"].id,
            contact=contact.contact(),
            members=members,
            wish=fit.wish(wish) if fit else GroupWish(seat=wish),
            read=page["content"].texts.read_by(gave_consent=False),
        )
    except GroupDoesNotFitError as misfit:
        asked = FitForm(seats=misfit.seats, waiting=misfit.waiting)
        return _form(request, page | {"fit": asked, "misfit": misfit}, status=misfit.status)
    except RuleError as refusal:
        return _form(request, page | {"fit": fit, "refusal": refusal}, status=refusal.status)
    return redirect(group_path(group) + "?registered")


def _fit_form(request: HttpRequest) -> FitForm:
    """The question as it was asked: its numbers came with the form."""
    seats, waiting = (_number(request.POST.get(name, "")) for name in ("expected", "left"))
    return FitForm(request.POST, seats=seats, waiting=waiting)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0  # noqa: PLR2004 - three digits


def _form(request: HttpRequest, page: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, "registrations/group_register.html", page, status=status)


def group_path(group: GroupBooking) -> str:
    return reverse("group", args=[notices.token_of_group(group)])


# --- The page of the contact -----------------------------------------------------------------------------------------
@private
@require_safe
def group(request: HttpRequest, token: str) -> HttpResponse:
    """Show the whole group; `?registered` greets after registering."""
    own = _own(token)
    news = next((name for name in NEWS if name in request.GET), "")
    return render(request, "registrations/group.html", {"own": own, "token": token, "news": news})


@private
@require_http_methods(["GET", "HEAD", "POST"])
def name_seat(request: HttpRequest, token: str, registration_id: uuid.UUID) -> HttpResponse:
    """Give a seat its person."""
    own, member = _member(token, registration_id)
    form = SubstituteForm(
        request.POST or None,
        vocabularies=vocabularies.current(),
        language=page_language(),
        initial={"language": own.group.language, "workplace": own.group.workplace},
    )

    def write() -> None:
        sparing.spare(request, [form.cleaned_data["email"]])
        grouping.name_seat(by=PARTICIPANT, registration_id=registration_id, participant=form.participant())

    context = {"own": own, "member": member, "form": form}
    return _change(request, token, write, "registrations/group_name.html", context, news="named")


@private
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str, registration_id: uuid.UUID) -> HttpResponse:
    """Ask before one of the group is cancelled; the others keep their places."""
    own, member = _member(token, registration_id)

    def write() -> None:
        cancelling.cancel_registration(by=PARTICIPANT, registration_id=registration_id)

    context = {"own": own, "member": member}
    return _change(request, token, write, "registrations/group_cancel.html", context, news="cancelled")


@private
@require_POST
def wait_together(request: HttpRequest, token: str) -> HttpResponse:
    """Let those of the group who wait get seats together, or one by one."""
    own = _own(token)
    grouping.wait_together(group_id=own.group.pk, together="together" in request.POST)
    return redirect(reverse("group", args=[token]) + "?together")


def _change(
    request: HttpRequest, token: str, write: Callable[[], None], template: str, context: dict[str, Any], *, news: str
) -> HttpResponse:
    """Show a form, or do what it says and go back to the group."""
    form, refusal = context.get("form"), None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            write()
        except RuleError as error:
            refusal = error
        else:
            return redirect(f"{reverse('group', args=[token])}?{news}")
    status = refusal.status if refusal else 422 if form is not None and form.errors else 200
    return render(request, template, context | {"token": token, "refusal": refusal}, status=status)


def _own(token: str) -> OwnGroup:
    found = access.group_by_token(token)
    if access.is_mailed_to_contact(token, found):
        holding.confirm_contact(found)
    return own_group(found, now=timezone.now(), language=page_language(), vocabularies=vocabularies.current())


def _member(token: str, registration_id: uuid.UUID) -> tuple[OwnGroup, Member]:
    """Answer the group and one of its own who is still registered; raises Http404."""
    own = _own(token)
    member = next((member for member in own.active if member.registration.pk == registration_id), None)
    if member is None:
        raise Http404
    return own, member
