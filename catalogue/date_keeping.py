"""Writing the dates that matter: adding a period, changing it, taking it out of use, each with its history row."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalogue import texts
from catalogue.actors import Actor
from catalogue.models import CalendarPeriod, CalendarPeriodChange
from catalogue.models.calendar_periods import FIRST_YEAR, LAST_YEAR
from catalogue.rules import RuleError

LONGEST = dt.timedelta(days=366)


class PeriodOrderError(RuleError):
    code = "period_order"
    status = 422
    text = _("The last day cannot be before the first.")


class PeriodTooLongError(RuleError):
    code = "period_too_long"
    status = 422
    text = _("A period is at most a year long.")


class PeriodOutOfRangeError(RuleError):
    code = "period_out_of_range"
    status = 422
    text = _("Give dates between the years 2000 and 2100.")


class NamelessPeriodError(RuleError):
    code = "period_without_name"
    status = 422
    text = _("Give a name in at least one language.")


class PeriodChangedError(RuleError):
    code = "period_changed"
    text = _("Somebody else has changed these dates in the meantime. Look at their changes before you save yours.")


class PeriodRemovedError(RuleError):
    code = "period_removed"
    text = _("These dates have been removed.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Dates:
    """What can be changed of a period; both days are part of it, no regions means the whole country."""

    names: Mapping[str, str]
    first_on: dt.date
    last_on: dt.date
    region_ids: Collection[int] = ()


@transaction.atomic
def add_period(*, by: Actor, kind: str, dates: Dates, organisation_id: int | None = None) -> CalendarPeriod:
    """Add dates; days can be blocked by one organisation, or by none for all of them."""
    _check(dates)
    period = CalendarPeriod(kind=kind, organisation_id=organisation_id, is_own=True, **_columns(dates))
    period.save(force_insert=True)
    period.regions.set(dates.region_ids)
    _write(period, by=by, action="add", details=_said(dates))
    return period


@transaction.atomic
def change_period(*, by: Actor, period_id: int, dates: Dates, expected_version: int | None = None) -> CalendarPeriod:
    """Change names, days and regions; from then on the reference data leaves this period alone.

    Raises PeriodChangedError when `expected_version` is no longer the period's. Nothing changed writes nothing.
    """
    period = _lock(period_id)
    _check(dates)
    if expected_version is not None and expected_version != period.version:
        raise PeriodChangedError
    before = Dates(
        names={language: getattr(period, f"name_{language}") for language in texts.LANGUAGES},
        first_on=period.first_on,
        last_on=period.last_on,
        region_ids=sorted(period.regions.values_list("pk", flat=True)),
    )
    old, new = _said(before), _said(dates)
    details = {name: {"from": old[name], "to": new[name]} for name in new if old[name] != new[name]}
    if not details:
        return period
    for name, value in _columns(dates).items():
        setattr(period, name, value)
    period.regions.set(dates.region_ids)
    _save(period)
    _write(period, by=by, action="change", details=details)
    return period


@transaction.atomic
def remove_period(*, by: Actor, period_id: int, reason: str = "") -> CalendarPeriod:
    """Take a period out of use; its history stays, and the reference data does not bring it back."""
    period = _lock(period_id)
    period.is_active = False
    _save(period)
    _write(period, by=by, action="remove", reason=reason)
    return period


def _lock(period_id: int) -> CalendarPeriod:
    period = CalendarPeriod.objects.select_for_update(no_key=True).get(pk=period_id)
    if not period.is_active:
        raise PeriodRemovedError
    return period


def _check(dates: Dates) -> None:
    if not any(dates.names.values()):
        raise NamelessPeriodError(field="name_fi")
    if dates.last_on < dates.first_on:
        raise PeriodOrderError(field="last_on")
    if dates.first_on.year < FIRST_YEAR:
        raise PeriodOutOfRangeError(field="first_on")
    if dates.last_on.year > LAST_YEAR:
        raise PeriodOutOfRangeError(field="last_on")
    if dates.last_on - dates.first_on >= LONGEST:
        raise PeriodTooLongError(field="last_on")


def _columns(dates: Dates) -> dict[str, Any]:
    return {"first_on": dates.first_on, "last_on": dates.last_on, **texts.columns("name", dict(dates.names))}


def _said(dates: Dates) -> dict[str, Any]:
    """The dates as history keeps them."""
    columns = _columns(dates) | {"first_on": str(dates.first_on), "last_on": str(dates.last_on)}
    return columns | {"regions": sorted(dates.region_ids)}


def _save(period: CalendarPeriod) -> None:
    period.is_own = True
    period.version += 1
    period.save()


def _write(
    period: CalendarPeriod, *, by: Actor, action: str, details: dict[str, Any] | None = None, reason: str = ""
) -> None:
    CalendarPeriodChange.objects.create(
        period=period, action=action, details=details or {}, reason=reason, **by.columns()
    )
