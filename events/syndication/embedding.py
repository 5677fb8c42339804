"""A list of trainings that an agency's own site shows in a frame: a page without script, cookie or form."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from catalogue.viewers import ANONYMOUS
from events.feeds import naming
from events.queries import lists
from events.queries.lists import Listing
from events.syndication.answering import Document
from events.syndication.asking import Asked

MAX_AGE = 300
DEFAULT_ROWS, MOST_ROWS = 5, 20
# Of the page that frames it; else what the reader's device prefers.
SCHEMES = ("light", "dark")
# Any site may frame it, a file on one's own computer too (`*` means none): it can only be read and lead on.
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors * file:"


def of(asked: Asked, *, rows: int, scheme: str) -> Document:
    with translation.override(asked.language):
        listing = lists.EMPTY if asked.unknown else _listing(asked, rows)
        query = asked.selection.query
        context = {
            "name": naming.name_of_unknown(asked.language) if asked.unknown else naming.name_of(asked.selection.wanted),
            "unknown": naming.listed(asked.unknown),
            "listing": listing,
            "selection": asked.selection,
            "scheme": scheme,
            "language": asked.language,
            "base_url": settings.BASE_URL,
            "whole": f"{settings.BASE_URL}{reverse('events')}?{query}".rstrip("?"),
        }
        page = render_to_string("syndication/embedded.html", context)
    return Document(page.encode(), "text/html; charset=utf-8", asked.language, MAX_AGE, POLICY)


def rows_of(asked: str) -> int:
    """How many rows an address asks for: never none, never very many."""
    is_number = asked.isascii() and asked.isdigit()
    return min(max(int(asked[:4]), 1), MOST_ROWS) if is_number else DEFAULT_ROWS


def scheme_of(asked: str) -> str:
    return asked if asked in SCHEMES else ""


def _listing(asked: Asked, rows: int) -> Listing:
    selected = lists.selected(asked.selection, viewer=ANONYMOUS, now=asked.now)
    return lists.listing(
        asked.selection,
        viewer=ANONYMOUS,
        now=asked.now,
        page=1,
        total=selected.count(),
        language=asked.language,
        vocabularies=asked.vocabularies,
        page_size=rows,
        is_by_date=True,
    )
