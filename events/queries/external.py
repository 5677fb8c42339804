"""Calendars of others as the workspace shows them: all in a list, one with its items, reports and history."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, IntegerField, OuterRef, Q, Subquery, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.texts import Text
from catalogue.vocabularies import Term, Vocabularies
from events import dates, rights
from events.incoming import wording
from events.incoming.fetching import targets
from events.models import ExternalCalendar, ExternalFetch, ExternalItem
from events.models.external import About
from events.queries.searches import Reader

MOST_ITEMS, MOST_FETCHES, MOST_TOLD = 20, 10, 20
LONG_AGO = dt.timedelta(hours=1)
# A fetch that found nothing new, or failed, says nothing of problems.
_HAS_READ = Q(outcome=ExternalFetch.Outcome.GOOD) | Q(problem_count__gt=0)
ACTIONS: dict[str, Promise] = {
    "add": gettext_lazy("Added"),
    "change": gettext_lazy("Changed"),
    "remove": gettext_lazy("Removed"),
    "pass_on": gettext_lazy("Passed on in a reform"),
    "fetch": gettext_lazy("Asked to be fetched"),
}
CHANGES: dict[str, Promise] = {
    "added": gettext_lazy("New"),
    "changed": gettext_lazy("Changed"),
    "gone": gettext_lazy("Gone"),
}


@dataclass(frozen=True, slots=True)
class Health:
    """How a calendar does: `state` is good, waiting, busy, paused or failing; `problem` in words."""

    state: str
    text: str
    problem: str = ""

    @property
    def is_busy(self) -> bool:
        return self.state == "busy"


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """`problem_count` of its events, for those who see how it does."""

    calendar: ExternalCalendar
    agency: Text
    health: Health | None
    problem_count: int


@dataclass(frozen=True, slots=True)
class ShownProblem:
    line: int
    text: str
    title: str
    is_left_out: bool


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item in words; `about` are the names of what it is about."""

    title: str
    when: str
    location: str
    categories: Sequence[str]
    about: list[Text]
    url: str = ""


@dataclass(frozen=True, slots=True)
class ShownChange:
    action: str | Promise
    title: str
    when: str
    was: str


@dataclass(frozen=True, slots=True)
class ShownFetch:
    """`problem` in words; `report` has the figures, when the calendar was read."""

    at: dt.datetime
    outcome: str
    problem: str
    report: ExternalFetch

    @property
    def is_read(self) -> bool:
        return self.report.outcome == ExternalFetch.Outcome.GOOD


@dataclass(frozen=True, slots=True)
class HistoryRow:
    at: dt.datetime
    action: str | Promise
    who: str


def calendar(calendar_id: int) -> ExternalCalendar | None:
    """A calendar in use, with its rules."""
    found = ExternalCalendar.objects.filter(pk=calendar_id, is_active=True)
    return found.select_related("organisation").prefetch_related("rules").first()


def listing(read: Reader) -> list[CalendarLine]:
    """All calendars, those that fail first; how each does is for its keepers and for coordinators."""
    failing = Case(When(failures__gt=0, then=Value(0)), default=Value(1), output_field=IntegerField())
    read_last = ExternalFetch.objects.filter(_HAS_READ, calendar=OuterRef("pk")).order_by("-at", "-id")
    rows = ExternalCalendar.objects.filter(is_active=True).order_by(failing, "name", "id")
    rows = rows.annotate(problem_count=Subquery(read_last.values("problem_count")[:1]))
    coordinates = rights.COORDINATE.allows(read.viewer)
    lines = []
    for row in rows:
        is_shown = coordinates or rights.KEEP_EXTERNAL_CALENDARS.allows(read.viewer, row.organisation_id)
        agency = read.vocabularies.organisations.by_id(row.organisation_id).short_name(read.language)
        seen = health(row, read) if is_shown else None
        lines.append(CalendarLine(row, agency, seen, (row.problem_count or 0) if is_shown else 0))
    return lines


