"""The coordinators' dashboard: what is open and how long, what was agreed, and who overlaps with whom."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from events import access, outcome_picture, rights
from events.queries import coordination
from events.views import reading
from events.views.workspace import entry


@require_safe
@entry.workspace_page
def dashboard(request: HttpRequest) -> HttpResponse:
    access.refuse_without(request, rights.COORDINATE)
    read = reading.of(request)
    overview = coordination.overview(read)
    context = {
        "part": "coordination",
        "overview": overview,
        "columns": outcome_picture.draw(overview.months),
        "outcomes": coordination.OUTCOME_NAMES.items(),
    }
    return entry.answer(request, read, "workspace/coordination.html", context)
