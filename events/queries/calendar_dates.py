"""The page of the dates that matter: a year of them, and one period with its history."""

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalogue.models import CalendarPeriod, CalendarPeriodChange
from catalogue.texts import Text
from catalogue.vocabularies import Term, Vocabularies
from events import calendar_days, dates
from events.calendar_days import Concern, Mark

ACTIONS = {"add": _("Added"), "change": _("Changed"), "remove": _("Removed")}


@dataclass(frozen=True, slots=True)
class MarkedDay:
    """A day of the year's picture; `marks` has the heaviest first."""

    on: dt.date
    marks: tuple[Mark, ...]
    said: tuple[Text, ...]

    @property
    def kind(self) -> str:
        return self.marks[0].kind if self.marks else ""

    @property
    def is_partial(self) -> bool:
        """Whether it counts in some regions only, or for one agency."""
        return bool(self.marks) and bool(self.marks[0].region_ids or self.marks[0].organisation_id)


@dataclass(frozen=True, slots=True)
class MarkedWeek:
    number: int
    days: list[MarkedDay | None]


@dataclass(frozen=True, slots=True)
class MarkedMonth:
    first: dt.date
    weeks: list[MarkedWeek]


def marks_of_year(year: int, vocabularies: Vocabularies, region: Term | None) -> list[Mark]:
    """Answer what falls on the days of a year, in one region or anywhere."""
    concern = Concern(region_ids=frozenset({region.id}) if region else None)
    return calendar_days.marks_between(
        dt.date(year, 1, 1), dt.date(year, 12, 31), vocabularies=vocabularies, concern=concern
    )


def shown_period(period_id: int) -> CalendarPeriod | None:
    """Answer a period that has not been removed, with its regions and its organisation."""
    found = CalendarPeriod.objects.filter(pk=period_id, is_active=True)
    return found.select_related("organisation").prefetch_related("regions").first()


def months(year: int, marks: list[Mark], language: str) -> list[MarkedMonth]:
    """Answer the year as twelve months of weeks; days of other months are None."""
    by_day: dict[dt.date, list[Mark]] = {}
    for mark in marks:
        for ordinal in range(mark.first_on.toordinal(), mark.last_on.toordinal() + 1):
            by_day.setdefault(dt.date.fromordinal(ordinal), []).append(mark)

    def marked(day: dt.date) -> MarkedDay:
        found = by_day.get(day, [])
        return MarkedDay(day, tuple(found), tuple(mark.name(language) for mark in found))

    pages = calendar.Calendar()
    return [
        MarkedMonth(
            dt.date(year, month, 1),
            [
                MarkedWeek(
                    week[0].isocalendar().week,
                    [marked(day) if day.month == month else None for day in week],
                )
                for week in pages.monthdatescalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]


@dataclass(frozen=True, slots=True)
class Detail:
    """What one change did to one thing, in words; `before` is empty for what was added."""

    name: Any
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    at: dt.datetime
    action: Any
    who: str
    reason: str
    details: list[Detail]


def history(period: CalendarPeriod, vocabularies: Vocabularies, language: str) -> list[HistoryRow]:
    """Answer who changed a period, the latest first."""
    rows = period.changes.select_related("actor_user").order_by("-pk")
    return [
        HistoryRow(
            row.at,
            ACTIONS.get(row.action, row.action),
            row.who,
            row.reason,
            list(_details(row, vocabularies, language)) if row.action == "change" else [],
        )
        for row in rows
    ]


NAMES = {
    "first_on": _("First day"),
    "last_on": _("Last day"),
    "regions": _("Regions"),
    "name_fi": _("Name in Finnish"),
    "name_sv": _("Name in Swedish"),
    "name_en": _("Name in English"),
}


def _details(row: CalendarPeriodChange, vocabularies: Vocabularies, language: str) -> Iterator[Detail]:
    for name, label in NAMES.items():
        if name in row.details:
            before, after = (_said(row.details[name][side], vocabularies, language) for side in ("from", "to"))
            yield Detail(label, before, after)


def _said(value: Any, vocabularies: Vocabularies, language: str) -> str:
    if isinstance(value, list):
        return ", ".join(str(term.name(language)) for term in vocabularies.regions.many(value)) or str(
            _("The whole country")
        )
    try:
        return dates.day(dt.date.fromisoformat(value), language)
    except ValueError:
        return str(value)
