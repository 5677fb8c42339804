"""Which view of the trainings an address asks for, and the addresses that lead to the others with the same filters."""

import dataclasses
import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy
from django_htmx.middleware import HtmxDetails

from events import periods
from events.facets import Other
from events.filters import Selection
from events.page_queries import PageQuery
from events.periods import Period, View
from events.queries import searches
from events.queries.searches import Note
from events.search import cleaned
from events.syndication import links
from events.views.reading import Reading

NAMES: dict[View, Promise] = {
    View.LIST: pgettext_lazy("view", "List"),
    View.MONTH: pgettext_lazy("view", "Month"),
    View.WEEK: pgettext_lazy("view", "Week"),
}


class HtmxRequest(HttpRequest):
    htmx: HtmxDetails


@dataclass(frozen=True, slots=True)
class ViewLink:
    view: View
    name: Promise
    query: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """What was typed before it was put right, and the filters of the same searched for as it stands."""

    typed: str
    query: str


@dataclass(frozen=True)
class Browsing(PageQuery):
    """What is looked at. A list has no period; `opened` is a day of the period that is shown in full.

    `note` tells what the words of the search were understood as.
    """

    selection: Selection
    today: dt.date
    view: View = View.LIST
    period: Period | None = None
    opened: dt.date | None = None
    note: Note | None = None
    correction: Correction | None = None

    def put_right(self, read: Reading) -> "Browsing":
        """The same with misspelt words of the search put right, or just the same."""
        selection = searches.corrected(self.selection, read)
        if selection is None:
            return self
        correction = Correction(self.selection.text, searches.exactly(self.selection))
        return dataclasses.replace(self, selection=selection, correction=correction)

    def as_text(self, read: Reading) -> Other | None:
        """The trainings that have in their texts what was understood as filters."""
        selection = self.note.as_text if self.note else None
        return Other(selection.query, read.trainings(selection)) if selection else None

    @property
    def own(self) -> str:
        """The part of the query that says which view: nothing for the list."""
        return f"view={self.view}&{self.view}={self.period.code}" if self.period else ""

    @property
    def beside(self) -> str:
        """The filters, ready to stand behind a query."""
        return f"&{self.selection.query}" if self.selection.query else ""

    @property
    def opened_query(self) -> str:
        """The same with the day that is open."""
        return self.query.replace(self.own, f"{self.own}&day={self.opened}", 1) if self.opened else self.query

    @property
    def links(self) -> list[ViewLink]:
        """Every view with the same filters, at the time that is looked at."""
        links = []
        for view in (View.LIST, View.MONTH, View.WEEK):
            own = f"view={view}" if view is not View.LIST else ""
            if own and (period := self._seen_as(view)):
                own += f"&{view}={period.code}"
            query = "&".join(part for part in (own, self.selection.query) if part)
            links.append(ViewLink(view, NAMES[view], query, view is self.view))
        return links

    def _seen_as(self, view: View) -> Period | None:
        """The month or week that shows the same days; None is the current one."""
        if self.period is None:
            first = self.selection.wanted.first_day
            return periods.around(view, first) if first else None
        if view is self.view:
            return self.period
        if self.opened:
            return periods.around(view, self.opened)
        day = self.period.middle if view is View.MONTH else self.period.first
        return None if self.today in self.period else periods.around(view, day)


def asked(request: HtmxRequest, read: Reading) -> Browsing:
    """Read the address; a value that means nothing here is said with the unknown filters and ignored."""
    query = request.GET.copy()
    meant: dict[str, object] = {}
    today = timezone.localtime(read.now).date()
    view = _view(query.get("view", ""))
    meant["view"] = view
    view = view or View.LIST
    period = opened = None
    if view is not View.LIST:
        # A calendar shows past trainings anyway.
        query.pop("past", None)
        meant[view] = period = periods.read(view, query.get(view, ""))
        period = period or periods.around(view, today)
        meant["day"] = opened = _day(query.get("day", ""), period)
    selection = read.selection(query)
    asked = {name: query.get(name, "") for name in meant}
    unknown = [(name, cleaned(value)) for name, value in asked.items() if value and not meant[name]]
    if unknown:
        selection = dataclasses.replace(selection, unknown=[*unknown, *selection.unknown])
    note = searches.note(request.GET, selection, read, is_typing=is_fragment(request))
    return Browsing(selection, today, view, period, opened, note)


def _view(name: str) -> View | None:
    return View(name) if name in set(View) else None


def _day(iso: str, period: Period) -> dt.date | None:
    return next((day for week in period.weeks for day in week.days if day.isoformat() == iso), None)


def is_fragment(request: HtmxRequest) -> bool:
    """Whether a part of the page is asked for."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def answer(request: HtmxRequest, browse: Browsing, context: dict[str, object]) -> HttpResponse:
    """The page, or its results and counts alone for htmx; the browser then shows the canonical address."""
    context |= {"browse": browse, "selection": browse.selection, "section": "events"}
    context["correction"] = browse.correction
    context["is_fragment"] = is_fragment(request)
    if not context["is_fragment"]:
        context["news"] = links.news(browse.selection, browse.selection.wanted.language)
        return varied(render(request, "events/list.html", context))
    response = render(request, "events/_results_and_counts.html", context)
    response["HX-Push-Url"] = f"{reverse('events')}?{browse.query}".rstrip("?")
    return varied(response)


def varied(response: HttpResponse) -> HttpResponse:
    """One address has several answers."""
    patch_vary_headers(response, ["HX-Request", "HX-Target", "HX-History-Restore-Request"])
    return response
