"""Calendars of others: all of them with how they do, one with what it brings, and their maintenance."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue.rules import RuleError
from catalogue.vocabularies import Term
from events import access, rights
from events.forms.external_calendars import CalendarForm
from events.incoming import keeping, previewing
from events.incoming.previewing import Preview
from events.models import ExternalCalendar, ExternalItem
from events.queries import external
from events.queries.external import ShownItem
from events.views import browsing, reading
from events.views.browsing import HtmxRequest
from events.views.reading import Reading
from events.views.workspace import entry

PART = {"part": "external"}
SHOWN_NEXT = 10


@require_safe
@entry.workspace_page
def listing(request: HttpRequest) -> HttpResponse:
    access.refuse_without(request, rights.SEE_PLANS)
    read = reading.of(request)
    context = PART | {"lines": external.listing(read), "may_add": bool(_agencies(read))}
    return entry.answer(request, read, "workspace/external/list.html", context)


@require_safe
@entry.workspace_page
def page(request: HtmxRequest, calendar_id: int) -> HttpResponse:
    """One calendar; htmx asks for it again and again while it is being fetched."""
    found, read = access.external_calendar(request, calendar_id), reading.of(request)
    context = PART | _health(found, read)
    if browsing.is_fragment(request) and context["health"].is_busy:
        # Nothing to swap yet: what is heard when that is over is not heard all the time.
        return browsing.varied(HttpResponse(status=HTTPStatus.NO_CONTENT))
    fetches = external.kept_fetches(found)
    context |= {
        "agency_of": read.vocabularies.organisations.by_id(found.organisation_id).name(read.language),
        "address": external.masked_address(found),
        "about": external.about_names(found, read.vocabularies, read.language),
        "items": external.coming_items(found, read),
        "problems": external.problems(fetches),
        "fetches": external.shown_fetches(fetches),
        "told": external.told_changes(fetches, read.language),
        "history": external.history(found),
    }
    return browsing.varied(entry.answer(request, read, "workspace/external/calendar.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
@sensitive_post_parameters("address")
def add(request: HttpRequest) -> HttpResponse:
    read = reading.of(request)
    agencies = _agencies(read)
    if not agencies:
        raise PermissionDenied
    form = CalendarForm(
        request.POST or None,
        request.FILES or None,
        known=read.vocabularies,
        language=read.language,
        agencies=agencies,
    )
    return _written(request, read, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
@sensitive_post_parameters("address")
def change(request: HttpRequest, calendar_id: int) -> HttpResponse:
    found, read = access.external_calendar(request, calendar_id, to_change=True), reading.of(request)
    form = CalendarForm(
        request.POST or None, request.FILES or None, known=read.vocabularies, language=read.language, calendar=found
    )
    return _written(request, read, form, found)


@require_POST
@entry.workspace_page
def fetch(request: HttpRequest, calendar_id: int) -> HttpResponse:
    found, read = access.external_calendar(request, calendar_id, to_change=True), reading.of(request)
    try:
        keeping.ask_for_fetch(by=read.viewer.actor, calendar_id=found.pk)
    except RuleError as refusal:
        messages.warning(request, str(refusal))
    return redirect("workspace-external-calendar", found.pk)


@require_POST
@entry.workspace_page
def remove(request: HttpRequest, calendar_id: int) -> HttpResponse:
    found, read = access.external_calendar(request, calendar_id, to_change=True), reading.of(request)
    try:
        keeping.remove_calendar(by=read.viewer.actor, calendar_id=found.pk)
    except RuleError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The calendar has been removed."))
    return redirect("workspace-external")


def _written(request: HttpRequest, read: Reading, form: CalendarForm, found: ExternalCalendar | None) -> HttpResponse:
    """The form, what it leads to when that is asked for, or the page of what has been saved."""
    shown: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        organisation_id = found.organisation_id if found else _agency_of(form, read).id
        try:
            content = _content(request, form, organisation_id)
            if request.POST.get("do") != "preview":
                saved = _save(read, form, found, organisation_id, content)
                messages.success(request, _saved(saved))
                return redirect("workspace-external-calendar", saved.pk)
            if content is None and found and found.kind == ExternalCalendar.Kind.FILE:
                content = keeping.copy_of(found)
            shown = _previewed(form, read, content)
        except RuleError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            if found and refusal.code == keeping.CalendarChangedError.code:
                # Whoever saves again has seen what the other has changed.
                form.data = request.POST.copy()
                form.data["version"] = str(found.version)
    context = PART | {"form": form, "calendar": found, "address": external.masked_address(found) if found else ""}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return entry.answer(request, read, "workspace/external/form.html", context | shown, status=status)


def _saved(calendar: ExternalCalendar) -> str:
    if calendar.is_paused:
        return _("The calendar has been saved. It is paused.")
    if calendar.kind == ExternalCalendar.Kind.FILE:
        return _("The calendar has been saved. Its file is being read.")
    return _("The calendar has been saved. It is being fetched.")


def _save(
    read: Reading, form: CalendarForm, found: ExternalCalendar | None, organisation_id: int, content: bytes | None
) -> ExternalCalendar:
    by, draft = read.viewer.actor, form.draft()
    if found is None:
        return keeping.add_calendar(by=by, organisation_id=organisation_id, draft=draft, content=content)
    version = form.cleaned_data["version"]
    return keeping.change_calendar(by=by, calendar_id=found.pk, draft=draft, content=content, expected_version=version)


def _content(request: HttpRequest, form: CalendarForm, organisation_id: int) -> bytes | None:
    """The file that is sent, or the one that was looked at before; it is kept until the form is saved."""
    if form.kind_chosen != ExternalCalendar.Kind.FILE:
        return None
    file = form.cleaned_data.get("file")
    if file is None:
        return previewing.uploaded(form.cleaned_data.get("upload"), organisation_id=organisation_id)
    content: bytes = file.read()
    if request.POST.get("do") == "preview":
        written = request.POST.copy()
        written["upload"] = str(previewing.keep_upload(content, organisation_id=organisation_id))
        form.data = written
    return content


def _previewed(form: CalendarForm, read: Reading, content: bytes | None) -> dict[str, Any]:
    preview = previewing.look(form.draft(), content=content, known=read.vocabularies, now=read.now)
    problems = external.shown_problems([each.as_json() for each in preview.read.problems])
    return {"preview": preview, "problems": problems, "items": _next(preview, read)}


def _next(preview: Preview, read: Reading) -> list[ShownItem]:
    coming = [(item, about) for item, about in preview.items if item.ends_at > read.now][:SHOWN_NEXT]
    names = ("starts_at", "ends_at", "all_day", "title", "location", "categories", "url")
    rows = [ExternalItem(**{name: getattr(item, name) for name in names}, **about) for item, about in coming]
    return [external.shown_item(row, row, read) for row in rows]


def _health(found: ExternalCalendar, read: Reading) -> dict[str, Any]:
    return {
        "calendar": found,
        "health": external.health(found, read),
        "may_keep": rights.KEEP_EXTERNAL_CALENDARS.allows(read.viewer, found.organisation_id),
    }


def _agencies(read: Reading) -> list[Term]:
    """The organisations whose calendars the viewer may keep, those that still exist; one's own first."""
    today = timezone.localdate(read.now)
    own = {term.id for term in entry.own_agencies(read)}
    terms = [
        term
        for term in read.vocabularies.organisations
        if not term.has_ended(today) and rights.KEEP_EXTERNAL_CALENDARS.allows(read.viewer, term.id)
    ]
    return sorted(terms, key=lambda term: term.id not in own)


def _agency_of(form: CalendarForm, read: Reading) -> Term:
    found = read.vocabularies.organisations.get(form.cleaned_data["agency"])
    assert found is not None
    return found
