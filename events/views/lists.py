"""Browsing trainings as a list, a month or a week, with their filters; htmx asks for the results alone."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from events import facets
from events.facets import Facets
from events.filter_values import PARAMETERS
from events.queries import lists, others, searches
from events.queries.others import Others
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
    browse = browse.put_right(read)
    counted = _counted(browse, read)
    if not counted.total:
        nothing = {"listing": lists.EMPTY, "facets": counted, "close": searches.close_to(browse.selection, read)}
        return browsing.answer(request, browse, nothing | {"others": others.coming(browse.selection, read)})
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
    before = "".join(
        [f"{browse.selection.query}&" if browse.selection.query else "", "sort=date&" * listing.is_by_date]
    )
    context = {"listing": listing, "facets": counted, "before": before}
    return browsing.answer(request, browse, context | {"others": _others(browse, listing.page, read)})


def _others(browse: Browsing, page: int, read: Reading) -> Others:
    """What others arrange next, below the first page."""
    return others.coming(browse.selection, read) if page == 1 else others.NONE


def _counted(browse: Browsing, read: Reading) -> Facets:
    count = facets.of_past if browse.selection.past else facets.of
    events = lists.shown(browse.selection, viewer=read.viewer, now=read.now)
    return count(browse.selection, events, browse.as_text(read))


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
