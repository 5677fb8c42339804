"""What `/feeds/` answers beside calendars: news, and the list that other sites frame."""

from django.http import HttpRequest
from django.utils import timezone

from events.syndication import asking, embedding, news
from events.syndication.answering import Document, document_view


@document_view
def new_trainings(request: HttpRequest, kind: str, slug: str = "") -> Document | None:
    asked = asking.read(request, agency=slug, now=timezone.now())
    return news.of(asked, kind) if asked else None


@document_view
def embedded(request: HttpRequest, slug: str = "") -> Document | None:
    asked = asking.read(request, agency=slug, now=timezone.now())
    if asked is None:
        return None
    rows = embedding.rows_of(request.GET.get("rows", ""))
    return embedding.of(asked, rows=rows, scheme=embedding.scheme_of(request.GET.get("scheme", "")))
