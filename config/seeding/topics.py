"""What trainings are about: the bank of topics and of series, each in the words of its own language."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from config.seeding import bank

LANGUAGES = ("fi", "sv", "en")
FORMS = {"v": "online", "l": "onsite", "2": "two_days", "-": ""}
AUTUMN = 7
TERMS = {"fi": ("kevät", "syksy"), "sv": ("våren", "hösten"), "en": ("spring", "autumn")}


@dataclass(frozen=True, slots=True)
class Topic:
    """Titles and summaries by language, the first being the one it was written in; `form` "" fits any."""

    language: str
    sector: str
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    audiences: Sequence[str]
    themes: Sequence[str]
    form: str = ""

    @property
    def is_regional(self) -> bool:
        return "{region}" in self.titles[self.language]


@dataclass(frozen=True, slots=True)
class SeriesTopic:
    """A series with parts of its own, or (no parts) one that takes topics of its sector."""

    language: str
    sector: str
    title: str
    audiences: Sequence[str]
    themes: Sequence[str]
    form: str
    parts: list[Topic] = field(default_factory=list)


@dataclass(frozen=True)
class Bank:
    topics: Mapping[tuple[str, str], Sequence[Topic]]
    series: Mapping[str, Sequence[SeriesTopic]]
    words: Mapping[str, Sequence[str]]

    def word(self, rng: random.Random, language: str, kind: str) -> str:
        return rng.choice(self.words[f"{language} {kind}"])


def load() -> Bank:
    topics: dict[tuple[str, str], list[Topic]] = defaultdict(list)
    for language in LANGUAGES:
        for topic in _topics(language):
            topics[language, topic.sector].append(topic)
    series: dict[str, list[SeriesTopic]] = defaultdict(list)
    for each in _series():
        series[each.language].append(each)
    words: dict[str, list[str]] = defaultdict(list)
    for section, (text,) in bank.sections("words"):
        words[section].append(text)
    return Bank(topics, series, words)


def filled(text: str, language: str, day: date, region: str = "") -> str:
    """The text with its place and time filled in."""
    is_autumn = day.month >= AUTUMN
    first = day.year if is_autumn else day.year - 1
    return (
        text.replace("{region}", region)
        .replace("{year}", str(day.year))
        .replace("{term}", f"{TERMS[language][is_autumn]} {day.year}")
        .replace("{schoolyear}", f"{first}–{first + 1}")
    )


def _topics(language: str) -> Iterator[Topic]:
    found: list[Topic] = []
    for sector, fields in bank.sections(f"topics_{language}"):
        if fields[0].startswith("> "):
            last = found.pop()
            titles, summaries = {**last.titles, "sv": fields[0][2:]}, {**last.summaries, "sv": fields[1]}
            found.append(Topic(language, sector, titles, summaries, last.audiences, last.themes, last.form))
            continue
        title, audiences, themes, form, summary = fields
        found.append(
            Topic(
                language,
                sector,
                {language: title},
                {language: summary},
                audiences.split(),
                themes.split(),
                FORMS[form],
            )
        )
    yield from found


def _series() -> Iterator[SeriesTopic]:
    current: SeriesTopic | None = None
    for section, fields in bank.sections("series"):
        language, sector = section.split()
        if not fields[0].startswith("- "):
            if current:
                yield current
            title, audiences, themes, form = fields
            held = "webinar" if form == "v" else FORMS[form]
            current = SeriesTopic(language, sector, title, audiences.split(), themes.split(), held)
        elif fields[0] != "- *":
            assert current is not None
            texts = {language: fields[0][2:]}, {language: fields[1]}
            current.parts.append(Topic(language, sector, *texts, current.audiences, current.themes, current.form))
    if current:
        yield current
