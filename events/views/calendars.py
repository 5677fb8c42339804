"""A month or a week of trainings; htmx asks for all of it, or for one day that is to be opened or closed."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext

from events import dates, facets, periods, public_holidays
from events.day_entries import DayEntry
from events.descriptions import Named
from events.periods import Period, View
from events.queries import calendars, others
from events.queries.calendars import Calendar
from events.queries.others import OthersDay
from events.views import browsing
from events.views.browsing import Browsing, HtmxRequest
from events.views.reading import Reading

DAY_TARGET = "day-"
MOST_IN_A_COLUMN = 9


@dataclass(frozen=True, slots=True)
class ShownDay:
    """A day as it is drawn; `column` is 1 on Mondays."""

    on: dt.date
    column: int
    name: str
    date: str
    holiday: str
    is_today: bool
    is_over: bool
    week: str
    entries: list[DayEntry]
    total: int
    hidden: int
    limit: int
    can_close: bool
    others: OthersDay | None

    @property
    def is_wide(self) -> bool:
        """Whether it is opened and too long for its column."""
        return self.can_close and self.total > MOST_IN_A_COLUMN

    @property
    def iso(self) -> str:
        return self.on.isoformat()

    @property
    def holiday_shown(self) -> str:
        return public_holidays.hyphenated(self.holiday)

    @property
    def label(self) -> str:
        """As in: Sunday 6 December 2026, today, Independence Day, 3 trainings."""
        words = [f"{self.name} {self.date} {self.on.year}"]
        words += [gettext("today")] if self.is_today else []
        words += [self.holiday] if self.holiday else []
        trainings = ngettext("%(total)s training", "%(total)s trainings", self.total) % {"total": self.total}
        return ", ".join([*words, trainings if self.total else gettext("no trainings")])


@dataclass(frozen=True, slots=True)
class ShownWeek:
    number: int
    code: str
    days: list[ShownDay]

    @property
    def is_empty(self) -> bool:
        return not any(day.total or day.others for day in self.days)


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """What the templates draw; `nearest` are days to look at when there is nothing to show."""

    period: Period
    title: str
    weekdays: list[str]
    weeks: list[ShownWeek]
    total: int
    sectors: list[Named]
    is_current: bool
    has_weekend: bool
    nearest: list["Nearest"]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The next day with a training, or the last one before."""

    is_coming: bool
    date: str
    code: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class _Contents:
    """What the days hold: our trainings, and how many others have."""

    found: Calendar
    foreign: dict[dt.date, OthersDay]


def respond(request: HtmxRequest, read: Reading, browse: Browsing, period: Period) -> HttpResponse:
    browse = browse.put_right(read)
    found = _found(browse, period, read)
    foreign = others.within(browse.selection, period, read)
    page = _page(_Contents(found, foreign.by_day(period)), period, browse, read)
    if day := _asked_day(request, page):
        response = render(request, "events/_day.html", {"browse": browse, "calendar": page, "day": day})
        response["HX-Replace-Url"] = f"{request.path}?{browse.opened_query}"
        return browsing.varied(response)
    counted = facets.of(browse.selection, calendars.shown_in(period, read.viewer), browse.as_text(read))
    context = {"calendar": page, "facets": counted, "others": foreign}
    return browsing.answer(request, browse, context)


def _found(browse: Browsing, period: Period, read: Reading) -> Calendar:
    return calendars.calendar(
        browse.selection,
        period,
        opened=browse.opened,
        viewer=read.viewer,
        now=read.now,
        language=read.language,
        vocabularies=read.vocabularies,
    )


def _asked_day(request: HtmxRequest, page: CalendarPage) -> ShownDay | None:
    """The day that is swapped alone, when htmx asks for one."""
    target = (request.htmx.target or "") if browsing.is_fragment(request) else ""
    if not target.startswith(DAY_TARGET):
        return None
    return next((day for week in page.weeks for day in week.days if f"{DAY_TARGET}{day.on}" == target), None)


def _page(contents: _Contents, period: Period, browse: Browsing, read: Reading) -> CalendarPage:
    weeks = [
        ShownWeek(week.number, week.code, [_day(on, week.code, contents, browse, read) for on in week.days])
        for week in period.weeks
    ]
    days = [day for week in weeks for day in week.days]
    marked = {sector.code: sector for day in days for entry in day.entries for sector in entry.sectors[:1]}
    monday = period.weeks[-1].days[0]
    return CalendarPage(
        period=period,
        title=title_of(period, read.language),
        weekdays=[
            dates.weekday(monday + dt.timedelta(days=number), read.language, short=True)
            for number in range(periods.DAYS_OF_A_WEEK)
        ],
        weeks=weeks,
        total=contents.found.total,
        sectors=[marked[term.code] for term in read.vocabularies.sectors if term.code in marked],
        is_current=browse.today in period,
        has_weekend=any(day.total or day.others for day in days if day.column >= periods.SATURDAY),
        nearest=_nearest(contents.found, period, read),
    )


def title_of(period: Period, language: str) -> str:
    """As in: maaliskuu 2027; viikko 10, 8.–14. maaliskuuta 2027."""
    if period.view is View.MONTH:
        return dates.month_of_the_year(period.first, language)
    days = dates.days(dates.midnight(period.first), dates.midnight(period.after), language)
    # No line ends within 16.–22.
    days = days.replace("–", "\N{WORD JOINER}–\N{WORD JOINER}")
    return gettext("Week %(number)s, %(days)s") % {"number": period.weeks[0].number, "days": days}


def _day(on: dt.date, week: str, contents: _Contents, browse: Browsing, read: Reading) -> ShownDay:
    day = contents.found.days.get(on)
    return ShownDay(
        on=on,
        column=on.isoweekday(),
        name=dates.weekday(on, read.language),
        date=dates.day_of_the_year(on, read.language),
        holiday=public_holidays.name_of(on, read.language),
        is_today=on == browse.today,
        is_over=on < browse.today,
        week=week,
        entries=day.entries if day else [],
        total=day.total if day else 0,
        hidden=day.hidden if day else 0,
        limit=day.limit if day else 0,
        can_close=day.can_close if day else False,
        others=contents.foreign.get(on),
    )


def _nearest(found: Calendar, period: Period, read: Reading) -> list[Nearest]:
    pairs = ((True, found.following_on), (False, found.preceding_on))
    return [
        Nearest(is_coming, dates.day(on, read.language), periods.around(period.view, on).code, on)
        for is_coming, on in pairs
        if on
    ]
