"""Pages of signing in and of one's own account, beside those that allauth renders with our templates."""

import logging
import uuid
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import requests
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.account.views import RequestLoginCodeView
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.views import ConnectionsView
from allauth.usersessions.internal.flows.sessions import end_sessions as end
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue import invitations, own_details, throttling, tokens, viewers
from catalogue.actors import by_user
from catalogue.models import User
from catalogue.rules import RuleError
from catalogue.token_forms import TokenForm
from config.accounts import queries
from config.accounts import second_factor as factors
from config.accounts.forms import AccountForm

logger = logging.getLogger(__name__)
SAME_SITE = ("same-origin", "none")


class Services(ConnectionsView):
    """The sign-in services that lead to one's account; each can be disconnected."""

    success_url = reverse_lazy("account")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"services": queries.services(_user(self.request))}


services = never_cache(Services.as_view())


class SignIn(RequestLoginCodeView):
    """The one way in: an address for the code, a passkey, or a service of one's own agency."""

    template_name = "account/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"providers": settings.OIDC.apps}


sign_in = throttling.limited(SignIn.as_view())


@never_cache
@require_safe
def sign_in_with(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider; a link on another site does not start it by itself, one of our own does."""
    try:
        provider = get_adapter().get_provider(request, provider=provider_id)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    if request.headers.get("Sec-Fetch-Site", "none") not in SAME_SITE:
        return render(request, "account/sign_in_with.html", {"provider": provider})
    try:
        response: HttpResponse = provider.redirect(
            request, process=AuthProcess.LOGIN, next_url=get_next_redirect_url(request)
        )
    except (requests.RequestException, KeyError, ValueError):
        logger.warning("The sign-in service %s does not answer as one", provider_id, exc_info=True)
        return render(request, "socialaccount/authentication_error.html", status=HTTPStatus.BAD_GATEWAY)
    return response


@never_cache
@require_safe
def no_account(request: HttpRequest) -> HttpResponse:
    """Say who gets an account, and how."""
    return render(request, "account/signup_closed.html")


@never_cache
@require_safe
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Lead to where one's work is."""
    if not viewers.of(request).is_member:
        return redirect("account")
    return redirect("workspace")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Greet who was invited; only the button signs in, for mail scanners follow links too."""
    if request.method == "POST" and (user := invitations.use(token, now=timezone.now())):
        record_authentication(request, user, method="code", email=user.email)
        response: HttpResponse = perform_login(request, user, redirect_url=reverse("account"), email=user.email)
        return response
    invited = invitations.find(token, now=timezone.now())
    if invited is None:
        return render(request, "account/invitation_over.html", status=404)
    return render(request, "account/invitation.html", {"invited": invited})


@never_cache
@require_safe
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Say that an agency requires a second factor, and lead to using or adding one."""
    next_url = get_next_redirect_url(request) or reverse("account-start")
    if factors.has_used(request):
        return redirect(next_url)
    types = queries.second_factors(_user(request))
    context = {
        "has_passkey": Authenticator.Type.WEBAUTHN in types,
        "has_authenticator": Authenticator.Type.TOTP in types,
        "next": urlencode({"next": next_url}),
    }
    return render(request, "account/second_factor.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show one's own account; the form keeps name and language."""
    user = _user(request)
    initial = {"first_name": user.first_name, "last_name": user.last_name, "language": user.language}
    form = AccountForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        own_details.change_own_details(by=by_user(user), user_id=user.pk, **form.cleaned_data)
        messages.success(request, _("Your details were saved."))
        return redirect("account")
    context = {
        "form": form,
        "own": queries.account(user, session_key=request.session.session_key),
        "may_have_tokens": viewers.of(request).is_member,
    }
    return render(request, "account/account.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def to_account(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    return redirect("account")


@require_POST
@login_required
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End the session that was named, or all but this one."""
    named = request.POST.get("session", "")
    key = request.session.session_key
    chosen = queries.sessions_to_end(_user(request), named=named, session_key=key)
    end(request, chosen)
    messages.success(request, _("The session was ended.") if named else _("All other sessions were ended."))
    return redirect("account" if request.user.is_authenticated else "front")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sensitive_variables("made")
def new_token(request: HttpRequest) -> HttpResponse:
    """Make a token that acts as oneself, and show it once."""
    user = _user(request)
    if not viewers.of(request).is_member:
        raise PermissionDenied
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = tokens.create_personal_token(by=by_user(user), user_id=user.pk, **form.values())
        except RuleError as error:
            form.add_error(error.field or None, str(error))
        else:
            return render(request, "account/token_made.html", {"made": made})
    return render(request, "account/token_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@login_required
def revoke_token(request: HttpRequest, token_id: uuid.UUID) -> HttpResponse:
    user = _user(request)
    if queries.own_token(user, token_id) is None:
        raise Http404
    tokens.revoke_token(by=by_user(user), token_id=token_id)
    messages.success(request, _("The token no longer opens anything."))
    return redirect("account")


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
