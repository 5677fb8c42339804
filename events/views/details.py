"""The page of one training, and the short address that leads to it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from catalogue import vocabularies
from events import access, calendar_links, registration_facts, structured_data
from events.descriptions import EventDescription
from events.queries import details
from events.sharing import addresses, pictures


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    page = access.event_page(request, slug, vocabularies.current())
    picture = pictures.of_event(page.event)
    picture_address = pictures.address(page.event, picture)
    data = structured_data.of(page, picture=picture_address)
    context = {
        "page": page,
        "event": page.event,
        **passed_on(page.event, picture.when),
        "picture": picture if page.published_at else None,
        "picture_address": picture_address,
        "structured_data": structured_data.script(data) if page.published_at else "",
        "registration_facts": registration_facts.of(page.event.id, now=timezone.now(), language=page.event.language),
        "section": "events",
    }
    return render(request, "events/event.html", context)


def passed_on(event: EventDescription, when: str) -> dict[str, Any]:
    """The addresses of a public page, for who passes it on: as link, letter, calendar entry and on paper."""
    short_address = addresses.short(event)
    return {
        "page_address": addresses.page(event),
        "links": calendar_links.of(event),
        "letter": addresses.letter(event, when),
        "printed_address": short_address.partition("://")[2],
        "square": addresses.square(short_address),
    }


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
