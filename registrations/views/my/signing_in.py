"""Asking for the link to one's own page, opening it, and leaving."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalogue import throttling
from catalogue.texts import page_language
from registrations.forms import AddressForm
from registrations.my import sessions, sign_in_links
from registrations.views.my import entry


@throttling.limited
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for an address and mail the link; the answer is the same whether anybody is known by it or not."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refusal = throttling.count_caller(request, sign_in_links.MOST_FROM_A_NETWORK, sign_in_links.KIND)
        if refusal is not None:
            return throttling.refuse(request, refusal)
        email = form.cleaned_data["email"]
        sign_in_links.ask_for_link(email=email, language=page_language())
        return render(request, "my/link_sent.html", {"email": email, "hours": _hours(), "section": "my"})
    status = 422 if form.errors else 200
    return render(
        request,
        "my/ask.html",
        {"form": form, "is_member": request.user.is_authenticated, "section": "my"},
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@entry.private
def opened(request: HttpRequest, until: int, token: str) -> HttpResponse:
    """Greet whose link it is; only the button uses it, for mail scanners follow links too."""
    if request.method == "POST" and (person := sign_in_links.use(until=until, token=token)):
        sessions.begin(request, person)
        return redirect("my")
    person = sign_in_links.find(until, token)
    if person is None:
        return render(request, "my/link_over.html", {"form": AddressForm()}, status=404)
    return render(request, "my/open.html", {"person": person})


@require_POST
@entry.private
def leave(request: HttpRequest) -> HttpResponse:
    sessions.end(request)
    messages.success(request, _("You have left your own page."))
    return redirect("my")


def _hours() -> int:
    return int(sign_in_links.VALID.total_seconds() // 3600)
