"""What an agency says in its messages: all of them, one to be edited with an example, and when the clock sends."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalogue.rules import RuleError
from catalogue.texts import LANGUAGES
from catalogue.vocabularies import Term
from events import access, rights
from events.views import reading
from events.views.reading import Reading
from events.views.workspace import entry
from registrations import message_templates as writing
from registrations.message_forms import TemplateForm, TimingForm
from registrations.notices import placeholders, words
from registrations.notices.kind import Kind
from registrations.notices.kinds import KINDS
from registrations.queries import message_templates as queries


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def templates(request: HttpRequest, agency: str) -> HttpResponse:
    """List every message with its languages, and settle when the clock sends."""
    read, found = _open(request, agency)
    form = TimingForm(request.POST or None, initial=_timing(found))
    if request.method == "POST" and form.is_valid():
        try:
            writing.save_timing(by=read.viewer.actor, organisation_id=found.id, **form.cleaned_data)
        except RuleError as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("From now on messages are sent at these times."))
            return redirect("workspace-messages", found.code)
    context = {
        "part": "messages",
        "shelves": queries.shelves(found.id),
        "form": form,
        "history": queries.history(found.id),
    }
    status = 422 if form.errors else 200
    return entry.answer(request, read, "workspace/messages/templates.html", context, agency=found, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def template(request: HttpRequest, agency: str, message_kind: str, message_language: str) -> HttpResponse:
    """Edit one text, see it on a training of the agency's, or go back to the usual one."""
    read, found = _open(request, agency)
    kind = KINDS.get(message_kind)
    if kind is None or message_language not in LANGUAGES:
        raise Http404
    key: dict[str, Any] = {"organisation_id": found.id, "kind": kind.name, "language": message_language}
    if request.method == "POST" and "reset" in request.POST:
        writing.reset_template(by=read.viewer.actor, **key)
        messages.success(request, _("The usual text is sent again."))
        return redirect("workspace-message", found.code, kind.name, message_language)
    held = words.find(kind, found.id, message_language)
    form = TemplateForm(request.POST or None, initial={"subject": held.subject, "body": words.body_of(held)})
    if request.method == "POST" and _is_good(form, kind) and "preview" not in request.POST:
        writing.save_template(by=read.viewer.actor, **key, **form.cleaned_data)
        messages.success(request, _("Your own text is sent from now on."))
        return redirect("workspace-message", found.code, kind.name, message_language)
    shown = words.words_of(**form.cleaned_data) if form.is_bound and form.is_valid() else held
    example = queries.example(found, kind, shown, message_language)
    if request.headers.get("HX-Request"):
        return render(request, "workspace/messages/_example.html", {"example": example, "form": form})
    context = {
        "part": "messages",
        "kind": kind,
        "language": message_language,
        "form": form,
        "example": example,
        "own": queries.own_template(found.id, kind.name, message_language),
        "placeholders": [(name, _meaning(name)) for name in kind.placeholders],
        "history": queries.history(found.id, kind=kind.name, language=message_language),
    }
    status = 422 if form.errors else 200
    return entry.answer(request, read, "workspace/messages/template.html", context, agency=found, status=status)


def _open(request: HttpRequest, agency: str) -> tuple[Reading, Term]:
    read = reading.of(request)
    return read, access.organisation(request, agency, read.vocabularies, rights.WRITE_MESSAGES)


def _is_good(form: TemplateForm, kind: Kind) -> bool:
    """Whether what was written can be sent; what cannot stands at its field."""
    if form.is_valid():
        try:
            writing.checked(kind, **form.cleaned_data)
        except RuleError as refusal:
            form.add_error(refusal.field or None, str(refusal))
    return not form.errors


def _timing(found: Term) -> dict[str, Any]:
    held = queries.timing(found.id)
    return {
        "reminder_days": ", ".join(str(each) for each in held.reminder_days),
        "reminds_before_start": held.reminds_before_start,
        "sends_thanks": held.sends_thanks,
    }


def _meaning(name: str) -> str:
    return str((placeholders.COMMON.get(name) or placeholders.OWN[name]).text)
