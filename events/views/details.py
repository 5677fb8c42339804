"""The page of one training."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events import calendar_links, queries
from events.views import reading


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    read = reading.of(request)
    page = queries.event_page(
        slug, user=read.user, now=read.now, language=read.language, vocabularies=read.vocabularies
    )
    if page is None:
        raise Http404
    context = {"page": page, "event": page.event, "links": calendar_links.of(page.event), "section": "events"}
    return render(request, "events/event.html", context)
