"""What a person answers on their own page: an offer, a big change, other seats, a colleague instead.

A link in a mail only ever opens a page: what it does takes a button there, so that a mail scanner answers nothing.
"""

from collections.abc import Callable, Mapping

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from catalogue import throttling, vocabularies
from catalogue.rules import RuleError
from catalogue.texts import page_language
from registrations import form_content, offers, pool_changing, reconfirming, sparing, substituting
from registrations.forms import SubstituteForm
from registrations.models import Registration
from registrations.queries.own import OwnRegistration
from registrations.views.own import back, opened, private

Answer = Callable[..., Registration]
OFFER: Mapping[str, tuple[Answer, str]] = {
    "accept": (offers.accept_offer, "accepted"),
    "decline": (offers.decline_offer, "declined"),
}


@private
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """Accept or decline the seat that is held; a GET leads to the page with both buttons."""
    own = opened(token, vocabularies.current())
    if request.method != "POST":
        return redirect("registration", token)
    if request.POST.get("answer") not in OFFER:
        raise BadRequest
    write, news = OFFER[request.POST["answer"]]
    try:
        write(registration_id=own.registration.pk)
    except RuleError as refusal:
        return _refused(request, own, token, refusal)
    return back(token, news)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def reconfirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say that one comes in spite of a big change: asked on a page, for a mail scanner opens links too."""
    own = opened(token, vocabularies.current())
    refusal: RuleError | None = None
    if request.method == "POST":
        try:
            if request.POST.get("asked", own.asked) != own.asked:
                raise reconfirming.ChangedAgainError
            reconfirming.reconfirm(registration_id=own.registration.pk, asked_at=own.registration.asked_again_at)
        except RuleError as error:
            refusal = error
        else:
            return back(token, "coming")
    elif not own.is_asked:
        return redirect("registration", token)
    context = {"own": own, "token": token, "refusal": refusal}
    return render(request, "registrations/reconfirm.html", context, status=refusal.status if refusal else 200)


@private
@require_POST
def seats(request: HttpRequest, token: str) -> HttpResponse:
    """Take one's seat in another pool."""
    own = opened(token, vocabularies.current())
    chosen = request.POST.get("pool", "")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 19):  # noqa: PLR2004 - of a bigint
        raise BadRequest
    try:
        pool_changing.change_pool(registration_id=own.registration.pk, pool_id=int(chosen))
    except RuleError as refusal:
        return _refused(request, own, token, refusal)
    return back(token, "changed")


@private
@throttling.limited
@require_http_methods(["GET", "HEAD", "POST"])
def substitute(request: HttpRequest, token: str) -> HttpResponse:
    """Send a colleague instead, who takes the very seat."""
    known = vocabularies.current()
    own = opened(token, known)
    content = form_content.of_event(own.event, known, page_language())
    form = SubstituteForm(
        request.POST or None,
        initial=SubstituteForm.initial_of(own.registration),
        vocabularies=known,
        language=page_language(),
        questions=content.questions,
        consent=content.consent,
    )
    refusal: RuleError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            sparing.spare(request, [form.cleaned_data["email"]])
            substituting.substitute(
                registration_id=own.registration.pk,
                participant=form.participant(),
                brought=form.submission(content),
            )
        except RuleError as error:
            refusal = error
        else:
            return back(token, "substituted")
    context = {"own": own, "token": token, "form": form, "content": content, "refusal": refusal}
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "registrations/substitute.html", context, status=status)


def _refused(request: HttpRequest, own: OwnRegistration, token: str, refusal: RuleError) -> HttpResponse:
    """The own page, with why what was asked of it was not done."""
    context = {"own": own, "token": token, "refusal": refusal}
    return render(request, "registrations/own.html", context, status=refusal.status)
