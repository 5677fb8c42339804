"""The page of one training."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalogue import vocabularies
from events import access, calendar_links
from events.sharing import pictures


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    page = access.event_page(request, slug, vocabularies.current())
    picture = pictures.of_event(page.event)
    context = {
        "page": page,
        "event": page.event,
        "links": calendar_links.of(page.event),
        "picture": picture,
        "picture_address": pictures.address(page.event, picture),
        "section": "events",
    }
    return render(request, "events/event.html", context)
