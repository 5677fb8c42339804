"""Months and seasons as people type them, in Finnish, Swedish and English, with or without a year."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_FINNISH = ["tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys", "loka", "marras", "joulu"]
_SWEDISH = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]
_ENGLISH = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_FINNISH_MONTH = re.compile(rf"({'|'.join(_FINNISH)})kuu(?:n|ssa|ta|lla|sta|hun|ksi|lle)?")
_MONTHS = {name: number for names in (_SWEDISH, _ENGLISH) for number, name in enumerate(names, 1)}
# First and last month. Terms of school, not of the almanac: a spring lasts from January.
_SEASONS = {
    (1, 5): "kevät keväällä kevätlukukausi kevätlukukaudella vår våren vårterminen spring",
    (6, 8): "kesä kesällä sommar sommaren summer",
    (8, 12): "syksy syksyllä syyslukukausi syyslukukaudella höst hösten höstterminen autumn",
}
_SEASON_OF = {name: months for months, names in _SEASONS.items() for name in names.split()}
# Words that are more than a month's name: a month only beside a year or alone; the first two also after "in".
AMBIGUOUS = frozenset({"may", "march", "spring", "vår"})
AMBIGUOUS_ALWAYS = frozenset({"spring", "vår"})
_YEAR = re.compile(r"20\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """Days that a month or season means; both belong to it."""

    first: dt.date
    last: dt.date


def months_of(word: str) -> tuple[int, int] | None:
    """The first and last month that a word in small letters names."""
    if found := _FINNISH_MONTH.fullmatch(word):
        number = _FINNISH.index(found[1]) + 1
        return number, number
    if word in _MONTHS:
        return _MONTHS[word], _MONTHS[word]
    return _SEASON_OF.get(word)


def year_of(word: str) -> int | None:
    return int(word) if _YEAR.fullmatch(word) else None


def span(months: tuple[int, int], year: int | None, *, today: dt.date, is_past: bool = False) -> Span:
    """The days meant; without a year those nearest to come, or the last ones when the past is looked at."""
    if year is not None:
        return _in_year(months, year)
    this_year = _in_year(months, today.year)
    if is_past:
        return this_year if this_year.first <= today else _in_year(months, today.year - 1)
    return this_year if this_year.last >= today else _in_year(months, today.year + 1)


def _in_year(months: tuple[int, int], year: int) -> Span:
    first, last = months
    return Span(dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1]))
