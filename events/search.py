"""Free-text search: what a text finds, and how near each training is to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, Model, OuterRef, Q

from catalogue.vocabularies import Vocabularies, Vocabulary
from events.models import Event
from events.searching import asking, finnish, relatives, words
from events.searching.relatives import Relatives

SHORTEST_BEGINNING = 3
CONFIGURATIONS = tuple(words.CONFIGURATIONS.values())
cleaned = asking.cleaned


@dataclass(frozen=True, slots=True)
class Wish:
    """One word or phrase that a training must have, as conditions of growing width.

    `whole`: the word in any form, or the phrase; `part`: its beginning or a compound as well; `named`: what the
    training is about or who holds it is called so.
    """

    whole: SearchQuery
    part: SearchQuery | None
    named: Q

    @property
    def condition(self) -> Q:
        return Q(search=self.part or self.whole) | self.named


@dataclass(frozen=True)
class Search:
    """One text that is searched for."""

    text: str
    vocabularies: Vocabularies

    @cached_property
    def parts(self) -> list[asking.Part]:
        """The words that count: without stop words, unless there is nothing else."""
        parts = asking.parts_of(self.text)[: asking.MOST_WORDS]
        return [part for part in parts if part.is_quoted or not self.relatives[part.word].is_stop_word] or parts

    @cached_property
    def relatives(self) -> dict[str, Relatives]:
        parts = asking.parts_of(self.text)[: asking.MOST_WORDS]
        return relatives.of(word for part in parts for word in part.words)

    @cached_property
    def wishes(self) -> list[Wish]:
        return [self._wish(part) for part in self.parts]

    @property
    def condition(self) -> Q:
        """Trainings that have every word; a text without any word finds nothing."""
        condition = Q()
        for wish in self.wishes:
            condition &= wish.condition
        return condition if self.wishes else Q(pk__in=())

    def _wish(self, part: asking.Part) -> Wish:
        if part.is_quoted:
            return Wish(_phrase(" ".join(part.words)), None, Q())
        word, found = part.word, self.relatives[part.word]
        whole = _any_of(found.forms)
        wider = _any_of(found.forms | found.compounds, beginning=word if len(word) >= SHORTEST_BEGINNING else "")
        return Wish(whole, wider, _named(word, self.vocabularies) if len(word) >= SHORTEST_BEGINNING else Q())


def _phrase(text: str) -> SearchQuery:
    queries = [SearchQuery(text, config=name, search_type="phrase") for name in CONFIGURATIONS]
    return queries[0] | queries[1] | queries[2]


def _any_of(lexemes: Iterable[str], *, beginning: str = "") -> SearchQuery:
    # Lexemes of words hold letters and digits only, so nothing in the raw form can mean anything else.
    alternatives = [f"'{lexeme}'" for lexeme in sorted(lexemes)] + ([f"'{beginning}':*"] if beginning else [])
    return SearchQuery(" | ".join(alternatives), config="simple", search_type="raw")


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
