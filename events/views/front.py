"""The front page."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events import week_picture
from events.queries import front as reads
from events.syndication import links
from events.views import reading


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    read = reading.of(request)
    page = reads.front_page(viewer=read.viewer, now=read.now, language=read.language, vocabularies=read.vocabularies)
    columns = week_picture.draw(page.half_year)
    context = {
        "page": page,
        "columns": columns,
        "read": read,
        "news": links.news(read.selection(QueryDict()), read.language),
    }
    return render(request, "events/front.html", context | {"section": "front"})
