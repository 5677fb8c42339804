"""Seats and registration of one training: how one gets in, in which order, and what is asked."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalogue import texts
from catalogue.rules import RuleError
from events import access, rights
from events.forms import fields
from events.models import Event
from events.views import reading
from events.views.reading import Reading
from events.views.workspace import entry
from registrations import asking, seat_settings, settings_words
from registrations.queries import settings as queries
from registrations.queries.settings import SettledSeats
from registrations.settings_forms import SeatsForm, SettingsForm

ADD, DROP = "pool-add", "pool-drop"


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def settings(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """Show what is settled, add or drop a row of seats, or save; what was typed stays."""
    read = reading.of(request)
    event = access.organised_event(request, event_id, rights.EDIT)
    settled = queries.settled_seats(event, read.vocabularies)
    rows_asked = request.POST.get("do", "").partition(":")[0] in (ADD, DROP)
    data = _with_rows(request.POST) if rows_asked else request.POST or None
    form = _form(data, settled, read, is_judged=not rows_asked)
    if request.method == "POST" and not rows_asked and form.is_valid():
        try:
            seat_settings.save_settings(
                by=read.viewer.actor,
                event_id=event.pk,
                settings=form.settings(),
                expected_version=form.cleaned_data["version"],
                reason=form.cleaned_data["reason"],
            )
        except RuleError as refusal:
            form.blame(refusal.field, str(refusal))
        else:
            messages.success(request, _("Seats and registration have been saved."))
            return redirect("workspace-event-registration", event.pk)
    status = 422 if request.method == "POST" and not rows_asked else 200
    lead = read.vocabularies.organisations.by_id(event.lead_id)
    context = _context(event, settled, form, read)
    return entry.answer(request, read, "workspace/registration/settings.html", context, agency=lead, status=status)


@require_POST
@entry.workspace_page
def meaning(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """What the settings that are being typed mean together."""
    read = reading.of(request)
    event = access.organised_event(request, event_id, rights.EDIT)
    form = _form(request.POST, queries.settled_seats(event, read.vocabularies), read)
    context = {"meaning": settings_words.in_words(form, read.vocabularies, read.language)}
    return render(request, "workspace/registration/_meaning.html", context)


def _form(data: QueryDict | None, settled: SettledSeats, read: Reading, *, is_judged: bool = True) -> SettingsForm:
    return SettingsForm(
        data,
        known=read.vocabularies,
        language=read.language,
        initial=settled.values,
        pools=settled.pools,
        is_judged=is_judged,
    )


def _context(event: Event, settled: SettledSeats, form: SettingsForm, read: Reading) -> dict[str, Any]:
    return {
        "part": "events",
        "event_id": event.pk,
        "title": texts.pick(event, "title", read.language),
        "is_public": event.is_public,
        "form": form,
        "settled": settled,
        "meaning": settings_words.in_words(form, read.vocabularies, read.language) if form.is_judged else [],
        "questions": asking.own_questions(event.pk, ends_at=event.ends_at, language=read.language),
    }


def _with_rows(posted: QueryDict) -> QueryDict:
    """What was posted, with one row of seats more or less, as its button says."""
    data = posted.copy()
    action, _colon, number = data.get("do", "").partition(":")
    numbers = fields.row_numbers(data, SeatsForm.PREFIX)
    if action == ADD:
        data[f"{SeatsForm.PREFIX}-{max(numbers, default=-1) + 1}-capacity"] = ""
        return data
    for name in [name for name in data if name.startswith(f"{SeatsForm.PREFIX}-{number}-")]:
        del data[name]
    return data
