"""The one filter of list, feed, API and workspace: what an address may ask for, and which trainings that means.

`parse()` takes any query string and answers a `Selection`. Values it does not know are collected, never an error:
a page says so and ignores them, the API answers 422, a feed is empty.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import django_filters
from django.conf import settings
from django.contrib.postgres.aggregates import BoolOr
from django.db.models import BooleanField, Exists, F, OuterRef, Q, Subquery
from django.http import QueryDict

from catalogue.vocabularies import Vocabularies, Vocabulary
from events import choices, dates, filter_values, search
from events.filter_values import FLAGS, LABELS, PARAMETERS, TERMS, Wanted
from events.models import Event, SeatPool, Session
from events.models.events import EventQuerySet
from events.models.pools import HAS_FREE_SEATS


def _chosen() -> Any:
    return django_filters.MultipleChoiceFilter(method="narrow_by_values")


def _date() -> Any:
    return django_filters.DateFilter(method="leave")


# Trainings for every region.
EVERYWHERE = Q(national=True) | Q(delivery__in=(Event.Delivery.ONLINE, Event.Delivery.HYBRID))


class EventFilterSet(django_filters.FilterSet):  # type: ignore[misc]
    """Different parameters narrow together (AND), values of one widen (OR)."""

    q = django_filters.CharFilter(method="narrow_by_text")
    agency = _chosen()
    sector = _chosen()
    level = _chosen()
    audience = _chosen()
    theme = _chosen()
    region = _chosen()
    language = _chosen()
    delivery = _chosen()
    open = django_filters.BooleanFilter(method="narrow_by_values")
    series = _chosen()
    past = django_filters.BooleanFilter(method="leave")

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(data=wanted.as_query(), queryset=EventQuerySet(Event))
        self.wanted = wanted

    def leave(self, queryset: EventQuerySet, _name: str, _value: Any) -> EventQuerySet:
        """`past` is the list's affair; `from` and `until` must hold for one session and are taken together."""
        return queryset

    def narrow_by_text(self, queryset: EventQuerySet, _name: str, texts: list[str]) -> EventQuerySet:
        return queryset.filter(_any(each.condition for each in self.wanted.searches)) if texts else queryset

    def narrow_by_values(self, queryset: EventQuerySet, name: str, values: list[str]) -> EventQuerySet:
        return queryset.filter(self.condition(name, values))

    def condition(self, name: str, values: list[str]) -> Q:
        """What a filter whose values are given one by one asks for; `open` included."""
        condition: Q = getattr(self, f"_{name}")(values)
        return condition

    def filter_queryset(self, queryset: EventQuerySet, leaving: Collection[str] = ()) -> EventQuerySet:
        """Narrow by the values already known to be good; a filter without values narrows nothing."""
        for name, filter_ in self.filters.items():
            if name not in leaving:
                queryset = filter_.filter(queryset, self.wanted.values[name])
        first, last = self.wanted.first_day, self.wanted.last_day
        return queryset.filter(_touching(first, last)) if first or last else queryset

    def _ids(self, name: str, codes: list[str]) -> frozenset[int]:
        known = self.wanted.vocabularies
        vocabulary: Vocabulary = getattr(known, TERMS[name])
        return choices.meant(name, (term for code in codes if (term := vocabulary.get(code))), known)

    def _agency(self, codes: list[str]) -> Q:
        ids = self._ids("agency", codes)
        return Q(lead_id__in=ids) | search.linked(Event.co_organisers.through, "organisation", ids)

    def _sector(self, codes: list[str]) -> Q:
        return search.linked(Event.sectors.through, "sector", self._ids("sector", codes))

    def _level(self, codes: list[str]) -> Q:
        return search.linked(Event.levels.through, "educationlevel", self._ids("level", codes))

    def _audience(self, codes: list[str]) -> Q:
        return search.linked(Event.audiences.through, "targetgroup", self._ids("audience", codes))

    def _theme(self, codes: list[str]) -> Q:
        return search.linked(Event.themes.through, "theme", self._ids("theme", codes))

    def _region(self, codes: list[str]) -> Q:
        return search.linked(Event.regions.through, "region", self._ids("region", codes)) | EVERYWHERE

    def _language(self, codes: list[str]) -> Q:
        return Q(languages__overlap=codes)

    def _delivery(self, codes: list[str]) -> Q:
        return Q(delivery__in=codes)

    def _open(self, _values: list[str]) -> Q:
        return registration_open(self.wanted.now)

    def _series(self, slugs: list[str]) -> Q:
        return Q(series__slug__in=slugs)


# `from` is a word of Python's own, so these two cannot stand in the class body.
EventFilterSet.base_filters |= {"from": _date(), "until": _date()}


