"""The list of trainings with its filters; htmx asks for the results alone."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from django_htmx.middleware import HtmxDetails

from events import facets
from events.filter_values import PARAMETERS
from events.queries import lists
from events.views import reading

LONGEST_PAGE_NUMBER = 6


class HtmxRequest(HttpRequest):
    htmx: HtmxDetails


@require_safe
def events(request: HtmxRequest) -> HttpResponse:
    if address := _without_empty_values(request):
        return HttpResponseRedirect(address)
    read = reading.of(request)
    selection = read.selection(request)
    counted = facets.of(selection, lists.shown(selection, user=read.user, now=read.now))
    listing = lists.listing(
        selection,
        user=read.user,
        now=read.now,
        page=_page_number(request),
        total=counted.total,
        language=read.language,
        vocabularies=read.vocabularies,
    )
    context = {"selection": selection, "listing": listing, "facets": counted, "section": "events"}
    context["is_fragment"] = bool(request.htmx) and not request.htmx.history_restore_request
    if context["is_fragment"]:
        response = render(request, "events/_results_and_counts.html", context)
        response["HX-Push-Url"] = f"{reverse('events')}?{selection.query}".rstrip("?")
    else:
        response = render(request, "events/list.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


def _without_empty_values(request: HtmxRequest) -> str | None:
    """A form sent without script names every field; lead to the short address that can be shared."""
    if request.htmx or not any(value == "" for name in PARAMETERS for value in request.GET.getlist(name)):
        return None
    query = request.GET.copy()
    for name in list(query):
        query.setlist(name, [value for value in query.getlist(name) if value])
    return f"{request.path}?{query.urlencode()}".rstrip("?")


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_PAGE_NUMBER else 1
