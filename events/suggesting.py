"""Themes, target groups and sectors that fit what is written about a training, and why.

From the words of the texts, by the field's vocabulary, and from what was chosen for earlier trainings with like texts.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q

from catalogue.texts import LANGUAGES
from catalogue.vocabularies import Term, Vocabularies, Vocabulary
from events import likeness
from events.importing import lexicon
from events.importing import words as folding
from events.likeness import Texts, terms
from events.models import Event
from events.queries.describing import LINKED
from events.searching import words

MOST = {"theme": 3, "audience": 4, "sector": 2}
LEAST_SCORE = 0.25
# Of a word in a title, in a summary, and in a description.
_WEIGHTS = {"titles": 3.0, "summaries": 1.5, "descriptions": 0.5}
_ENOUGH_WORDS = 3.0
_OF_WORDS, _OF_CHOICES = 0.7, 0.8
MOST_CANDIDATES, MOST_ALIKE, LEAST_LIKENESS = 300, 12, 0.2
# Another training of the same organiser is for the same people more often.
_OWN = 1.3
MOST_ASKED = 24
_SECTOR_OF = {"ecec": "ecec", "school": "education", "secondary": "education", "teachers": "education"} | {
    name: name for name in ("library", "youth", "sports")
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A term that fits: `words` of the texts that say so, and in how many alike trainings `earlier` it was chosen."""

    term: Term
    score: float
    words: tuple[str, ...]
    earlier: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The best first. A parent is not suggested beside its child."""

    themes: tuple[Suggestion, ...] = ()
    audiences: tuple[Suggestion, ...] = ()
    sectors: tuple[Suggestion, ...] = ()


@dataclass(slots=True)
class _Evidence:
    weight: float = 0.0
    words: dict[str, None] = field(default_factory=dict)
    share: float = 0.0
    earlier: int = 0

    @property
    def score(self) -> float:
        by_words = 1 - math.exp(-self.weight / _ENOUGH_WORDS)
        return 1 - (1 - _OF_WORDS * by_words) * (1 - _OF_CHOICES * self.share)


_Found = dict[int, _Evidence]


def suggest(
    texts: Texts,
    *,
    known: Vocabularies,
    lead_id: int | None = None,
    audience_notes: Mapping[str, str] | None = None,
    but: Collection[UUID] = (),
) -> Suggestions:
    """Suggest terms for the texts of a training; `but` are events not to learn from, as the training itself.

    Five queries at most. Only what anybody may read is learnt from.
    """
    alike = _alike(texts, lead_id, but)
    notes = audience_notes or {}
    found = {
        "theme": _themes_in(texts, known.themes),
        "audience": _audiences_in(texts, notes, known.audiences),
        "sector": _sectors_in(texts, known.sectors),
    }
    for name, evidence in found.items():
        _add_choices(name, evidence, alike)
    return Suggestions(
        themes=_best("theme", found["theme"], known.themes),
        audiences=_best("audience", found["audience"], known.audiences),
        sectors=_best("sector", found["sector"], known.sectors),
    )


def themes_named(title: str, themes: Vocabulary) -> list[int]:
    """The themes that one title names outright, in whichever language it is written; no query."""
    found = _themes_in(Texts(dict.fromkeys(LANGUAGES, title), {}, {}), themes)
    return [suggestion.term.id for suggestion in _best("theme", found, themes)]


# --- From words -------------------------------------------------------------------------------------------------------
def _themes_in(texts: Texts, themes: Vocabulary) -> _Found:
    found: _Found = defaultdict(_Evidence)
    for weight, reading in _readings(texts):
        for each in reading.heard:
            # The first theme of a concept is the nearest.
            for place, code in enumerate(each.concept.themes):
                if term := themes.get(code):
                    found[term.id].weight += weight / (place + 1)
                    found[term.id].words[" ".join(reading.said[each.first : each.end])] = None
    return found


def _sectors_in(texts: Texts, sectors: Vocabulary) -> _Found:
    found: _Found = defaultdict(_Evidence)
    for weight, reading in _readings(texts):
        for each in reading.heard:
            if term := sectors.get(_SECTOR_OF.get(each.concept.code, "")):
                found[term.id].weight += weight
                found[term.id].words[" ".join(reading.said[each.first : each.end])] = None
    return found


def _audiences_in(texts: Texts, notes: Mapping[str, str], audiences: Vocabulary) -> _Found:
    found: _Found = defaultdict(_Evidence)
    # Who is meant is said outright in the note.
    for weight, written in ((6.0, notes), *((weight, getattr(texts, name)) for name, weight in _WEIGHTS.items())):
        for text in written.values():
            folded = folding.fold(text)
            for code, stems in lexicon.audiences_in(folded, audiences).items():
                if term := audiences.get(code):
                    found[term.id].weight += weight
                    found[term.id].words |= dict.fromkeys(_as_written(folded, stems))
    return found


def _as_written(folded: str, stems: Iterable[str]) -> Iterator[str]:
    padded = f" {folded} "
    for stem in stems:
        start = padded.find(f" {stem}") + 1
        yield padded[start : padded.find(" ", start + len(stem))]


def _readings(texts: Texts) -> Iterator[tuple[float, terms.Reading]]:
    for name, weight in _WEIGHTS.items():
        for language in LANGUAGES:
            if text := getattr(texts, name).get(language):
                yield weight, terms.read(text, language)


# --- From choices -----------------------------------------------------------------------------------------------------
def _alike(texts: Texts, lead_id: int | None, but: Collection[UUID]) -> dict[UUID, float]:
    """Earlier trainings with texts most like these."""
    condition = _with_a_word(texts)
    if not condition:
        return {}
    rows = Event.objects.public().filter(condition).exclude(pk__in=list(but)).order_by("-starts_at", "id")
    leads = dict(rows.values_list("pk", "lead_id")[:MOST_CANDIDATES])
    own = likeness.profile_of(texts)
    found = {
        event_id: likeness.likeness(own, other) * (_OWN if leads[event_id] == lead_id else 1)
        for event_id, other in likeness.profiles_of(leads).items()
    }
    nearest = sorted(found, key=lambda event_id: (-found[event_id], event_id))[:MOST_ALIKE]
    return {event_id: found[event_id] for event_id in nearest if found[event_id] >= LEAST_LIKENESS}


def _with_a_word(texts: Texts) -> Q:
    """Trainings that have one of the words that say what it is about."""
    condition = Q()
    for language, configuration in words.CONFIGURATIONS.items():
        asked: dict[str, None] = {}
        for name in ("titles", "summaries"):
            reading = terms.read(getattr(texts, name).get(language, ""), language)
            asked |= dict.fromkeys(word for word, share in reading.shares() if share == 1)
        if asked:
            any_word = " | ".join(f"'{word}'" for word in list(asked)[:MOST_ASKED])
            condition |= Q(search=SearchQuery(any_word, config=configuration, search_type="raw"))
    return condition


def _add_choices(name: str, found: _Found, alike: Mapping[UUID, float]) -> None:
    if not alike:
        return
    through, column = LINKED[name]
    rows = list(through._default_manager.filter(event_id__in=list(alike)).values_list("event_id", column))  # noqa: SLF001
    # Trainings for which nothing was chosen say nothing.
    whole = sum(alike[event_id] for event_id in {event_id for event_id, _term in rows})
    nearest = min(1.0, 2 * max(alike.values()))
    for event_id, term_id in rows:
        found[term_id].share += nearest * alike[event_id] / whole
        found[term_id].earlier += 1


def _best(name: str, found: _Found, vocabulary: Vocabulary) -> tuple[Suggestion, ...]:
    good = [term for term in vocabulary.many(found) if term.is_active and found[term.id].score >= LEAST_SCORE]
    ids = {term.id for term in good}
    narrowest = [term for term in good if not (term.descendant_ids - {term.id}) & ids]
    narrowest.sort(key=lambda term: (-found[term.id].score, term.code))
    return tuple(_suggestion(term, found[term.id]) for term in narrowest[: MOST[name]])


def _suggestion(term: Term, evidence: _Evidence) -> Suggestion:
    return Suggestion(term, round(evidence.score, 2), tuple(evidence.words), evidence.earlier)
