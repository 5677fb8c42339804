"""Understands a place, organisation, theme or month typed among the words of a search, and makes it a filter."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict

from catalogue.vocabularies import Vocabularies
from events.searching import asking, months, names
from events.searching.asking import Part

# What stands before a place or month and goes with it.
_PREPOSITIONS = frozenset(
    [
        "i",
        "på",
        "från",
        "till",
        "vid",
        "av",
        "för",
        "under",
        "in",
        "at",
        "from",
        "of",
        "by",
        "near",
        "during",
        "the",
        "on",
        "vuonna",
    ]
)
# What the month and week views are turned to by.
_POSITIONS = {"month": "month", "week": "week"}
_BINDING = frozenset(":'’")
# What is searched for anyway, and says nothing beside a filter.
_TRAININGS = frozenset(
    [
        "koulutus",
        "koulutukset",
        "koulutuksia",
        "koulutusta",
        "koulutuksen",
        "fortbildning",
        "fortbildningar",
        "utbildning",
        "utbildningar",
        "kurs",
        "kurser",
        "training",
        "trainings",
        "course",
        "courses",
    ]
)


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text asks for: values of filters, and the words that remain."""

    text: str
    rest: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Meaning:
    """Parts from `first` to before `end`, and what they stand for."""

    first: int
    end: int
    values: tuple[tuple[str, str], ...]


def read(text: str, *, vocabularies: Vocabularies, today: dt.date, is_past: bool = False) -> Understood:
    """Read a text; what is in double quotes is left as it stands."""
    parts = asking.parts_of(text)
    known = names.known(vocabularies, today)
    meanings = list(_Reader(text, parts, known.all, today, is_past).meanings())
    taken = {place for meaning in meanings for place in range(meaning.first, meaning.end)}
    taken |= {place for meaning in meanings for place in _before(parts, meaning.first, taken)}
    rest = [part for place, part in enumerate(parts) if place not in taken]
    values = [value for meaning in meanings for value in meaning.values]
    if rest and (theme := _theme(rest, known.themes)):
        rest, values = [], [*values, theme]
    if values and all(part.word in _TRAININGS and not part.is_quoted for part in rest):
        rest = []
    kept = " ".join(text[part.start : part.end] for part in rest) if values else text
    return Understood(text, kept, tuple(dict.fromkeys(values)))


def _theme(parts: list[Part], themes: names.Names) -> tuple[str, str] | None:
    """The theme whose name this is: nothing else may be said."""
    if any(part.is_quoted for part in parts):
        return None
    found = themes.find(tuple(part.word for part in parts))
    return (found.parameter, found.value) if found else None


def address(query: QueryDict, understood: Understood) -> QueryDict:
    """The address that asks for the same with filters, and remembers in `typed` what was typed."""
    better = query.copy()
    texts = [understood.rest if text == understood.text else text for text in query.getlist("q")]
    better.setlist("q", [text for text in texts if text])
    for name, value in of_view(query, understood):
        if name in _POSITIONS.values():
            better[name] = value
        elif value not in better.getlist(name):
            better.appendlist(name, value)
    better["typed"] = understood.text
    better.pop("page", None)
    return better


def is_asked_by(query: QueryDict, understood: Understood) -> bool:
    """Whether an address still asks for all that was understood."""
    return all(value in query.getlist(name) for name, value in of_view(query, understood))


def undone(query: QueryDict, understood: Understood) -> QueryDict:
    """The address without what was understood: every word of the text is searched for as it stands."""
    plain = query.copy()
    asked = of_view(query, understood)
    for name in {name for name, _value in asked}:
        plain.setlist(name, [value for value in query.getlist(name) if (name, value) not in asked])
    kept = [text for text in query.getlist("q") if text != understood.rest]
    plain.setlist("q", [asking.quoted(understood.text), *kept])
    for name in ("typed", "page"):
        plain.pop(name, None)
    return plain


def of_view(query: QueryDict, understood: Understood) -> list[tuple[str, str]]:
    """A month is a filter of the list; the month and week views turn to it instead."""
    position = _POSITIONS.get(query.get("view", ""))
    first = dict(understood.values).get("from")
    if position is None or first is None:
        return list(understood.values)
    others = [(name, value) for name, value in understood.values if name not in {"from", "until", "past"}]
    day = dt.date.fromisoformat(first)
    return [*others, (position, f"{day:%Y-%m}" if position == "month" else f"{day:%G-W%V}")]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the parts of a text from left to right; the longest name first, and one month at most."""

    text: str
    parts: list[Part]
    known: names.Names
    today: dt.date
    is_past: bool

    def meanings(self) -> Iterator[_Meaning]:
        place, has_month = 0, False
        while place < len(self.parts):
            month = None if has_month else self._month(place)
            has_month = has_month or month is not None
            meaning = month or self._named(place)
            if meaning is not None:
                yield meaning
            place = meaning.end if meaning is not None else place + 1

    def _named(self, first: int) -> _Meaning | None:
        end = first
        while end < len(self.parts) and end - first < names.LONGEST_NAME and not self.parts[end].is_quoted:
            end += 1
        for last in range(end, first, -1):
            found = self.known.find(tuple(part.word for part in self.parts[first:last]))
            if found and self._stands_free(first, last):
                return _Meaning(first, self._with_ending(last), ((found.parameter, found.value),))
        return None

    def _stands_free(self, first: int, last: int) -> bool:
        """Whether no hyphen ties these parts to another word: "ITK-konferenssi" is a conference."""
        before = self.text[: self.parts[first].start]
        after = self.text[self.parts[last - 1].end :]
        return not re.search(r"[^\W_]-$", before) and not re.match(r"-[^\W_]", after)

    def _with_ending(self, last: int) -> int:
        """With what is bound to a name by a colon or an apostrophe: OPH:n, Lapland's."""
        if last == len(self.parts) or self.text[self.parts[last - 1].end : self.parts[last].start] not in _BINDING:
            return last
        return last + 1

    def _month(self, place: int) -> _Meaning | None:
        part = self.parts[place]
        wanted = None if part.is_quoted else months.months_of(part.word)
        if wanted is None:
            return None
        year = months.year_of(self.parts[place + 1].word) if place + 1 < len(self.parts) else None
        is_introduced = place > 0 and self.parts[place - 1].word in _PREPOSITIONS
        is_clear = part.word not in (months.AMBIGUOUS_ALWAYS if is_introduced else months.AMBIGUOUS)
        if not (is_clear or year or len(self.parts) == 1):
            return None
        span = months.span(wanted, year, today=self.today, is_past=self.is_past)
        values = [("from", span.first.isoformat()), ("until", span.last.isoformat())]
        if span.last < self.today:
            values.append(("past", "1"))
        return _Meaning(place, place + 1 + (year is not None), tuple(values))


def _before(parts: list[Part], first: int, taken: set[int]) -> Iterator[int]:
    """The prepositions right before what is understood."""
    place = first - 1
    while place >= 0 and place not in taken and not parts[place].is_quoted and parts[place].word in _PREPOSITIONS:
        yield place
        place -= 1
