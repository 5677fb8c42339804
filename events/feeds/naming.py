"""What a feed is called: its filter in words, in its own language."""

import datetime as dt

from catalogue.vocabularies import Vocabularies
from events.feeds.words import WORDS, Words
from events.filter_values import TERMS, Wanted

LONGEST = 200


def name_of(wanted: Wanted) -> str:
    """As in "Koulutuskalenteri: Lapin AVI, suomeksi"."""
    return _named(WORDS[wanted.language], in_words(wanted))


def in_words(wanted: Wanted) -> str:
    """As in "Lapin AVI, suomeksi"."""
    words = WORDS[wanted.language]
    parts = [*_terms(wanted), *_plain_values(wanted, words), *_days(wanted)]
    return ", ".join(parts) or words.all_trainings


def name_of_unknown(language: str) -> str:
    return _named(WORDS[language], WORDS[language].unknown)


def why_empty(language: str, unknown: list[tuple[str, str]]) -> str:
    """Say which values of the address mean nothing here."""
    return f"{WORDS[language].why_empty} {listed(unknown)}"[: 2 * LONGEST]


def listed(unknown: list[tuple[str, str]]) -> str:
    """As in "sector=moon, lang=de"."""
    return ", ".join(f"{parameter}={value}" for parameter, value in unknown)


def _named(words: Words, what: str) -> str:
    whole = f"{words.calendar}: {what}"
    if len(whole) <= LONGEST:
        return whole
    named, comma, _rest = whole[: LONGEST - 1].rpartition(", ")
    return f"{named}, …" if comma else f"{whole[: LONGEST - 1]}…"


def _terms(wanted: Wanted) -> list[str]:
    return [
        _term(wanted.vocabularies, parameter, value, wanted.language)
        for parameter in TERMS
        for value in wanted.values[parameter]
    ]


def _term(vocabularies: Vocabularies, parameter: str, value: str, language: str) -> str:
    term = getattr(vocabularies, TERMS[parameter]).get(value)
    return str(term.short_name(language) if parameter == "agency" else term.name(language))


def _plain_values(wanted: Wanted, words: Words) -> list[str]:
    return [
        *(dict(wanted.series)[value] for value in wanted.values["series"]),
        *(words.languages.get(value, value) for value in wanted.values["language"]),
        *(words.deliveries.get(value, value) for value in wanted.values["delivery"]),
        *(f"{words.quotes[0]}{value}{words.quotes[1]}" for value in wanted.values["q"]),
        *([words.is_open] if wanted.flag("open") else []),
    ]


def _days(wanted: Wanted) -> list[str]:
    first, last = wanted.first_day, wanted.last_day
    return [f"{_day(first)}–{_day(last)}"] if first or last else []


def _day(day: dt.date | None) -> str:
    return f"{day.day}.{day.month}.{day.year}" if day else ""
