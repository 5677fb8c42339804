"""Free-text search: three stemmers over the texts, the beginning of a word, and names from the vocabularies."""

import re
from collections.abc import Iterable

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, Model, OuterRef, Q

from catalogue.vocabularies import Vocabularies, Vocabulary
from events.models import Event

LONGEST = 200
MOST_WORDS = 8
SHORTEST_BEGINNING = 3
CONFIGURATIONS = ("finnish", "swedish", "english")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+")
_WORD = re.compile(r"[^\W_]+")


def cleaned(text: str) -> str:
    """The text without control characters and superfluous spaces, at most 200 characters."""
    return " ".join(_UNPRINTABLE.sub(" ", text[: LONGEST * 4]).split())[:LONGEST].strip()


def matching(text: str, vocabularies: Vocabularies) -> Q:
    """Trainings that the whole text finds, or each of whose words is in their texts or names what they are about."""
    condition = Q(search=_in_any_language(text))
    words = [word for word in _words(text) if len(word) >= SHORTEST_BEGINNING]
    if words and len(words) <= MOST_WORDS:
        every_word = Q()
        for word in words:
            every_word &= Q(search=_in_any_language(word) | _beginning(word)) | _named(word, vocabularies)
        condition |= every_word
    return condition


def _in_any_language(text: str) -> SearchQuery:
    finnish, swedish, english = (SearchQuery(text, config=name, search_type="websearch") for name in CONFIGURATIONS)
    return finnish | swedish | english


def _beginning(word: str) -> SearchQuery:
    # A word holds letters and digits only, so nothing in the raw form can mean anything else.
    return SearchQuery(f"'{word}':*", config="simple", search_type="raw")


def _named(word: str, vocabularies: Vocabularies) -> Q:
    organisations = _ids(word, vocabularies.organisations)
    themes = _ids(word, vocabularies.themes)
    regions = _ids(word, vocabularies.regions)
    condition = Q()
    if organisations:
        condition |= Q(lead_id__in=organisations) | linked(Event.co_organisers.through, "organisation", organisations)
    if themes:
        condition |= linked(Event.themes.through, "theme", themes)
    if regions:
        condition |= linked(Event.regions.through, "region", regions)
    return condition


def linked(through: type[Model], name: str, ids: Iterable[int]) -> Q:
    """Events tied to any of these ids: EXISTS instead of a join, so that no row comes twice."""
    rows = through._default_manager.filter(event_id=OuterRef("pk"), **{f"{name}_id__in": list(ids)})  # noqa: SLF001
    return Q(Exists(rows))


def _ids(word: str, vocabulary: Vocabulary) -> set[int]:
    found: set[int] = set()
    for term in vocabulary:
        names = [*term.names.values(), *term.short_names.values(), term.abbreviation]
        if any(part.startswith(word) for name in names for part in _words(name)):
            found |= term.descendant_ids
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
