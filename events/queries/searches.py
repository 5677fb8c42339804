"""What a page says about a search: what was understood and corrected, and what is close when nothing is found."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import Count, Value
from django.http import QueryDict
from django.utils import timezone

from catalogue.viewers import Viewer
from catalogue.vocabularies import Term, Vocabularies
from events import dates, filters
from events.filter_values import TERMS
from events.filters import Selection
from events.models.events import EventQuerySet
from events.queries import lists
from events.searching import asking, spelling, understanding, words
from events.searching.understanding import Understood

MOST_OFFERS = 8
MOST_NAMES = 4
MOST_WORDS_LEFT_OUT = 4
NAME_BEGINNING = 5
NAME = "name"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a list, when and in which language."""

    viewer: Viewer
    now: dt.datetime
    language: str
    vocabularies: Vocabularies

    def selection(self, query: QueryDict) -> Selection:
        return filters.parse(query, vocabularies=self.vocabularies, language=self.language, now=self.now)

    def trainings(self, selection: Selection) -> EventQuerySet:
        return lists.selected(selection, viewer=self.viewer, now=self.now)

    def understand(self, text: str, *, is_past: bool = False) -> Understood:
        today = timezone.localdate(self.now)
        return understanding.read(text, vocabularies=self.vocabularies, today=today, is_past=is_past)


@dataclass(frozen=True, slots=True)
class Note:
    """What was made of the words typed, or could be: names of filters, and the `rest` that is searched for.

    `query` leads to the other reading: once the words are sent, to the trainings `as_text` that have them.
    """

    typed: str
    labels: tuple[str, ...]
    rest: str
    query: str
    as_text: Selection | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A list that is close to one that is empty; `kind` is the filter it goes without, or what it is."""

    query: str
    label: str
    kind: str
    total: int = 0


@dataclass(frozen=True, slots=True)
class Close:
    """What is close to a search that found nothing, each with how many trainings it brings."""

    without: tuple[Offer, ...]
    names: tuple[Offer, ...]
    past: Offer | None


def understood(query: QueryDict, reader: Reader) -> QueryDict:
    """The address in which the names and months of a submitted search are filters; the same when there are none."""
    texts = [asking.cleaned(text) for text in query.getlist("q")]
    if len(texts) != 1 or "typed" in query:
        return query
    found = reader.understand(texts[0], is_past=reader.selection(query).past)
    if not found.values or (set(query) & {"from", "until"} and dict(found.values).keys() & {"from", "until"}):
        return query
    cleaned = query.copy()
    cleaned["q"] = texts[0]
    return understanding.address(cleaned, found)


def note(query: QueryDict, selection: Selection, reader: Reader, *, is_typing: bool) -> Note | None:
    """What the words typed were understood as, or would be if they were sent; None when they are only words."""
    return _note_of_understandable(query, reader) if is_typing else _note_of_understood(query, selection, reader)


def _note_of_understood(query: QueryDict, selection: Selection, reader: Reader) -> Note | None:
    typed = asking.cleaned(query.get("typed", ""))
    found = reader.understand(typed, is_past="past" in query) if typed else None
    if found is None or not found.values or not understanding.is_asked_by(query, found):
        return None
    plain = understanding.undone(query, found)
    as_text = _asked_with(selection, reader.selection(plain))
    return Note(typed, _labels(found, query, reader), found.rest, plain.urlencode(), as_text)


def _note_of_understandable(query: QueryDict, reader: Reader) -> Note | None:
    better = understood(query, reader)
    if better is query:
        return None
    found = reader.understand(str(better["typed"]), is_past="past" in query)
    return Note(found.text, _labels(found, better, reader), found.rest, better.urlencode())


def _labels(found: Understood, query: QueryDict, reader: Reader) -> tuple[str, ...]:
    """What was understood in words; a month by its name."""
    values = dict(found.values)
    terms = [
        f"{chip.name}: {chip.label}"
        for chip in reader.selection(query).chips
        if (chip.parameter, chip.value) in found.values and chip.parameter in TERMS
    ]
    if "from" in values:
        days = [dt.date.fromisoformat(values[name]) for name in ("from", "until")]
        terms.append("–".join(dict.fromkeys(dates.month_of_the_year(day, reader.language) for day in days)))
    return tuple(terms)


def corrected(selection: Selection, reader: Reader) -> Selection | None:
    """The selection with its misspelt words put right; None when no public text has others."""
    if len(selection.wanted.searches) != 1:
        return None
    correction = spelling.corrected(selection.wanted.searches[0])
    if correction is None:
        return None
    query = selection.wanted.as_query()
    query["q"] = correction.text
    return _asked_with(selection, reader.selection(query))


def exactly(selection: Selection) -> str:
    """The query of the same selection with its words searched for as they stand."""
    return _with(selection, "q", asking.quoted(selection.text))


def close_to(selection: Selection, reader: Reader) -> Close:
    """What is close to a selection without trainings: every filter's absence, and the past, counted by one query."""
    chips = selection.chips[:MOST_OFFERS] if len(selection.chips) > 1 else []
    offers = [Offer(chip.query_without, chip.label, chip.parameter) for chip in chips]
    offers += [*_without_a_word(selection), *_names_near(selection, reader)]
    if not selection.past:
        offers.append(Offer(_with(selection, "past", "1"), "", "past"))
    lists_asked = [_asked_with(selection, reader.selection(QueryDict(offer.query))) for offer in offers]
    totals = _totals([reader.trainings(each) for each in lists_asked]) if offers else []
    found = [replace(offer, total=total) for offer, total in zip(offers, totals, strict=True) if total]
    return Close(
        without=tuple(offer for offer in found if offer.kind not in {"past", NAME}),
        names=tuple(offer for offer in found if offer.kind == NAME),
        past=next((offer for offer in found if offer.kind == "past"), None),
    )