# More can be ticked than anybody reads again; all of them stay ticked in the form.
MOST_CHIPS = 40


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter: what it says, and the query string of the same list without it."""

    parameter: str
    name: str
    label: str
    query_without: str
    value: str


@dataclass(frozen=True)
class Selection:
    """The trainings an address asks for. `unknown` holds the parameters and values that mean nothing here."""

    wanted: Wanted
    unknown: list[tuple[str, str]] = field(default_factory=list)

    def narrow(self, queryset: EventQuerySet, *, leaving: Collection[str] = ()) -> EventQuerySet:
        """Apply everything but `past`, which is about the list and not about the training, and what is to be left."""
        return self._filters.filter_queryset(queryset, leaving)

    def condition(self, name: str) -> Q:
        """What the values of one parameter ask for; it must have some."""
        return self._filters.condition(name, self.wanted.values[name])

    @property
    def past(self) -> bool:
        return self.wanted.flag("past")

    @cached_property
    def _filters(self) -> EventFilterSet:
        return EventFilterSet(self.wanted)

    @property
    def query(self) -> str:
        """The canonical query string: known values only, in a fixed order, without what is not asked for."""
        return self.wanted.as_query().urlencode()

    @property
    def text(self) -> str:
        """The words searched for, as the search box shows them."""
        return " ".join(self.wanted.values["q"])

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for: everything is meant."""
        return not any(self.wanted.values.values())

    @property
    def wants_open(self) -> bool:
        return self.wanted.flag("open")

    @property
    def series(self) -> list[str]:
        return self.wanted.values["series"]

    @property
    def first_day(self) -> str:
        """As a date field shows it."""
        return self.wanted.first_day.isoformat() if self.wanted.first_day else ""

    @property
    def last_day(self) -> str:
        return self.wanted.last_day.isoformat() if self.wanted.last_day else ""

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters in use, the first of very many: each chip repeats all the others in its address."""
        chosen = [(name, value) for name in PARAMETERS for value in self.wanted.values[name]]
        return [
            Chip(
                name,
                str(LABELS[name]),
                self._label(name, value),
                self.wanted.as_query(without=(name, value)).urlencode(),
                value,
            )
            for name, value in chosen[:MOST_CHIPS]
        ]

    def _label(self, name: str, value: str) -> str:
        if name in TERMS:
            term = getattr(self.wanted.vocabularies, TERMS[name]).get(value)
            return str(term.short_name(self.wanted.language))
        if name in FLAGS:
            return str(LABELS[name])
        if name in {"from", "until"}:
            day = dates.day(dt.date.fromisoformat(value), self.wanted.language)
            return f"{day} –" if name == "from" else f"– {day}"
        known: dict[str, Any] = {
            "language": dict(settings.TRAINING_LANGUAGES),
            "delivery": dict(Event.Delivery.choices),
            "series": dict(self.wanted.series),
        }
        return str(known[name][value]) if name in known else value


def parse(query: QueryDict, *, vocabularies: Vocabularies, language: str, now: dt.datetime) -> Selection:
    """Read an address. Parameters that are not filters (`page`, `lang`, `view` …) are left alone."""
    wanted, unknown = filter_values.read(query, vocabularies=vocabularies, language=language, now=now)
    return Selection(wanted, unknown)


def _touching(first: dt.date | None, last: dt.date | None) -> Q:
    """With a session, not cancelled, that touches a local day from `first` to `last`."""
    sessions = Session.objects.filter(event_id=OuterRef("pk"), state=Session.State.SCHEDULED)
    if first:
        sessions = sessions.filter(ends_at__gt=dates.midnight(first))
    if last:
        sessions = sessions.filter(starts_at__lt=dates.midnight(last + dt.timedelta(days=1)))
    return Q(Exists(sessions))


def registration_open(now: dt.datetime) -> Q:
    """The same rule in SQL as `registration_window.status(…).is_open`; a test compares the two."""
    pools = SeatPool.objects.filter(event_id=OuterRef("pk"))
    begun = Q(registration_opens_at__isnull=True) | Q(registration_opens_at__lte=now)
    not_begun = Q(starts_at__isnull=True) | Q(starts_at__gt=now)
    not_over = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    going_on = (Q(registration_closes_at__isnull=True) & not_begun) | (Q(registration_closes_at__gt=now) & not_over)
    # Of one training at a time: for EXISTS the database would rather read all pools of ten years first.
    of_event = pools.order_by().values("event_id")
    for_everybody = Q(reserved_until__isnull=True) | Q(reserved_until__lte=now)
    is_free = of_event.annotate(is_free=BoolOr(HAS_FREE_SEATS & for_everybody)).values("is_free")
    free = Q(Subquery(is_free, output_field=BooleanField()))
    queue = not_begun & (Q(waiting_list_limit__isnull=True) | Q(waiting_list_limit__gt=F("waiting")))
    here = Q(registration_mode=Event.RegistrationMode.HERE) & (free | queue)
    return Q(state=Event.State.PUBLISHED) & begun & going_on & (here | Q(registration_mode="elsewhere"))


def _any(conditions: Iterable[Q]) -> Q:
    combined = Q()
    for condition in conditions:
        combined |= condition
    return combined
