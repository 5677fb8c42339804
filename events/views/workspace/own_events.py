"""An agency's trainings in its workspace, by their state."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from events import access
from events.queries import organised
from events.searching.asking import cleaned
from events.views import reading
from events.views.lists import page_number
from events.views.workspace import entry


@require_safe
@entry.workspace_page
def own_events(request: HttpRequest, agency: str) -> HttpResponse:
    read = reading.of(request)
    found = access.organisation(request, agency, read.vocabularies)
    shelf = organised.SHELVES.get(request.GET.get("shelf", ""), organised.SHELVES["coming"])
    text = cleaned(request.GET.get("q", ""))
    listing = organised.page_of(
        found.descendant_ids,
        shelf,
        text=text,
        page=page_number(request),
        viewer=read.viewer,
        now=read.now,
        language=read.language,
    )
    query = QueryDict(mutable=True)
    query.update({"shelf": shelf.code} | ({"q": text} if text else {}))
    context = {
        "part": "events",
        "listing": listing,
        "shelves": organised.SHELVES.values(),
        "text": text,
        "before": f"{query.urlencode()}&",
    }
    return entry.answer(request, read, "workspace/own_events.html", context, agency=found)
