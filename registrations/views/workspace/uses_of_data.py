"""How participants' data is used: the agency's log of looks and exports, and the service's proofs of removal."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from events import access, rights
from events.views import reading
from events.views.workspace import entry
from registrations.models import PersonalDataAccess
from registrations.queries import uses_of_data


@require_safe
@entry.workspace_page
def log(request: HttpRequest, agency: str) -> HttpResponse:
    """Who looked at or took out data of participants in the agency's trainings, page by page."""
    read = reading.of(request)
    found = access.organisation(request, agency, read.vocabularies, rights.SEE_USES_OF_DATA)
    kind = request.GET.get("kind", "")
    page = request.GET.get("page", "")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1  # noqa: PLR2004 - no list is longer
    listing = uses_of_data.uses(found.descendant_ids, kind=kind, page=number, language=read.language)
    kinds = PersonalDataAccess.Action.choices
    context = {
        "part": "members",
        "listing": listing,
        "kind": kind,
        "kinds": kinds,
        "before": f"kind={kind}&" if kind in PersonalDataAccess.Action.values else "",
    }
    return entry.answer(request, read, "workspace/uses_of_data/log.html", context, agency=found)


@require_safe
@entry.workspace_page
def removals(request: HttpRequest) -> HttpResponse:
    """That personal data was removed when its time was over: when, why and how much."""
    access.refuse_without(request, rights.MANAGE_SERVICE)
    context = {"part": "service", "runs": uses_of_data.runs()}
    return entry.answer(request, reading.of(request), "workspace/uses_of_data/removals.html", context)