def health(row: ExternalCalendar, read: Reader) -> Health:
    problem = wording.of_calendar(row.problem, row.problem_details) if row.problem else ""
    is_due = row.next_fetch_at is not None and row.next_fetch_at <= read.now
    is_held = row.leased_until is not None and row.leased_until > read.now
    if row.is_paused:
        return Health("paused", _("Paused"), problem)
    if is_held or (is_due and row.next_fetch_at and read.now - row.next_fetch_at < LONG_AGO):
        return Health("busy", _("Being fetched"), problem)
    if row.failures:
        return Health("failing", _("Could not be fetched"), problem)
    return Health("good", _("In order")) if row.last_good_at else Health("waiting", _("Waits for its turn"))


def coming_items(row: ExternalCalendar, read: Reader) -> list[ShownItem]:
    items = ExternalItem.objects.filter(calendar=row, ends_at__gt=read.now).order_by("starts_at", "id")[:MOST_ITEMS]
    return [shown_item(item, item, read) for item in items]


def shown_item(item: ExternalItem, about: About, read: Reader) -> ShownItem:
    return ShownItem(
        title=item.title or _("(no title)"),
        when=dates.span(item.starts_at, item.ends_at, read.language, all_day=item.all_day),
        location=item.location,
        categories=item.categories,
        about=about_names(about, read.vocabularies, read.language),
        url=item.url,
    )


def about_names(about: About, known: Vocabularies, language: str) -> list[Text]:
    terms: list[Term] = [
        *known.audiences.many(about.audience_ids),
        *known.themes.many(about.theme_ids),
        *known.sectors.many(about.sector_ids),
        *known.regions.many(about.region_ids),
    ]
    return [term.name(language) for term in terms]


def kept_fetches(row: ExternalCalendar) -> list[ExternalFetch]:
    """The latest first. Of one that is fetched each hour, the last that read it may lie a day back."""
    return list(row.fetches.all())


def shown_fetches(fetches: Sequence[ExternalFetch]) -> list[ShownFetch]:
    return [
        ShownFetch(
            at=each.at,
            outcome=each.get_outcome_display(),
            problem=wording.of_calendar(each.problem, each.problem_details) if each.problem else "",
            report=each,
        )
        for each in fetches[:MOST_FETCHES]
    ]


def problems(fetches: Sequence[ExternalFetch]) -> list[ShownProblem]:
    """Of the last time that the calendar was read, those that left something out first."""
    good = ExternalFetch.Outcome.GOOD
    read = next((fetch for fetch in fetches if fetch.outcome == good or fetch.problem_count), None)
    return shown_problems(read.problems) if read else []


def shown_problems(given: Sequence[dict[str, object]]) -> list[ShownProblem]:
    found = [
        ShownProblem(
            line=int(str(each["line"])),
            text=wording.of_event(str(each["code"]), _details(each["details"])),
            title=str(each["title"]),
            is_left_out=bool(each["is_left_out"]),
        )
        for each in given
    ]
    return sorted(found, key=lambda each: (not each.is_left_out, each.line))


def _details(given: object) -> dict[str, object]:
    return given if isinstance(given, dict) else {}


def told_changes(fetches: Sequence[ExternalFetch], language: str) -> list[tuple[dt.datetime, list[ShownChange]]]:
    """What was new, changed or gone lately, by fetch. At first everything is new: that is no news."""
    return [
        (fetch.at, [_change(each, language) for each in fetch.changes[:MOST_TOLD]])
        for fetch in fetches
        if fetch.changes and not fetch.added == fetch.found == fetch.added + fetch.changed + fetch.gone
    ]


def _change(given: dict[str, str], language: str) -> ShownChange:
    def said(name: str) -> str:
        at = dt.datetime.fromisoformat(given[name])
        return dates.day(dates.first_day(at), language) if given.get("all_day") else dates.moment(at, language)

    return ShownChange(
        action=CHANGES.get(given["action"], given["action"]),
        title=given["title"] or _("(no title)"),
        when=said("starts_at"),
        was=said("was_at") if "was_at" in given else "",
    )


def history(row: ExternalCalendar) -> list[HistoryRow]:
    """Who has changed the calendar, the latest first."""
    rows = row.changes.select_related("actor_user").order_by("-pk")
    return [HistoryRow(each.at, ACTIONS.get(each.action, each.action), each.who) for each in rows[:MOST_TOLD]]


def masked_address(row: ExternalCalendar) -> str:
    return targets.masked(row.address) if row.address else ""
