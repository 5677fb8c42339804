"""`python -m tests.benchmarks.topics`: how well likeness of texts tells same topics from others, beside letters alone.

Labelled pairs of real trainings; pairs that nobody labelled (a title and its own summary, a text and its translation);
and the terms suggested for the demonstration's texts, each of them left out in turn.
"""

import json
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import surroundings
from tests.benchmarks.crew import prepare_process

PAIRS = Path(__file__).with_name("topic_pairs.json")
OTHERS = 10
Scores = Sequence[tuple[float, bool]]


@dataclass(frozen=True, slots=True)
class Written:
    """A training's title and summary in one language; `group` is its sector."""

    language: str
    group: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Pair:
    kind: str
    one: Written
    other: Written
    is_same: bool


Measure = Callable[[Written, Written], float]
Verdict = Callable[[Written, Written], bool]


def main() -> int:
    with surroundings.services():
        surroundings.prepare()
        surroundings.seed(1, 1)
        prepare_process()
        compare()
        surroundings.say("\nSuggested for the demonstration's trainings, learnt from those of other titles")
        for line in suggested():
            surroundings.say(f"  {line}")
    return 0


def compare() -> None:
    """Print how well likeness and letters tell same pairs from others."""
    from django.conf import settings

    real, topics = dict(_real()), list(_bank())
    texts = [*real.values(), *(each for languages in topics for each in languages.values())]
    sets = [*_labelled(real), *_held_out(list(real.values()), topics)]
    likeness, are_alike = _likeness()
    letters = _letters(texts)
    threshold = _as_strict(sets, are_alike, letters)
    measures: dict[str, tuple[Measure, Verdict]] = {
        "likeness": (likeness, are_alike),
        "letters": (letters, lambda one, other: letters(one, other) >= threshold),
    }
    heads = f"{'pairs':<34}{'same':>6}{'other':>6}"
    for name in measures:
        heads += f"   {name}: AUC, precision, recall"
    surroundings.say(
        f"Is it the same topic? From {settings.LIKENESS_ALIKE} on, with a name in common; letters are as strict."
    )
    surroundings.say(heads)
    for kind, pairs in sets:
        same = sum(pair.is_same for pair in pairs)
        line = f"{kind:<34}{same:>6}{len(pairs) - same:>6}"
        for name, measure in measures.items():
            line += f"   {_figures(pairs, *measure):>{len(name) + 24}}"
        surroundings.say(line)


def _figures(pairs: list[Pair], measure: Measure, verdict: Verdict) -> str:
    scores = [(measure(pair.one, pair.other), pair.is_same) for pair in pairs]
    found = [pair.is_same for pair in pairs if verdict(pair.one, pair.other)]
    same = sum(pair.is_same for pair in pairs)
    precision = f"{sum(found) / len(found):.2f}" if found else "–"
    recall = f"{sum(found) / same:.2f}" if same else "–"
    return f"{auc(scores):.2f}, {precision}, {recall}" if 0 < same < len(scores) else f"–, {precision}, {recall}"


def auc(scores: Scores) -> float:
    """How often one of a same pair is above one of another pair; a tie is half."""
    same = [score for score, is_same in scores if is_same]
    others = [score for score, is_same in scores if not is_same]
    if not same or not others:
        return math.nan
    wins = sum((one > other) + (one == other) / 2 for one in same for other in others)
    return wins / (len(same) * len(others))


def _as_strict(sets: Sequence[tuple[str, list[Pair]]], ours: Verdict, letters: Measure) -> float:
    """The threshold at which letters take as many held-out pairs of others for the same as likeness does."""
    others = [pair for kind, pairs in sets if kind.startswith("unlabelled") for pair in pairs if not pair.is_same]
    wrong = sum(ours(pair.one, pair.other) for pair in others)
    return sorted((letters(pair.one, pair.other) for pair in others), reverse=True)[wrong]


# --- Pairs ------------------------------------------------------------------------------------------------------------
def _real() -> Iterator[tuple[str, Written]]:
    from events.importing import mapping

    path = Path(mapping.__file__).with_name("real_trainings.json")
    for row in json.loads(path.read_text(encoding="utf-8")):
        group = (row["sector"] or [""])[0]
        yield row["id"], Written(row["language"], group, row["title"], row["summary"] or "")


def _bank() -> Iterator[dict[str, Written]]:
    from config.seeding import topics

    for (_language, sector), each in topics.load().topics.items():
        for topic in each:
            yield {
                language: Written(language, sector, title, topic.summaries.get(language, ""))
                for language, title in topic.titles.items()
            }


