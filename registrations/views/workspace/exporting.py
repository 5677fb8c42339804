"""Taking registrations out as a file: what goes in, why, and the note of it."""

import uuid

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from events.views.workspace import entry
from registrations import access_log, bulk
from registrations.exporting import participants, sheets
from registrations.models import Registration
from registrations.queries import table, table_asking, table_columns
from registrations.queries.table import Found
from registrations.question_fields import PersonalText
from registrations.views.workspace import handling
from registrations.views.workspace.handling import Handling
from registrations.views.workspace.listing import COLUMNS


class ExportForm(forms.Form):
    form = forms.ChoiceField(
        label=gettext_lazy("File"),
        choices=[(sheets.XLSX, "Excel (XLSX)"), (sheets.CSV, "CSV")],
        initial=sheets.XLSX,
        widget=forms.RadioSelect(attrs={"class": "choices"}),
    )
    contacts = forms.BooleanField(
        label=gettext_lazy("E-mail addresses and telephone numbers too"),
        required=False,
        help_text=gettext_lazy("Only when the file cannot be used without them. Messages are sent from the calendar."),
    )
    reason = PersonalText(
        label=gettext_lazy("What is the file needed for?"),
        max_length=300,
        help_text=gettext_lazy("Kept with your name in the log of the use of personal data."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@entry.workspace_page
def export(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    return export_of(request, handling.of_event(request, event_id))


def export_of(request: HttpRequest, handled: Handling) -> HttpResponse:
    """Ask what for, or answer the file; those chosen in the table come by their ids."""
    # An address names filters; a form brings those that were chosen as well.
    query = QueryDict(request.POST.get("query", "")) if request.method == "POST" else request.GET
    is_sent = "form" in request.POST
    form = ExportForm(request.POST if is_sent else None)
    found = handled.found()
    rows = _rows(request, found, query)
    if is_sent and form.is_valid():
        return _file(request, handled, found, rows, form)
    asking = table_asking.parse(query, handled.read.vocabularies, frozenset(found.pools))
    context = {
        "form": form,
        "count": len(rows),
        "ids": ",".join(_named(request)),
        "query": asking.query,
        "columns": table_columns.chosen(request.session.get(COLUMNS), found.questions),
        "back": f"{reverse('workspace-registrations', args=[handled.event.pk])}?{asking.query}".rstrip("?"),
    }
    return handled.answer(request, "workspace/registrations/export.html", context, status=422 if form.errors else 200)


def _rows(request: HttpRequest, found: Found, query: QueryDict) -> list[Registration]:
    if named := _named(request):
        return table.named(found, bulk.ids_of(",".join(named)))
    return list(table.selected(found, table_asking.parse(query, found.read.vocabularies, frozenset(found.pools))))


def _named(request: HttpRequest) -> list[str]:
    """The ids of those chosen in the table; none means all that the filters find."""
    if request.POST.get("scope") == "all":
        return []
    return request.POST.getlist("id") or [each for each in request.POST.get("ids", "").split(",") if each]


def _file(
    request: HttpRequest, handled: Handling, found: Found, rows: list[Registration], form: ExportForm
) -> HttpResponse:
    access_log.record(
        by=handled.read.viewer.actor,
        event=handled.event,
        action=access_log.Action.EXPORT,
        reason=form.cleaned_data["reason"],
        count=len(rows),
        now=handled.read.now,
    )
    columns = table_columns.chosen(request.session.get(COLUMNS), found.questions)
    sheet = participants.sheet(
        found, rows, columns, with_contacts=form.cleaned_data["contacts"], title=_("Registrations")
    )
    kind = form.cleaned_data["form"]
    name = f"{handled.event.slug}-{timezone.localdate(handled.read.now):%Y-%m-%d}.{kind}"
    return attachment(sheets.write(sheet, kind), sheets.CONTENT_TYPES[kind], name)


def attachment(body: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        body, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
