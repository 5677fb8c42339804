"""How to have the trainings of a filter in one's own calendar."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events import calendar_links
from events.views import reading


@require_safe
def subscribe(request: HttpRequest) -> HttpResponse:
    read = reading.of(request)
    selection = read.selection(request.GET)
    addresses = calendar_links.feed(selection, read.language)
    context = {"selection": selection, "addresses": addresses, "section": "subscribe"}
    return render(request, "events/subscribe.html", context)