def _asked_with(selection: Selection, other: Selection) -> Selection:
    """The other selection, its texts asked about together with those of the first."""
    wanted = replace(other.wanted, texts=selection.wanted.texts)
    for text in (*selection.wanted.values["q"], *wanted.values["q"]):
        wanted.texts.of(text)
    return replace(other, wanted=wanted)


def _totals(selections: Iterable[EventQuerySet]) -> list[int]:
    counts = [
        events.order_by().annotate(which=Value(place)).values("which").annotate(total=Count("pk"))
        for place, events in enumerate(selections)
    ]
    rows = {row["which"]: row["total"] for row in counts[0].union(*counts[1:], all=True)}
    return [rows.get(place, 0) for place in range(len(counts))]


def _without_a_word(selection: Selection) -> list[Offer]:
    """The search without one of its words, when it has several."""
    if len(selection.wanted.searches) != 1:
        return []
    text, parts = selection.text, selection.wanted.searches[0].parts
    if not 1 < len(parts) <= MOST_WORDS_LEFT_OUT:
        return []
    return [
        Offer(_with(selection, "q", f"{text[: part.start]}{text[part.end :]}".strip()), " ".join(part.words), "q")
        for part in parts
    ]


def _names_near(selection: Selection, reader: Reader) -> list[Offer]:
    """Themes and organisations whose names have a word that begins as one searched for."""
    asked = {part.word for search in selection.wanted.searches for part in search.parts if not part.is_quoted}
    beginnings = {word[:NAME_BEGINNING] for word in asked if len(word) >= NAME_BEGINNING}
    near = [
        Offer(urlencode({parameter: term.code}), term.short_name(reader.language).value, NAME)
        for parameter, terms in (("theme", reader.vocabularies.themes), ("agency", reader.vocabularies.organisations))
        for term in terms
        if term.is_active and beginnings & {word[:NAME_BEGINNING] for word in _words_of(term)}
    ]
    return near[:MOST_NAMES]


def _words_of(term: Term) -> set[str]:
    return {word for name in (*term.names.values(), *term.short_names.values()) for word in words.words_of(name)}


def _with(selection: Selection, name: str, value: str) -> str:
    query = selection.wanted.as_query()
    query[name] = value
    return query.urlencode()
