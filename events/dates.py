"""Dates and times as people of each language write them, and as their calendars and clocks count. All are of Finland.

A line never breaks between a day and its month, nor between "klo" and the hours.
"""

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache

from babel.dates import format_date, format_time
from babel.lists import format_list
from django.utils import timezone

LOCALES = {"fi": "fi", "sv": "sv_FI", "en": "en_GB"}
_A_MONDAY = dt.date(2027, 1, 4)
_CLOCK = {"fi": "H.mm", "sv": "H.mm", "en": "H:mm"}
_DAY_OF_THE_MONTH = {"fi": "d.", "sv": "d", "en": "d"}
_DAY_OF_THE_YEAR = {"fi": "d.\N{NO-BREAK SPACE}MMMM", "sv": "d\N{NO-BREAK SPACE}MMMM", "en": "d MMMM"}
_DAY = {language: f"{pattern} y" for language, pattern in _DAY_OF_THE_YEAR.items()}
_SHORT = {"fi": "d.M.", "sv": "d.M", "en": "d MMM"}
_BEFORE_CLOCK = {"fi": "klo\N{NO-BREAK SPACE}", "sv": "kl.\N{NO-BREAK SPACE}", "en": ""}
_AT_CLOCK = {"fi": " klo\N{NO-BREAK SPACE}", "sv": " kl.\N{NO-BREAK SPACE}", "en": " at "}
# A long table says the same days and minutes again and again, and writing each takes babel a while.
_remembered = lru_cache(maxsize=4096)


@_remembered
def day(date: dt.date, language: str) -> str:
    """12. maaliskuuta 2027"""
    return format_date(date, _DAY[language], locale=LOCALES[language])


@_remembered
def day_of_the_year(date: dt.date, language: str) -> str:
    """12. maaliskuuta"""
    return format_date(date, _DAY_OF_THE_YEAR[language], locale=LOCALES[language])


def weekday(date: dt.date, language: str, *, short: bool = False) -> str:
    """perjantai; pe"""
    return format_date(date, "ccc" if short else "cccc", locale=LOCALES[language]).rstrip(".")


def weekday_name(number: int, language: str, *, short: bool = False) -> str:
    """As `weekday`; 1 is Monday."""
    return weekday(_A_MONDAY + dt.timedelta(days=number - 1), language, short=short)


def month(date: dt.date, language: str, *, short: bool = False) -> str:
    """maaliskuu; maalis"""
    return format_date(date, "LLL" if short else "LLLL", locale=LOCALES[language]).rstrip(".")


def month_of_the_year(date: dt.date, language: str) -> str:
    """Maaliskuu 2027"""
    return format_date(date, "LLLL y", locale=LOCALES[language])


def clock(moment: dt.datetime | dt.time, language: str) -> str:
    """9.00; a time of day is a local one already."""
    local = timezone.localtime(moment).time() if isinstance(moment, dt.datetime) else moment
    return _clock(local.replace(second=0, microsecond=0), language)


def moment(moment: dt.datetime, language: str, *, now: dt.datetime | None = None) -> str:
    """12. maaliskuuta 2027 klo 9.00; with `now`, the year of now goes without saying."""
    date = _dated(timezone.localtime(moment).date(), language, now)
    return f"{date}{_AT_CLOCK[language]}{clock(moment, language)}"


def hours(starts_at: dt.datetime, ends_at: dt.datetime, language: str) -> str:
    """As in: klo 9.00–15.30; kl. 9.00–15.30; 9:00–15:30"""
    return f"{_BEFORE_CLOCK[language]}{clock(starts_at, language)}–{clock(ends_at, language)}"


def days(starts_at: dt.datetime, ends_at: dt.datetime, language: str, *, now: dt.datetime | None = None) -> str:
    """12.–14. maaliskuuta 2027, or the one day with its weekday; the end is half-open."""
    first, last = first_day(starts_at), last_day(ends_at)
    if first == last:
        return f"{weekday(first, language)} {_dated(first, language, now)}"
    if first.year != last.year:
        return f"{day(first, language)} – {day(last, language)}"
    if first.month != last.month:
        return f"{day_of_the_year(first, language)} – {_dated(last, language, now)}"
    first_number = format_date(first, _DAY_OF_THE_MONTH[language], locale=LOCALES[language])
    return f"{first_number}–{_dated(last, language, now)}"


def span(
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    language: str,
    *,
    all_day: bool = False,
    now: dt.datetime | None = None,
) -> str:
    """As in: perjantai 12. maaliskuuta 2027 klo 9.00–15.30; over several days the hours are those of start and end."""
    if all_day:
        return days(starts_at, ends_at, language, now=now)
    if first_day(starts_at) == last_day(ends_at):
        comma = "," if language == "en" else ""
        return f"{days(starts_at, ends_at, language, now=now)}{comma} {hours(starts_at, ends_at, language)}"
    return f"{moment(starts_at, language, now=now)} – {moment(ends_at, language, now=now)}"


def enumeration(words: Sequence[str], language: str) -> str:
    """a, b ja c"""
    return str(format_list(words, locale=LOCALES[language])) if words else ""


def machine(moment: dt.datetime) -> str:
    """2027-03-12T09:00+02:00, for the `datetime` attribute."""
    return timezone.localtime(moment).isoformat(timespec="minutes")


def first_day(starts_at: dt.datetime) -> dt.date:
    return timezone.localtime(starts_at).date()


def midnight(day: dt.date) -> dt.datetime:
    """When a local day begins."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def short_days(first: dt.date, last: dt.date, language: str) -> str:
    """8.–14.3.; 29.3.–4.4.; 8–14 Mar; both days are within."""
    if first == last:
        return _short(first, language)
    if (first.year, first.month) != (last.year, last.month):
        return f"{_short(first, language)}–{_short(last, language)}"
    number = format_date(first, _DAY_OF_THE_MONTH[language], locale=LOCALES[language])
    return f"{number}–{_short(last, language)}"


def monday_of(day: dt.date) -> dt.date:
    """The Monday of its week."""
    return day - dt.timedelta(days=day.weekday())


def shifted(moment: dt.datetime, by: dt.timedelta) -> dt.datetime:
    """So much later as clocks on the wall show it, whatever they have skipped or shown twice in between."""
    return timezone.make_aware(timezone.localtime(moment).replace(tzinfo=None) + by)


@_remembered
def _clock(local: dt.time, language: str) -> str:
    return format_time(local, _CLOCK[language], locale=LOCALES[language])


def _short(date: dt.date, language: str) -> str:
    return format_date(date, _SHORT[language], locale=LOCALES[language])


def last_day(ends_at: dt.datetime) -> dt.date:
    """The last local day of a half-open span: ending at midnight is ending the day before."""
    return timezone.localtime(ends_at - dt.timedelta(microseconds=1)).date()


def _dated(date: dt.date, language: str, now: dt.datetime | None) -> str:
    is_this_year = now is not None and timezone.localtime(now).year == date.year
    return day_of_the_year(date, language) if is_this_year else day(date, language)
