"""What falls on which date: public and school holidays, matriculation days and days that agencies have blocked.

Public holidays are computed, the rest comes with the snapshot of the vocabularies: nothing here asks the database.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from catalogue import texts
from catalogue.models import CalendarPeriod
from catalogue.texts import LANGUAGES, Text
from catalogue.vocabularies import Period, Vocabularies
from events import public_holidays

PUBLIC_HOLIDAY = "public_holiday"
SCHOOL_BREAK: str = CalendarPeriod.Kind.SCHOOL_BREAK
MATRICULATION: str = CalendarPeriod.Kind.MATRICULATION
BLOCKED: str = CalendarPeriod.Kind.BLOCKED
# What weighs most comes first.
KINDS = (PUBLIC_HOLIDAY, BLOCKED, SCHOOL_BREAK, MATRICULATION)

A_DAY = dt.timedelta(days=1)
SATURDAY = 5
ALAND = "21"
UPPER_SECONDARY = "general_upper"
# Who teaches where the matriculation examination is held, when a training does not say for which level it is.
UPPER_SECONDARY_STAFF = frozenset(
    {"education_staff", "teachers", "subject_teacher", "special_teacher", "counsellor", "principal"}
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One reason why dates matter, from its first to its last local date. No regions: the whole country."""

    kind: str
    names: dict[str, str]
    first_on: dt.date
    last_on: dt.date
    region_ids: frozenset[int] = frozenset()
    organisation_id: int | None = None
    period_id: int | None = None

    def name(self, language: str) -> Text:
        return texts.first_of(self.names, language)


@dataclass(frozen=True, kw_only=True, slots=True)
class Concern:
    """Whose dates count. `region_ids` None: those of the whole country; `organisation_ids` None: of every agency."""

    region_ids: frozenset[int] | None = None
    organisation_ids: frozenset[int] | None = None
    with_matriculation: bool = True


EVERYBODY = Concern()


def concern_of(
    *,
    organisation_ids: Collection[int],
    region_ids: Collection[int],
    national: bool,
    level_ids: Collection[int],
    audience_ids: Collection[int],
    vocabularies: Vocabularies,
) -> Concern:
    """Answer whose dates matter to a training: its regions, its organisers with those above them, its audience."""
    organisations = vocabularies.organisations
    return Concern(
        region_ids=None if national else frozenset(region_ids),
        organisation_ids=frozenset().union(*(organisations.by_id(each).ancestor_ids for each in organisation_ids)),
        with_matriculation=_teaches_upper_secondary(level_ids, audience_ids, vocabularies),
    )


def marks_between(
    first: dt.date, last: dt.date, *, vocabularies: Vocabularies, concern: Concern = EVERYBODY
) -> list[Mark]:
    """Answer what falls on the days from `first` to `last`, both included, by kind and then by date."""
    marks = [*_holidays(first, last, vocabularies, concern), *_periods(first, last, vocabularies, concern)]
    return sorted(marks, key=lambda mark: (KINDS.index(mark.kind), mark.first_on, mark.last_on))


def days_between(
    first: dt.date, last: dt.date, *, vocabularies: Vocabularies, concern: Concern = EVERYBODY
) -> dict[dt.date, tuple[Mark, ...]]:
    """Answer the days that have something, each with its marks; ordinary days are not in it."""
    found: dict[dt.date, list[Mark]] = {}
    for mark in marks_between(first, last, vocabularies=vocabularies, concern=concern):
        day = max(first, mark.first_on)
        while day <= min(last, mark.last_on):
            found.setdefault(day, []).append(mark)
            day += A_DAY
    return {day: tuple(marks) for day, marks in sorted(found.items())}


def is_working_day(day: dt.date) -> bool:
    """From Monday to Friday, and no public holiday of the whole country."""
    return day.weekday() < SATURDAY and not public_holidays.name_of(day, LANGUAGES[0])


def _teaches_upper_secondary(
    level_ids: Collection[int], audience_ids: Collection[int], vocabularies: Vocabularies
) -> bool:
    """Whether the staff of general upper secondary schools is meant: the levels say so, else the target groups."""
    if level_ids:
        level = vocabularies.levels.get(UPPER_SECONDARY)
        return level is not None and not level.ancestor_ids.isdisjoint(level_ids)
    return any(vocabularies.audiences.by_id(each).code in UPPER_SECONDARY_STAFF for each in audience_ids)


def _holidays(first: dt.date, last: dt.date, vocabularies: Vocabularies, concern: Concern) -> Iterator[Mark]:
    aland = vocabularies.regions.get(ALAND)
    for year in range(first.year, last.year + 1):
        for day, names in public_holidays.of_year(year):
            if first <= day <= last:
                yield Mark(PUBLIC_HOLIDAY, names, day, day)
        if aland is not None and _covers(concern, frozenset({aland.id})):
            day = dt.date(year, *public_holidays.ALAND_DAY)
            if first <= day <= last:
                yield Mark(PUBLIC_HOLIDAY, public_holidays.ALAND_NAMES, day, day, frozenset({aland.id}))


def _periods(first: dt.date, last: dt.date, vocabularies: Vocabularies, concern: Concern) -> Iterator[Mark]:
    for period in vocabularies.periods:
        if period.first_on > last:
            break
        if period.last_on >= first and _concerns(period, concern):
            yield Mark(
                period.kind,
                period.names,
                period.first_on,
                period.last_on,
                period.region_ids,
                period.organisation_id,
                period.id,
            )


def _concerns(period: Period, concern: Concern) -> bool:
    if period.kind == MATRICULATION and not concern.with_matriculation:
        return False
    is_theirs = (
        period.organisation_id is None
        or concern.organisation_ids is None
        or period.organisation_id in concern.organisation_ids
    )
    return is_theirs and _covers(concern, period.region_ids)


def _covers(concern: Concern, region_ids: frozenset[int]) -> bool:
    return not region_ids or concern.region_ids is None or not region_ids.isdisjoint(concern.region_ids)
