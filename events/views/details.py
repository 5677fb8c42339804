"""The page of one training, and the short address that leads to it."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from catalogue import vocabularies
from events import access, calendar_links, structured_data
from events.queries import details
from events.sharing import addresses, pictures


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    page = access.event_page(request, slug, vocabularies.current())
    picture = pictures.of_event(page.event)
    picture_address = pictures.address(page.event, picture)
    short_address = addresses.short(page.event)
    data = structured_data.of(page, picture=picture_address)
    context = {
        "page": page,
        "event": page.event,
        "links": calendar_links.of(page.event),
        "picture": picture if page.published_at else None,
        "picture_address": picture_address,
        "structured_data": structured_data.script(data) if page.published_at else "",
        "letter": addresses.letter(page.event, picture.when),
        "printed_address": short_address.partition("://")[2],
        "square": addresses.square(short_address),
        "section": "events",
    }
    return render(request, "events/event.html", context)


@require_safe
def short(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the page in the language of the reader, as `/` does."""
    span = addresses.span(code)
    slug = details.slug_between(*span) if span else None
    if slug is None:
        raise Http404
    with translation.override(translation.get_language_from_request(request)):
        response = HttpResponseRedirect(reverse("event", kwargs={"slug": slug}))
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response
