"""Addresses of the news and of the list to embed, for the filter and language of a page."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from events.filters import Selection


@dataclass(frozen=True, slots=True)
class NewsAddresses:
    atom: str
    rss: str


def news(selection: Selection, language: str) -> NewsAddresses:
    """What is over is no news, so `past` says nothing here."""
    query = selection.wanted.as_query()
    query.pop("past", None)
    behind = with_language(query.urlencode(), language)
    atom, rss = (f"{settings.BASE_URL}{reverse('news', args=[kind])}{behind}" for kind in ("atom", "rss"))
    return NewsAddresses(atom, rss)


def with_language(query: str, language: str, **more: str) -> str:
    """A query as it stands behind an address, with the language unless it is that of the feeds by default."""
    own = urlencode(({"lang": language} if language != "fi" else {}) | more)
    joined = "&".join(part for part in (query, own) if part)
    return f"?{joined}" if joined else ""