def _labelled(real: dict[str, Written]) -> Iterator[tuple[str, list[Pair]]]:
    pairs = [
        Pair(row["kind"], real[row["a"]], real[row["b"]], row["same_topic"])
        for row in json.loads(PAIRS.read_text(encoding="utf-8"))
    ]
    yield "labelled, all", pairs
    yield "labelled, within a language", [pair for pair in pairs if pair.one.language == pair.other.language]
    yield "labelled, across languages", [pair for pair in pairs if pair.one.language != pair.other.language]
    hard = [pair for pair in pairs if pair.kind.startswith("hard_negative")]
    yield "labelled, paraphrase or hard", [pair for pair in pairs if pair.kind == "paraphrase"] + hard
    for kind in sorted({pair.kind for pair in pairs}):
        yield f"labelled, {kind}", [pair for pair in pairs if pair.kind == kind]


def _held_out(real: list[Written], topics: list[dict[str, Written]]) -> Iterator[tuple[str, list[Pair]]]:
    yield "unlabelled, real: title, summary", list(_titles(real))
    written = [each for languages in topics for each in languages.values()]
    yield "unlabelled, bank: title, summary", list(_titles(written))
    twins = [languages for languages in topics if {"fi", "sv"} <= set(languages)]
    yield (
        "unlabelled, bank: Finnish, Swedish",
        [Pair("twin", one["fi"], other["sv"], one is other) for one in twins for other in twins],
    )


def _titles(written: list[Written]) -> Iterator[Pair]:
    """A title beside its own summary, and beside those of others of its sector and language."""
    rng = random.Random(1)
    described = [each for each in written if each.summary]
    for each in described:
        title = Written(each.language, each.group, each.title, "")
        near = [
            other
            for other in described
            if (other.language, other.group) == (each.language, each.group) and other.summary != each.summary
        ]
        for other in [each, *rng.sample(near, min(OTHERS, len(near)))]:
            yield Pair("title", title, Written(other.language, other.group, "", other.summary), other is each)


# --- Measures ---------------------------------------------------------------------------------------------------------
def _likeness() -> tuple[Measure, Verdict]:
    from events import likeness

    def profile(written: Written) -> likeness.TextProfile:
        texts = likeness.Texts({written.language: written.title}, {written.language: written.summary})
        return likeness.profile_of(texts)

    return (
        lambda one, other: likeness.likeness(profile(one), profile(other)),
        lambda one, other: likeness.percent(profile(one), profile(other)) > 0,
    )


def _letters(texts: Sequence[Written]) -> Measure:
    """Groups of three and four letters, the rarer the heavier among all these texts: what needs no knowledge."""
    number: Counter[str] = Counter()
    for text in texts:
        number.update(set(_groups(text)))

    def vector(written: Written) -> dict[str, float]:
        found = {
            group: (1 + math.log(times)) * math.log((len(texts) + 1) / (number[group] + 1))
            for group, times in _groups(written).items()
        }
        length = math.sqrt(sum(weight * weight for weight in found.values())) or 1.0
        return {group: weight / length for group, weight in found.items()}

    def measure(one: Written, other: Written) -> float:
        first, second = vector(one), vector(other)
        return sum(weight * second[group] for group, weight in first.items() if group in second)

    return measure


def _groups(written: Written) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in (written.title, written.summary):
        folded = f" {' '.join(''.join(sign if sign.isalnum() else ' ' for sign in text.casefold()).split())} "
        for length in (3, 4):
            found.update(folded[start : start + length] for start in range(len(folded) - length + 1))
    return found


# --- Suggestions ------------------------------------------------------------------------------------------------------
def suggested() -> Iterator[str]:
    """How many suggested terms were chosen for the trainings, and how many of the chosen were suggested."""
    from catalogue import vocabularies
    from events import likeness, suggesting
    from events.models import Event

    known = vocabularies.current()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    events = list(Event.objects.public().prefetch_related("themes", "audiences").order_by("pk"))
    titles: dict[str, list[object]] = defaultdict(list)
    for event in events:
        titles[str(event)].append(event.pk)
    for event in events:
        found = suggesting.suggest(
            likeness.of_event(event),
            known=known,
            lead_id=event.lead_id,
            but=titles[str(event)],  # type: ignore[arg-type]
        )
        for name, offered, chosen in (
            ("themes", found.themes, {each.pk for each in event.themes.all()}),
            ("target groups", found.audiences, {each.pk for each in event.audiences.all()}),
        ):
            if chosen:
                ids = {each.term.id for each in offered}
                counts[name] += Counter(
                    trainings=1, any=bool(ids & chosen), right=len(ids & chosen), offered=len(ids), chosen=len(chosen)
                )
    for name, count in counts.items():
        yield (
            f"{name}: {count['trainings']} trainings, one or more right for {count['any'] / count['trainings']:.0%}, "
            f"precision {count['right'] / max(1, count['offered']):.2f}, recall {count['right'] / count['chosen']:.2f}"
        )


if __name__ == "__main__":
    sys.exit(main())
