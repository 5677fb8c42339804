"""What an address may ask for: the filter parameters, their names for people, and the values that mean something."""

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue import texts
from catalogue.vocabularies import Vocabularies
from events import search
from events.models import Event, EventSeries

TERMS = {
    "agency": "organisations",
    "sector": "sectors",
    "level": "levels",
    "audience": "audiences",
    "theme": "themes",
    "region": "regions",
}
PARAMETERS = ("q", *TERMS, "language", "delivery", "from", "until", "open", "series", "past")
LABELS = {
    "q": pgettext_lazy("label", "Search"),
    "agency": _("Organiser"),
    "sector": _("Sector"),
    "level": _("Education level"),
    "audience": _("Target group"),
    "theme": _("Theme"),
    "region": _("Region"),
    "language": _("Language of the training"),
    "delivery": _("Delivery"),
    "from": _("From"),
    "until": _("Until"),
    "open": _("Registration open now"),
    "series": _("Event series"),
    "past": _("Past trainings"),
}
FLAGS = {"open", "past"}
YES, NO = {"1", "true", "on", "yes"}, {"0", "false", "off", "no"}
MOST_SEARCHES = 5
MOST_SERIES = 50
MOST_UNKNOWN = 50
YEARS = range(1990, 2200)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Wanted:
    """What an address asks for, its known values only; several dates of one kind are the widest span.

    Selections of one request may share their `texts`: then they are asked about together.
    """

    values: dict[str, list[str]]
    series: list[tuple[str, str]]
    vocabularies: Vocabularies
    language: str
    now: dt.datetime
    texts: search.Searches = field(compare=False, repr=False)

    @property
    def first_day(self) -> dt.date | None:
        return min(map(dt.date.fromisoformat, self.values["from"]), default=None)

    @property
    def last_day(self) -> dt.date | None:
        return max(map(dt.date.fromisoformat, self.values["until"]), default=None)

    @cached_property
    def searches(self) -> list[search.Search]:
        """The texts searched for."""
        return [self.texts.of(text) for text in self.values["q"]]

    def flag(self, name: str) -> bool:
        return bool(self.values[name])

    def as_query(self, *, without: tuple[str, str] | None = None) -> QueryDict:
        """The known values in a fixed order, leaving one out when asked."""
        query = QueryDict(mutable=True)
        for name in PARAMETERS:
            kept = [value for value in self.values[name] if (name, value) != without]
            if kept:
                query.setlist(name, kept)
        return query


def read(
    query: QueryDict, *, vocabularies: Vocabularies, language: str, now: dt.datetime
) -> tuple[Wanted, list[tuple[str, str]]]:
    """Answer what is asked for, and the parameters with values that mean nothing here."""
    unknown: list[tuple[str, str]] = []
    values: dict[str, list[str]] = {name: [] for name in PARAMETERS}
    series = _known_series(query.getlist("series"), language)
    for name in PARAMETERS:
        for raw in dict.fromkeys(query.getlist(name)):
            value = _known(name, raw, vocabularies, dict(series))
            if value is None:
                unknown.append((name, search.cleaned(raw)))
            elif value and value not in values[name]:
                values[name].append(value)
    values["q"] = values["q"][:MOST_SEARCHES]
    return Wanted(values, series, vocabularies, language, now, search.Searches(vocabularies)), unknown[:MOST_UNKNOWN]


def _known(name: str, raw: str, vocabularies: Vocabularies, series: dict[str, str]) -> str | None:
    """The value as it is kept; "" when nothing is asked; None when it means nothing here."""
    value = raw.strip()
    if name == "q":
        return search.cleaned(raw)
    if not value or name in FLAGS:
        return _flag(value)
    if name in {"from", "until"}:
        return _date_or_none(value)
    if name in TERMS:
        known = getattr(vocabularies, TERMS[name]).get(value) is not None
    else:
        known = (
            value
            in {
                "language": {code for code, _name in settings.TRAINING_LANGUAGES},
                "delivery": set(Event.Delivery.values),
                "series": set(series),
            }[name]
        )
    return value if known else None


def _flag(value: str) -> str | None:
    if value.lower() in YES:
        return "1"
    return "" if not value or value.lower() in NO else None


def _date_or_none(value: str) -> str | None:
    if not _ISO_DATE.fullmatch(value) or int(value[:4]) not in YEARS:
        return None
    try:
        return dt.date.fromisoformat(value).isoformat()
    except ValueError:
        return None


def _known_series(slugs: list[str], language: str) -> list[tuple[str, str]]:
    """Slugs and titles of those asked for that have a public training; what is only planned is nobody's to see."""
    candidates = {slug.strip() for slug in slugs[:MOST_SERIES] if slug.strip() and "\x00" not in slug}
    if not candidates:
        return []
    public = Event.objects.public().filter(series=OuterRef("pk"))
    rows = EventSeries.objects.filter(Exists(public), slug__in=candidates)
    return [(row.slug, texts.pick(row, "title", language).value or row.slug) for row in rows]
