"""Free-text search: what a text finds, and how near each training is to it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, Model, OuterRef, Q

from catalogue.vocabularies import Vocabularies, Vocabulary
from events.models import Event
from events.searching import asking, finnish, relatives, words
from events.searching.relatives import Asked

SHORTEST_BEGINNING = 3
_WITH_SIGNS = re.compile(r"[^\w\s]")
CONFIGURATIONS = tuple(words.CONFIGURATIONS.values())
cleaned = asking.cleaned


@dataclass(frozen=True, slots=True)
class Wish:
    """One word or phrase that a training must have; `named` are those which are about something called so."""

    phrase: str = ""
    forms: frozenset[str] = frozenset()
    compounds: frozenset[str] = frozenset()
    beginning: str = ""
    named: Q = field(default_factory=Q)

    @property
    def condition(self) -> Q:
        return Q(search=self.part()) | self.named

    def whole(self, weight: str = "") -> SearchQuery:
        """The word in any form, or the phrase; `weight` is A in titles, B in summaries. Phrases have none."""
        return _in_any_language(self.phrase, "phrase") if self.phrase else _any_of(self.forms, weight=weight)

    def part(self, weight: str = "") -> SearchQuery:
        """The same, the beginning of a word, and compounds."""
        if self.phrase:
            return _in_any_language(self.phrase, "phrase")
        return _any_of(self.forms | self.compounds, beginning=self.beginning, weight=weight)


class Searches:
    """The texts searched for in one request: each is read once, and their words are asked about together."""

    def __init__(self, vocabularies: Vocabularies) -> None:
        self._vocabularies = vocabularies
        self._asked = relatives.Asked(vocabularies)
        self._of: dict[str, Search] = {}

    def of(self, text: str) -> "Search":
        if text not in self._of:
            # One more than counts: the text may be searched for without one of its words too.
            parts = asking.parts_of(text)[: asking.MOST_WORDS + 1]
            self._asked.expect(word for part in parts for word in part.words)
            self._of[text] = Search(text, self._vocabularies, self._asked)
        return self._of[text]


@dataclass(frozen=True)
class Search:
    """One text that is searched for."""

    text: str
    vocabularies: Vocabularies
    relatives: Asked

    @cached_property
    def parts(self) -> list[asking.Part]:
        """The words that count: without stop words, unless there is nothing else."""
        parts = asking.parts_of(self.text)[: asking.MOST_WORDS]
        return [part for part in parts if part.is_quoted or not self.relatives[part.word].is_stop_word] or parts

    @cached_property
    def wishes(self) -> list[Wish]:
        return [self._wish(part) for part in self.parts]

    def knows(self, word: str) -> bool:
        """Whether the word is in a public text, in any form or as a part, or begins a name."""
        found = self.relatives[word]
        return bool(found.is_stop_word or found.written_forms or found.compounds or _named(word, self.vocabularies))

    @property
    def condition(self) -> Q:
        """Trainings that have every word; a text without any word finds nothing."""
        if not self.wishes:
            return Q(search=_any_of(()))
        condition = Q()
        for wish in self.wishes:
            condition &= wish.condition
        if _WITH_SIGNS.search(self.text) and not any(part.is_quoted for part in self.parts):
            # The text index takes "2026–2027" or "19.9.2023" for one word; so does this, and finds a title as it is.
            condition |= Q(search=_in_any_language(self.text, "plain"))
        return condition

    def _wish(self, part: asking.Part) -> Wish:
        if part.is_quoted:
            return Wish(phrase=" ".join(part.words))
        word, found = part.word, self.relatives[part.word]
        is_long = len(word) >= SHORTEST_BEGINNING
        return Wish(
            forms=frozenset(found.forms),
            compounds=frozenset(found.compounds),
            beginning=word if is_long else "",
            named=_named(word, self.vocabularies) if is_long else Q(),
        )


def _in_any_language(text: str, kind: str) -> SearchQuery:
    finnish_, swedish, english = (SearchQuery(text, config=name, search_type=kind) for name in CONFIGURATIONS)
    return finnish_ | swedish | english


def _any_of(lexemes: Iterable[str], *, beginning: str = "", weight: str = "") -> SearchQuery:
    # Lexemes of words hold letters and digits only, so nothing in the raw form can mean anything else.
    alternatives = [f"'{lexeme}':{weight}" for lexeme in sorted(lexemes)]
    if beginning:
        alternatives.append(f"'{beginning}':*{weight}")
    return SearchQuery(" | ".join(each.removesuffix(":") for each in alternatives), config="simple", search_type="raw")


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
    root = finnish.root(word)
    for term in vocabulary:
        names = [*term.names.values(), *term.short_names.values(), term.abbreviation]
        if any(part.startswith(word) or finnish.root(part) == root for name in names for part in words.words_of(name)):
            found |= term.descendant_ids
    return found
