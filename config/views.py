"""Pages of the demonstration: its mailbox and its sign-in links. Outside the demonstration they are not found."""

from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config import demonstration, mailbox


def no_password(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """No account has a password, so there is none to change."""
    raise Http404


def demonstration_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the view be found in the demonstration only."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if not settings.DEMONSTRATION:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@never_cache
@demonstration_only
def mailbox_page(request: HttpRequest) -> HttpResponse:
    """Show the newest mail; `?to=` narrows it to one address."""
    address = request.GET.get("to", "").strip()
    return render(request, "mailbox/list.html", {"mails": mailbox.newest(to=address, limit=100), "address": address})


@require_safe
@never_cache
@demonstration_only
def mailbox_mail(request: HttpRequest, name: str) -> HttpResponse:
    mail = mailbox.find(name + mailbox.SUFFIX)
    if mail is None:
        raise Http404
    return render(request, "mailbox/mail.html", {"mail": mail})


@require_safe
@never_cache
@demonstration_only
def mailbox_source(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Show a mail as it would go over the wire: its parts, their types and encodings."""
    source = mailbox.source(name + mailbox.SUFFIX)
    if source is None:
        raise Http404
    return HttpResponse(source, content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
@demonstration_only
def mailbox_file(request: HttpRequest, name: str, number: int) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Save what a mail carries, to try it in a calendar of one's own."""
    mail = mailbox.find(name + mailbox.SUFFIX)
    if mail is None or number >= len(mail.attachments):
        raise Http404
    found = mail.attachments[number]
    response = HttpResponse(found.content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, found.filename or "invitation.ics")
    return response


@require_safe
@never_cache
@demonstration_only
def mailbox_json(request: HttpRequest) -> JsonResponse:
    """Every kept mail, the newest first, as a list of to, subject, text, html, attachments, cause and source."""
    mails = mailbox.newest(to=request.GET.get("to", ""))
    return JsonResponse([mail.as_json() for mail in mails], safe=False, json_dumps_params={"ensure_ascii": False})


@require_safe
@never_cache
@demonstration_only
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in as an account of the demonstration; the link works again and again."""
    user = demonstration.user_of(token)
    if user is None:
        raise Http404
    logout(request)  # a session of somebody else's ends here
    record_authentication(request, user, method="code", email=user.email)
    with translation.override(user.language):
        response: HttpResponse = perform_login(request, user, redirect_url=reverse("account-start"))
    return response
