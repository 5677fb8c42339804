"""How to show trainings on one's own site: the line to copy, with a preview; htmx asks for these alone."""

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from events import facets
from events.queries import lists
from events.syndication import embedding, snippets
from events.views import browsing, reading
from events.views.browsing import HtmxRequest


@require_safe
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # htmx's own request; the frame is the preview
def embed(request: HtmxRequest) -> HttpResponse:
    read = reading.of(request)
    snippet = snippets.asked(request.GET, read)
    shown = lists.shown(snippet.selection, viewer=read.viewer, now=read.now)
    context = {
        "snippet": snippet,
        "selection": snippet.selection,
        "facets": facets.of(snippet.selection, shown),
        "languages_offered": settings.LANGUAGES,
        "most_rows": embedding.MOST_ROWS,
        "is_fragment": browsing.is_fragment(request),
        "section": "embed",
    }
    if context["is_fragment"]:
        response = render(request, "events/_embed_and_counts.html", context)
        response["HX-Push-Url"] = f"{reverse('embed')}?{snippet.query}".rstrip("?")
    else:
        response = render(request, "events/embed.html", context)
    return browsing.varied(response)
