"""The dates that matter: a year of holidays, examinations and blocked days, and their maintenance."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue import date_keeping
from catalogue.models import CalendarPeriod
from catalogue.rules import RuleError
from catalogue.viewers import Viewer
from catalogue.vocabularies import Term
from events import calendar_days, dates, rights
from events.calendar_days import BLOCKED, MATRICULATION, PUBLIC_HOLIDAY, SCHOOL_BREAK, Mark
from events.forms.calendar_dates import DatesForm
from events.queries import calendar_dates
from events.views import reading
from events.views.reading import Reading
from events.views.workspace import entry

YEARS_BACK, YEARS_AHEAD = 5, 5
HEADINGS: dict[str, str | Promise] = {
    PUBLIC_HOLIDAY: gettext_lazy("Public holidays"),
    SCHOOL_BREAK: gettext_lazy("School holidays"),
    MATRICULATION: gettext_lazy("Days of the matriculation examination"),
    BLOCKED: gettext_lazy("Blocked days"),
}
ADDING: dict[str, str | Promise] = {
    BLOCKED: gettext_lazy("Block days"),
    SCHOOL_BREAK: gettext_lazy("Add a school holiday"),
    MATRICULATION: gettext_lazy("Add days of the matriculation examination"),
}


@dataclass(frozen=True, slots=True)
class ShownMark:
    """A line of the list below the picture; `period_id` leads to the page of what is maintained here."""

    mark: Mark
    name: Any
    days: str
    where: str
    is_over: bool

    @property
    def period_id(self) -> int | None:
        return self.mark.period_id


@require_safe
@entry.workspace_page
def year(request: HttpRequest) -> HttpResponse:
    """Show a year as a picture of twelve months and as lists."""
    read = reading.of(request)
    today = timezone.localdate(read.now)
    shown = _asked_year(request, today)
    region = read.vocabularies.regions.get(request.GET.get("region", ""))
    marks = calendar_dates.marks_of_year(shown, read.vocabularies, region)
    kinds = {mark.kind for mark in marks}
    context = {
        "part": "calendars",
        "year": shown,
        "years": range(today.year - YEARS_BACK, today.year + YEARS_AHEAD + 1),
        "region": region,
        "regions": [(term.code, term.name(read.language)) for term in read.vocabularies.regions],
        "months": [
            (dates.month(month.first, read.language), month)
            for month in calendar_dates.months(shown, marks, read.language)
        ],
        "weekdays": _weekdays(read.language),
        "today": today,
        "lists": [(kind, heading, _shown(kind, marks, read, today)) for kind, heading in HEADINGS.items()],
        "adding": [(kind, text) for kind, text in ADDING.items() if _may_add(read.viewer, kind)],
        "lacks_schools": SCHOOL_BREAK not in kinds and rights.KEEP_CALENDARS.allows(read.viewer),
    }
    return entry.answer(request, read, "workspace/calendars.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def add(request: HttpRequest, kind: str) -> HttpResponse:
    read = reading.of(request)
    if kind not in ADDING:
        raise Http404
    if not _may_add(read.viewer, kind):
        raise PermissionDenied
    agencies = _agencies(read) if kind == BLOCKED else None
    form = DatesForm(
        request.POST or None,
        vocabularies=read.vocabularies,
        language=read.language,
        has_regions=kind != BLOCKED,
        agencies=agencies,
        may_be_everybodys=rights.KEEP_CALENDARS.allows(read.viewer),
        initial={"agency": agencies[0].code if agencies else ""},
    )
    if request.method == "POST" and form.is_valid():
        agency = read.vocabularies.organisations.get(form.cleaned_data.get("agency", ""))
        try:
            period = date_keeping.add_period(
                by=read.viewer.actor, kind=kind, organisation_id=agency.id if agency else None, dates=form.dates()
            )
        except RuleError as refusal:
            _refuse(form, refusal)
        else:
            return _saved(request, period)
    context = {"part": "calendars", "form": form, "heading": ADDING[kind], "kind": kind}
    return entry.answer(request, read, "workspace/calendar_dates.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def period(request: HttpRequest, period_id: int) -> HttpResponse:
    """Show what is known of dates and who has changed it, with the form for those who may change it."""
    read = reading.of(request)
    found = _found(period_id)
    may_keep = _may_keep(read.viewer, found)
    if request.method == "POST" and not may_keep:
        raise PermissionDenied
    form = DatesForm(
        request.POST or None,
        vocabularies=read.vocabularies,
        language=read.language,
        has_regions=found.kind != BLOCKED,
        initial=DatesForm.initial_of(found),
    )
    if request.method == "POST" and form.is_valid():
        try:
            date_keeping.change_period(
                by=read.viewer.actor,
                period_id=found.pk,
                dates=form.dates(),
                expected_version=form.cleaned_data["version"],
            )
        except RuleError as refusal:
            _refuse(form, refusal)
            # Whoever saves again has seen below what the other has changed.
            form.data = request.POST.copy()
            form.data["version"] = str(found.version)
        else:
            return _saved(request, found)
    mark = next((mark for mark in _marks_of(found, read) if mark.period_id == found.pk), None)
    context = {
        "part": "calendars",
        "form": form if may_keep else None,
        "period": found,
        "heading": mark.name(read.language) if mark else str(found),
        "shown": mark and _line(mark, read, timezone.localdate(read.now)),
        "kind": found.kind,
        "history": calendar_dates.history(found, read.vocabularies, read.language),
    }
    status = 422 if form.errors else 200
    return entry.answer(request, read, "workspace/calendar_dates.html", context, status=status)


@require_POST
@entry.workspace_page
def remove(request: HttpRequest, period_id: int) -> HttpResponse:
    read = reading.of(request)
    found = _found(period_id)
    if not _may_keep(read.viewer, found):
        raise PermissionDenied
    try:
        date_keeping.remove_period(by=read.viewer.actor, period_id=found.pk)
    except date_keeping.PeriodRemovedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The dates have been removed."))
    return redirect(f"{reverse('workspace-calendars')}?year={found.first_on.year}")


def _asked_year(request: HttpRequest, today: dt.date) -> int:
    text = request.GET.get("year", "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else today.year  # noqa: PLR2004
    return min(max(asked, today.year - YEARS_BACK), today.year + YEARS_AHEAD)


def _weekdays(language: str) -> list[tuple[str, str]]:
    """Monday to Sunday, whole and short."""
    return [
        (dates.weekday_name(number, language), dates.weekday_name(number, language, short=True))
        for number in range(1, 8)
    ]


def _shown(kind: str, marks: list[Mark], read: Reading, today: dt.date) -> list[ShownMark]:
    return [_line(mark, read, today) for mark in marks if mark.kind == kind]


def _line(mark: Mark, read: Reading, today: dt.date) -> ShownMark:
    return ShownMark(
        mark,
        mark.name(read.language),
        dates.days(dates.midnight(mark.first_on), dates.midnight(mark.last_on + calendar_days.A_DAY), read.language),
        _where(mark, read),
        mark.last_on < today,
    )


def _where(mark: Mark, read: Reading) -> str:
    known, language = read.vocabularies, read.language
    if mark.organisation_id is not None:
        return str(known.organisations.by_id(mark.organisation_id).name(language))
    if mark.region_ids:
        return dates.enumeration([str(term.name(language)) for term in known.regions.many(mark.region_ids)], language)
    return _("All agencies") if mark.kind == BLOCKED else _("The whole country")


def _marks_of(found: CalendarPeriod, read: Reading) -> list[Mark]:
    return calendar_days.marks_between(found.first_on, found.first_on, vocabularies=read.vocabularies)


def _agencies(read: Reading) -> list[Term]:
    """The organisations whose days the viewer may block, those that still exist."""
    today = timezone.localdate(read.now)
    return [
        term
        for term in read.vocabularies.organisations
        if term.kind != "partner" and not term.has_ended(today) and rights.BLOCK_DAYS.allows(read.viewer, term.id)
    ]


def _may_add(viewer: Viewer, kind: str) -> bool:
    if rights.KEEP_CALENDARS.allows(viewer):
        return True
    return kind == BLOCKED and bool(rights.BLOCK_DAYS.organisations(viewer))


def _may_keep(viewer: Viewer, found: CalendarPeriod) -> bool:
    if found.organisation_id is not None:
        return rights.BLOCK_DAYS.allows(viewer, found.organisation_id)
    return rights.KEEP_CALENDARS.allows(viewer)


def _found(period_id: int) -> CalendarPeriod:
    found = calendar_dates.shown_period(period_id)
    if found is None:
        raise Http404
    return found


def _refuse(form: DatesForm, refusal: RuleError) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def _saved(request: HttpRequest, saved: CalendarPeriod) -> HttpResponse:
    messages.success(request, _("The dates have been saved."))
    return redirect(f"{reverse('workspace-calendars')}?year={saved.first_on.year}")
