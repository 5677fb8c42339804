"""What every template knows of the site. Nothing here asks the database: error pages use it too."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.encoding import iri_to_uri

# Each in its own language, so that whoever needs it recognises it.
LANGUAGE_NAMES = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}


@dataclass(frozen=True, slots=True)
class LanguageLink:
    code: str
    name: str
    url: str
    is_current: bool


def site(request: HttpRequest) -> dict[str, Any]:
    links = language_links(request)
    return {
        "demonstration": settings.DEMONSTRATION,
        "base_url": settings.BASE_URL,
        "languages": links,
        "is_in_languages": any(link.is_current for link in links),
        "page_address": settings.BASE_URL + iri_to_uri(request.path if _is_short(request) else "/"),
    }


def language_links(request: HttpRequest) -> list[LanguageLink]:
    """The same page with the same query in each language; what has no other language leads to the front pages."""
    current = translation.get_language() or settings.LANGUAGE_CODE
    first, _slash, rest = request.get_full_path().lstrip("/").partition("/")
    if first not in LANGUAGE_NAMES or not _is_short(request):
        rest = ""
    return [
        LanguageLink(code, name, f"/{code}/{rest}", is_current=code == current and first == code)
        for code, name in LANGUAGE_NAMES.items()
    ]


def _is_short(request: HttpRequest) -> bool:
    """Whether the address may be repeated: what was refused for its length is not said back three times."""
    return len(request.get_full_path()) <= settings.LONGEST_ADDRESS
