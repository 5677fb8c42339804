"""Participants from a file: what would become of each line is shown first, then they are registered."""

import uuid
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from catalogue.rules import RuleError
from events.views.workspace import entry
from registrations.exporting import sheets
from registrations.exporting.sheets import Sheet
from registrations.importing import files, headings, people, running
from registrations.importing.files import FileError, Line
from registrations.importing.people import Meaning
from registrations.importing.running import Report
from registrations.views.workspace import exporting, handling
from registrations.views.workspace.handling import Handling

# How long a file that was looked at can be imported without being sent again.
LOOKED_AT_SECONDS = 3_600
LARGEST = 250_000


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def upload(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    handled = handling.of_event(request, event_id)
    context: dict[str, Any] = {"lines": files.MOST_LINES, "kilobytes": LARGEST // 1_000}
    status = 200
    if request.method == "POST":
        try:
            lines = _lines(request, handled)
            if "confirm" in request.POST:
                return _imported(request, handled, lines)
            return _looked_at(request, handled, lines)
        except RuleError as refusal:
            context["refusal"], status = refusal, refusal.status
    return handled.answer(request, "workspace/registrations/import.html", context, status=status)


@require_safe
@entry.workspace_page
def template(request: HttpRequest, event_id: uuid.UUID, form: str) -> HttpResponse:
    """A file with the headings alone, in the language of the page."""
    handled = handling.of_event(request, event_id)
    if form not in sheets.CONTENT_TYPES:
        raise Http404
    sheet = Sheet(_("Registrations"), headings.template_heads(handled.read.language), [])
    return exporting.attachment(sheets.write(sheet, form), sheets.CONTENT_TYPES[form], f"template.{form}")


def _lines(request: HttpRequest, handled: Handling) -> list[Line]:
    """Of the file that is sent, or of one that was looked at; raises FileError."""
    if "confirm" in request.POST:
        try:
            kept = signing.loads(request.POST.get("lines", ""), salt=_salt(request, handled), max_age=LOOKED_AT_SECONDS)
        except signing.BadSignature:
            raise FileError(_("It is too long since the file was looked at. Send it again.")) from None
        return [Line(number, tuple(cells)) for number, cells in kept]
    file = request.FILES.get("file")
    if file is None:
        raise FileError(_("Choose a file first."))
    if file.size is None or file.size > LARGEST:
        raise files.FileTooLargeError
    return files.read(file.read())


def _looked_at(request: HttpRequest, handled: Handling, lines: list[Line]) -> HttpResponse:
    mapped, found = people.read_people(lines, _meaning(handled))
    report = running.look(by=handled.read.viewer.actor, event_id=handled.event.pk, people=found)
    kept = signing.dumps([[line.number, line.cells] for line in lines], salt=_salt(request, handled), compress=True)
    context = {"mapped": mapped, "report": report, "kept": kept}
    return handled.answer(request, "workspace/registrations/import_report.html", context)


def _imported(request: HttpRequest, handled: Handling, lines: list[Line]) -> HttpResponse:
    mapped, found = people.read_people(lines, _meaning(handled))
    report = running.import_people(
        by=handled.read.viewer.actor,
        event_id=handled.event.pk,
        people=found,
        only_right="only_right" in request.POST,
    )
    if not report.is_done:
        # Something has become wrong since it was looked at, or those that are right were not asked for.
        context = {"mapped": mapped, "report": report, "kept": request.POST["lines"], "is_refused": True}
        return handled.answer(request, "workspace/registrations/import_report.html", context, status=422)
    _tell(request, report)
    return redirect("workspace-registrations", handled.event.pk)


def _tell(request: HttpRequest, report: Report) -> None:
    done = ngettext("%(count)s person was registered.", "%(count)s people were registered.", report.new)
    words = [done % {"count": report.new}]
    if report.queued:
        queued = ngettext("%(count)s of them waits.", "%(count)s of them wait.", report.queued)
        words.append(queued % {"count": report.queued})
    if report.already:
        already = ngettext("%(count)s was registered already.", "%(count)s were registered already.", report.already)
        words.append(already % {"count": report.already})
    if report.wrong:
        wrong = ngettext("%(count)s line was left out.", "%(count)s lines were left out.", report.wrong)
        words.append(wrong % {"count": report.wrong})
    messages.success(request, " ".join(words))


def _meaning(handled: Handling) -> Meaning:
    read = handled.read
    return Meaning(
        known=read.vocabularies,
        pools=list(handled.found().pools.values()),
        language=read.language,
        default_language=people.default_language(handled.event.languages),
    )


def _salt(request: HttpRequest, handled: Handling) -> str:
    """What one looked at is imported by the same person into the same training."""
    return f"registrations.import:{handled.event.pk}:{request.user.pk}"
