"""A second factor where an agency requires one: nobody enters the workspace or the administration without it.

What the agency plans is not there for them on any other page either: `viewers.of` holds their roles back.
"""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from catalogue import viewers

# By the names of their addresses: whatever shows or gives out more than a person's own account.
GUARDED = ("workspace", "account-token")
ADMINISTRATION = "admin"


class SecondFactor:
    """Leads who has signed in with one factor only to the page on which a second is used or added."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        viewers.tell_second_factor(request, partial(has_used, request))
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],  # noqa: ARG002 - Django passes it
        args: Any,  # noqa: ARG002
        kwargs: Any,  # noqa: ARG002
    ) -> HttpResponse | None:
        if not _is_guarded(request) or has_used(request) or not viewers.of(request).requires_second_factor:
            return None
        address = f"{reverse('account-second-factor')}?{urlencode({'next': _way_back(request)})}"
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": address})
        return HttpResponseRedirect(address)


def has_used(request: HttpRequest) -> bool:
    """Whether this session began with two factors: one of ours, or a provider's that always asks for two."""
    return any(_is_second(record) for record in get_authentication_records(request, request.user))


def _is_second(record: dict[str, Any]) -> bool:
    return record.get("method") == "mfa" or (
        record.get("method") == "socialaccount" and record.get("provider") in _providers_with_two_factors()
    )


def _providers_with_two_factors() -> set[str]:
    return {app["provider_id"] for app in settings.OIDC.apps if app["settings"]["second_factor"]}


def _is_guarded(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None or not request.user.is_authenticated:
        return False
    return ADMINISTRATION in match.app_names or (match.url_name or "").startswith(GUARDED)


def _way_back(request: HttpRequest) -> str:
    """A form that was sent is not sent again by itself: its page is."""
    return request.get_full_path() if request.method == "GET" else request.path
