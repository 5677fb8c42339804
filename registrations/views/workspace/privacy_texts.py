"""What an agency tells participants of their data, and what it asks consent for: every version, and the next one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalogue.rules import RuleError
from catalogue.texts import LANGUAGES
from events import access, rights
from events.views import reading
from events.views.reading import Reading
from events.views.workspace import entry
from registrations import consents
from registrations.models import ConsentText
from registrations.privacy_forms import PrivacyTextForm


@require_safe
@entry.workspace_page
def texts(request: HttpRequest, agency: str) -> HttpResponse:
    """Show what holds today, what is to come and what held before."""
    read = reading.of(request)
    found = access.organisation(request, agency, read.vocabularies, rights.WRITE_PRIVACY_TEXTS)
    context = {"part": "privacy", "shelves": consents.shelves(found, read.vocabularies, read.language)}
    return entry.answer(request, read, "workspace/registration/privacy_texts.html", context, agency=found)


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def write(request: HttpRequest, agency: str, text_kind: str) -> HttpResponse:
    """Write the next version, beginning with what holds today."""
    read = reading.of(request)
    found = access.organisation(request, agency, read.vocabularies, rights.WRITE_PRIVACY_TEXTS)
    if text_kind not in ConsentText.Kind.values:
        raise Http404
    form = PrivacyTextForm(request.POST or None, initial=_initial(read, found.id, text_kind))
    if request.method == "POST" and form.is_valid():
        try:
            written = consents.write_text(
                by=read.viewer.actor,
                organisation_id=found.id,
                kind=text_kind,
                words=form.words,
                valid_from=form.cleaned_data["valid_from"],
            )
        except RuleError as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Version %(number)s has been saved.") % {"number": written.version})
            return redirect("workspace-privacy-texts", found.code)
    context = {"part": "privacy", "form": form, "kind_name": ConsentText.Kind(text_kind).label, "kind": text_kind}
    status = 422 if form.errors else 200
    return entry.answer(request, read, "workspace/registration/privacy_text.html", context, agency=found, status=status)


def _initial(read: Reading, organisation_id: int, kind: str) -> dict[str, Any]:
    text = consents.current_texts(organisation_id, read.vocabularies).of(kind)
    words = {f"text_{language}": getattr(text, f"text_{language}") for language in LANGUAGES}
    return words | {"valid_from": timezone.localdate(read.now)}
