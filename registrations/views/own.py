"""A person's own registration, opened by its secret link: state, details, cancelling."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from catalogue import lines, vocabularies
from catalogue.actors import PARTICIPANT
from catalogue.rules import RuleError
from catalogue.texts import page_language
from catalogue.vocabularies import Vocabularies
from registrations import access, approving, cancelling, details, form_content, holding, sparing
from registrations.form_content import FormContent
from registrations.forms import DetailsForm
from registrations.models import Registration
from registrations.queries import own as reads
from registrations.queries.own import OwnRegistration

P = ParamSpec("P")
# What a page may greet with, named in the address it was redirected to, and whether the registration is in force then.
NEWS = {
    "registered": True,
    "corrected": True,
    "accepted": True,
    "coming": True,
    "changed": True,
    "declined": False,
    "cancelled": False,
    "substituted": False,
}
LONGEST_REASON = 500


def private(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep a page opened by a secret link out of caches and search engines."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(guarded)


@private
@require_safe
def registration(request: HttpRequest, token: str) -> HttpResponse:
    """Show the state, the place in the queue and the details; `?registered` greets after registering."""
    own = opened(token, vocabularies.current())
    return render(request, "registrations/own.html", {"own": own, "token": token, "news": _news(request, own)})


@private
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, token: str) -> HttpResponse:
    """Correct one's own details."""
    known = vocabularies.current()
    own = opened(token, known)
    content = form_content.of_registration(own.registration, own.event, known, page_language())
    form = DetailsForm(
        request.POST or None,
        initial=DetailsForm.initial_of(own.registration),
        vocabularies=known,
        language=page_language(),
        **content.fields(),
    )
    refusal: RuleError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            _correct(request, own.registration, form, content)
        except RuleError as error:
            refusal = error
        else:
            return back(token, "corrected")
    context = {"own": own, "token": token, "form": form, "refusal": refusal}
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "registrations/details.html", context, status=status)


@transaction.atomic
def _correct(request: HttpRequest, registration: Registration, form: DetailsForm, content: FormContent) -> None:
    if form.named_supervisor != registration.supervisor_email:
        sparing.spare(request, [], supervisor=form.named_supervisor)
    details.correct_details(registration_id=registration.pk, details=form.details(), revision=form.revision(content))
    if content.asks_supervisor:
        approving.change_supervisor(by=PARTICIPANT, registration_id=registration.pk, email=form.named_supervisor)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before cancelling, saying whether somebody is waiting; a link followed by a mail scanner changes nothing."""
    own = opened(token, vocabularies.current())
    refusal: RuleError | None = None
    if request.method == "POST":
        reason = lines.tidy(request.POST.get("reason", ""))[:LONGEST_REASON]
        try:
            cancelling.cancel_registration(registration_id=own.registration.pk, reason=reason)
        except RuleError as error:
            refusal = error
        else:
            return back(token, "cancelled")
    context = {"own": own, "token": token, "refusal": refusal}
    return render(request, "registrations/cancel.html", context, status=refusal.status if refusal else 200)


def back(token: str, news: str) -> HttpResponse:
    """Lead to the own page, by the same link, which greets with the news."""
    response = redirect("registration", token)
    response["Location"] += f"?{news}"
    return response


def opened(token: str, known: Vocabularies) -> OwnRegistration:
    """Answer what the link opens; a mailed one shows that the address is its reader's."""
    found = access.registration_by_token(token)
    is_owner = access.is_mailed(token, found)
    person = found.person
    if is_owner and person is not None and (person.email_verified_at is None or found.verify_by is not None):
        holding.confirm_address(person)
        found = access.registration_by_token(token)
    return reads.own_registration(
        found, now=timezone.now(), language=page_language(), vocabularies=known, is_owner=is_owner
    )


def _news(request: HttpRequest, own: OwnRegistration) -> str:
    """What to greet with: an address that is opened again says nothing that has ceased to be so."""
    news = next((name for name in NEWS if name in request.GET), "")
    return news if own.registration.is_active == NEWS.get(news, True) else ""
