"""The year wheel (vuosikello): a year of trainings by week and sector or agency, with the table behind it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalogue.texts import Text
from events import access, calendar_days, dates
from events.boards import rows, spans, wheel, years
from events.boards.asking import Link
from events.boards.rows import Rows
from events.boards.spans import Span
from events.boards.years import Year
from events.filters import Selection
from events.queries import year as counting
from events.queries.year import CountedYear
from events.rights import SEE_PLANS
from events.search import cleaned
from events.views import reading
from events.views.reading import Reading
from events.views.workspace import entry

RINGS = (Rows.SECTOR, Rows.AGENCY)
NOT_OF_THE_YEAR = ("from", "until", "past")


@dataclass(frozen=True, slots=True)
class Line:
    """A month or week of the table: its name, counts by ring, total, and the query of the board that shows it."""

    name: str
    counts: list[int]
    total: int
    query: str


@dataclass(frozen=True, slots=True)
class Asked:
    year: Year
    rings: Rows
    selection: Selection

    def query(self, *, year: Year | None = None, rings: Rows | None = None, filters: str | None = None) -> str:
        own = urlencode({"year": (year or self.year).code, "rings": rings or self.rings})
        beside = self.selection.query if filters is None else filters
        return "&".join(part for part in (own, beside) if part)

    def board_query(self, span: Span) -> str:
        """The board of these days with the same filters."""
        return "&".join(part for part in (f"rows={self.rings}", span.query, self.selection.query) if part)


@require_safe
@entry.workspace_page
def year(request: HttpRequest) -> HttpResponse:
    access.refuse_without(request, SEE_PLANS)
    read = reading.of(request)
    asked = _asked(request, read)
    own = {term.id for term in entry.own_agencies(read)} if asked.rings is Rows.AGENCY else frozenset()
    rings = rows.rows_of(asked.rings, own=own, vocabularies=read.vocabularies, language=read.language)
    counted = counting.counted(asked.year, str(asked.rings), rings, asked.selection, read)
    first, last = asked.year.first, asked.year.after - spans.A_DAY
    marks = calendar_days.marks_between(first, last, vocabularies=read.vocabularies)
    whole = [mark for mark in marks if mark.organisation_id is None]
    today = timezone.localdate(read.now)
    context = {
        "part": "board",
        "asked": asked,
        "selection": asked.selection,
        "counted": counted,
        "wheel": wheel.draw(asked.year, counted, whole, today),
        "months": _months(asked, counted, read),
        "weeks": _weeks(asked, counted, read),
        "busiest": _busiest(asked.year, counted, read),
        "ring_links": [Link(rows.NAMES[each], asked.query(rings=each), each is asked.rings) for each in RINGS],
        "own_links": _own_links(asked, read),
        "holidays": _holidays(marks, read),
        "query": asked.query(),
        "size": wheel.SIZE,
    }
    context |= {
        "previous_query": asked.query(year=asked.year.previous) if asked.year.previous else "",
        "next_query": asked.query(year=asked.year.next) if asked.year.next else "",
        "calendar_query": asked.query(year=asked.year.other if asked.year.is_school_year else asked.year),
        "school_query": asked.query(year=asked.year if asked.year.is_school_year else asked.year.other),
    }
    return entry.answer(request, read, "workspace/year/year.html", context)


def _asked(request: HttpRequest, read: Reading) -> Asked:
    filters = request.GET.copy()
    for name in NOT_OF_THE_YEAR:
        filters.pop(name, None)
    selection = read.selection(filters)
    code, by = request.GET.get("year", ""), request.GET.get("rings", "")
    found = years.read(code)
    if code and not found:
        selection.unknown.insert(0, ("year", cleaned(code)))
    if by and by not in {str(each) for each in RINGS}:
        selection.unknown.insert(0, ("rings", cleaned(by)))
        by = ""
    return Asked(found or years.around(timezone.localdate(read.now)), Rows(by) if by else Rows.SECTOR, selection)


def _months(asked: Asked, counted: CountedYear, read: Reading) -> list[Line]:
    return [
        Line(
            dates.month_of_the_year(first, read.language),
            [ring.months[number] for ring in counted.rings],
            counted.months[number],
            asked.board_query(spans.month(first)),
        )
        for number, first in enumerate(asked.year.months)
    ]


def _weeks(asked: Asked, counted: CountedYear, read: Reading) -> list[Line]:
    return [
        Line(
            f"{monday.isocalendar().week} ({dates.short_days(monday, monday + 6 * spans.A_DAY, read.language)})",
            [ring.weeks[number] for ring in counted.rings],
            counted.weeks[number],
            asked.board_query(spans.week(monday)),
        )
        for number, monday in enumerate(asked.year.weeks)
    ]


def _busiest(year: Year, counted: CountedYear, read: Reading) -> tuple[int, str, int] | None:
    """Number and days of the first of the weeks with the most trainings, and how many they are."""
    if not counted.total:
        return None
    most = max(counted.weeks)
    monday = year.weeks[counted.weeks.index(most)]
    return monday.isocalendar().week, dates.short_days(monday, monday + 6 * spans.A_DAY, read.language), most


def _own_links(asked: Asked, read: Reading) -> list[tuple[Text | None, Link]]:
    """All agencies, or one of one's own alone."""
    chosen = asked.selection.wanted.values["agency"]
    without = asked.selection.wanted.as_query()
    without.pop("agency", None)
    links: list[tuple[Text | None, Link]] = [(None, Link("", asked.query(filters=without.urlencode()), not chosen))]
    for term in entry.own_agencies(read):
        filters = without.copy()
        filters.setlist("agency", [term.code])
        link = Link("", asked.query(filters=filters.urlencode()), chosen == [term.code])
        links.append((term.short_name(read.language), link))
    return links


def _holidays(marks: list[calendar_days.Mark], read: Reading) -> list[str]:
    """Public holidays in words, for the description of the drawing."""
    return [
        f"{mark.name(read.language)} {dates.short_days(mark.first_on, mark.last_on, read.language)}"
        for mark in marks
        if mark.kind == calendar_days.PUBLIC_HOLIDAY and not mark.region_ids
    ]
