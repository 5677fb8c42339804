"""Browsing trainings as a list, a month or a week, with their filters; htmx asks for the results alone."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from events import facets
from events.facets import Facets
from events.filter_values import PARAMETERS
from events.filters import Selection
from events.queries import lists, searches
from events.views import browsing, calendars, reading
from events.views.browsing import Browsing, HtmxRequest
from events.views.reading import Reading

LONGEST_PAGE_NUMBER = 6


@require_safe
def events(request: HtmxRequest) -> HttpResponse:
    read = reading.of(request)
    if address := _better_address(request, read):
        return HttpResponseRedirect(address)
    browse = browsing.asked(request, read)
    if browse.period:
        return calendars.respond(request, read, browse, browse.period)
    return _list(request, read, browse)


def _list(request: HtmxRequest, read: Reading, browse: Browsing) -> HttpResponse:
    counted = _counted(browse.selection, read)
    context: dict[str, object] = {}
    if not counted.total and (corrected := searches.corrected(browse.selection, read)):
        counted_then = _counted(corrected, read)
        if counted_then.total:
            browse, counted = browse.put_right(corrected), counted_then
    listing = lists.listing(
        browse.selection,
        viewer=read.viewer,
        now=read.now,
        page=page_number(request),
        total=counted.total,
        language=read.language,
        vocabularies=read.vocabularies,
        is_by_date=request.GET.get("sort") == "date",
    )
    if not listing.items:
        context["close"] = searches.close_to(browse.selection, read)
    before = "".join(
        [f"{browse.selection.query}&" if browse.selection.query else "", "sort=date&" * listing.is_by_date]
    )
    return browsing.answer(request, browse, context | {"listing": listing, "facets": counted, "before": before})


def _counted(selection: Selection, read: Reading) -> Facets:
    count = facets.of_past if selection.past else facets.of
    return count(selection, lists.shown(selection, viewer=read.viewer, now=read.now))


def _better_address(request: HtmxRequest, read: Reading) -> str | None:
    """A form sent without script names every field, and its text may name filters: lead to the address to share."""
    if request.htmx:
        return None
    query = request.GET.copy()
    if any(value == "" for name in PARAMETERS for value in query.getlist(name)):
        for name in list(query):
            query.setlist(name, [value for value in query.getlist(name) if value])
    query = searches.understood(query, read)
    better = query.urlencode()
    return None if better == request.GET.urlencode() else f"{request.path}?{better}".rstrip("?")


def page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_PAGE_NUMBER else 1
