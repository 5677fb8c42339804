"""Browsing trainings as a list, a month or a week, with their filters; htmx asks for the results alone."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from events import facets
from events.filter_values import PARAMETERS
from events.queries import lists
from events.views import browsing, calendars, reading
from events.views.browsing import Browsing, HtmxRequest
from events.views.reading import Reading

LONGEST_PAGE_NUMBER = 6


@require_safe
def events(request: HtmxRequest) -> HttpResponse:
    if address := _without_empty_values(request):
        return HttpResponseRedirect(address)
    read = reading.of(request)
    browse = browsing.asked(request, read)
    if browse.period:
        return calendars.respond(request, read, browse, browse.period)
    return _list(request, read, browse)


def _list(request: HtmxRequest, read: Reading, browse: Browsing) -> HttpResponse:
    count = facets.of_past if browse.selection.past else facets.of
    counted = count(browse.selection, lists.shown(browse.selection, user=read.user, now=read.now))
    listing = lists.listing(
        browse.selection,
        user=read.user,
        now=read.now,
        page=_page_number(request),
        total=counted.total,
        language=read.language,
        vocabularies=read.vocabularies,
    )
    return browsing.answer(request, browse, {"listing": listing, "facets": counted})


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
