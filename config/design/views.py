"""The page of the design language, in the demonstration only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.design.components import COMPONENTS
from config.design.samples import samples
from config.views import demonstration_only
from events.queries import front
from events.views import reading


@require_safe
@demonstration_only
def design(request: HttpRequest) -> HttpResponse:
    read = reading.of(request)
    page = front.front_page(viewer=read.viewer, now=read.now, language=read.language, vocabularies=read.vocabularies)
    context = {
        "components": COMPONENTS,
        "page": page,
        "trainings": page.latest[:3],
        "selection": read.selection(request.GET),
        "section": "design",
    }
    return render(request, "design/design.html", samples(request) | context)
