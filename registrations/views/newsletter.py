"""New trainings by mail: asking for it, confirming, changing what it tells of, ending it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from catalogue import throttling
from events.views import reading
from events.views.reading import Reading
from registrations.models import NewsSubscription
from registrations.newsletter import subscribing
from registrations.newsletter.forms import NARROWED_BY, ChoicesForm, SubscriptionForm

SECTION = {"section": "subscribe"}


@throttling.limited
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask for the mail, beginning with the filter in view; the answer is the same whoever has the address."""
    read = reading.of(request)
    initial = _initial(request.GET.urlencode(), read.language, read)
    form = SubscriptionForm(
        request.POST or None, initial=initial, vocabularies=read.vocabularies, page_language=read.language
    )
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        subscribing.ask(email=email, language=form.cleaned_data["mail_language"], choices=form.query)
        return render(request, "newsletter/sent.html", SECTION | {"email": email})
    status = 422 if form.errors else 200
    return render(request, "newsletter/subscribe.html", SECTION | {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Only the button confirms: mail scanners follow links too."""
    subscription = subscribing.find(token)
    if subscription is None:
        return _over(request)
    if request.method == "POST":
        subscribing.confirm(subscription_id=subscription.pk)
        subscription.refresh_from_db()
    return render(request, "newsletter/confirm.html", SECTION | {"subscription": subscription, "token": token})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def change(request: HttpRequest, token: str) -> HttpResponse:
    """Change what is told of, by the link in each mail."""
    subscription, read = subscribing.find(token), reading.of(request)
    if subscription is None:
        return _over(request)
    form = ChoicesForm(
        request.POST or None,
        initial=_initial(subscription.choices, subscription.language, read),
        vocabularies=read.vocabularies,
        page_language=read.language,
    )
    is_saved = request.method == "POST" and form.is_valid()
    if is_saved:
        subscribing.change(
            subscription_id=subscription.pk, language=form.cleaned_data["mail_language"], choices=form.query
        )
    context = {"form": form, "subscription": subscription, "token": token, "is_saved": is_saved}
    return render(request, "newsletter/change.html", SECTION | context, status=422 if form.errors else 200)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def end(request: HttpRequest, token: str) -> HttpResponse:
    """End it by one POST, of a mail program (RFC 8058: no cookie, no redirect) or of this page's button."""
    subscription = subscribing.find(token)
    with translation.override(_language(request, subscription)):
        if request.method == "POST":
            if subscription is not None:
                subscribing.unsubscribe(subscription_id=subscription.pk)
            return render(request, "newsletter/ended.html", SECTION)
        if subscription is None:
            return render(request, "newsletter/ended.html", SECTION)
        return render(request, "newsletter/end.html", SECTION | {"subscription": subscription, "token": token})


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "newsletter/over.html", SECTION, status=404)


def _language(request: HttpRequest, subscription: NewsSubscription | None) -> str:
    return subscription.language if subscription else translation.get_language_from_request(request)


def _initial(query: str, language: str, read: Reading) -> dict[str, Any]:
    """What the filter of this query asks for, as far as a subscription knows it."""
    values = read.selection(QueryDict(query)).wanted.values
    return {"mail_language": language} | {name: values[name] for name in NARROWED_BY}
