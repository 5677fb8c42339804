"""Dates that matter are added, changed and removed with history; what cannot be is refused with a sentence."""

import datetime as dt

import pytest

from catalogue import actors, date_keeping, loading
from catalogue.date_keeping import Dates
from catalogue.models import CalendarPeriod, CalendarPeriodChange
from tests.factories import OrganisationFactory, RegionFactory, UserFactory

pytestmark = pytest.mark.django_db
SYSTEM = actors.by_system("test")
MONDAY, FRIDAY = dt.date(2027, 2, 22), dt.date(2027, 2, 26)


def dates(**changed):
    return Dates(**{"names": {"fi": "Talviloma"}, "first_on": MONDAY, "last_on": FRIDAY} | changed)


def add(**changed):
    return date_keeping.add_period(by=SYSTEM, kind="school_break", dates=dates(**changed))


def test_add_period_writes_who_and_what():
    user, region, agency = UserFactory(), RegionFactory(), OrganisationFactory()

    period = date_keeping.add_period(
        by=actors.by_user(user), kind="blocked", organisation_id=agency.pk, dates=dates(region_ids=[region.pk])
    )

    change = CalendarPeriodChange.objects.get(period=period)
    assert (change.action, change.actor_user, period.organisation) == ("add", user, agency)
    assert change.details == {
        "first_on": "2027-02-22",
        "last_on": "2027-02-26",
        "name_fi": "Talviloma",
        "name_sv": "",
        "name_en": "",
        "regions": [region.pk],
    }


def test_change_period_writes_before_and_after():
    period, region = add(), RegionFactory()

    date_keeping.change_period(
        by=SYSTEM,
        period_id=period.pk,
        dates=dates(last_on=MONDAY, region_ids=[region.pk]),
        expected_version=period.version,
    )

    period.refresh_from_db()
    assert (period.last_on, period.version, list(period.regions.all())) == (MONDAY, 2, [region])
    assert CalendarPeriodChange.objects.get(action="change").details == {
        "last_on": {"from": "2027-02-26", "to": "2027-02-22"},
        "regions": {"from": [], "to": [region.pk]},
    }


def test_change_period_nothing_changed_writes_nothing():
    period = add()

    date_keeping.change_period(by=SYSTEM, period_id=period.pk, dates=dates())

    assert CalendarPeriodChange.objects.filter(period=period).count() == 1


def test_change_period_that_somebody_else_has_changed_is_refused():
    period = add()
    date_keeping.change_period(by=SYSTEM, period_id=period.pk, dates=dates(last_on=MONDAY), expected_version=1)

    with pytest.raises(date_keeping.PeriodChangedError):
        date_keeping.change_period(by=SYSTEM, period_id=period.pk, dates=dates(first_on=MONDAY), expected_version=1)


def test_remove_period_keeps_its_history_and_cannot_be_repeated():
    period = add()

    date_keeping.remove_period(by=SYSTEM, period_id=period.pk, reason="Väärä viikko")

    assert list(period.changes.values_list("action", "reason")) == [("add", ""), ("remove", "Väärä viikko")]
    with pytest.raises(date_keeping.PeriodRemovedError):
        date_keeping.remove_period(by=SYSTEM, period_id=period.pk)


@pytest.mark.parametrize(
    ("changed", "refusal", "field"),
    [
        ({"last_on": MONDAY - dt.timedelta(days=1)}, date_keeping.PeriodOrderError, "last_on"),
        ({"last_on": MONDAY + dt.timedelta(days=366)}, date_keeping.PeriodTooLongError, "last_on"),
        ({"names": {"fi": ""}}, date_keeping.NamelessPeriodError, "name_fi"),
        ({"first_on": dt.date(1999, 12, 31)}, date_keeping.PeriodOutOfRangeError, "first_on"),
        (
            {"first_on": dt.date(2100, 12, 31), "last_on": dt.date(2101, 1, 1)},
            date_keeping.PeriodOutOfRangeError,
            "last_on",
        ),
    ],
)
def test_dates_that_cannot_be_are_refused_for_additions_and_changes_alike(changed, refusal, field):
    period = add()

    with pytest.raises(refusal) as adding:
        add(**changed)
    with pytest.raises(refusal) as changing:
        date_keeping.change_period(by=SYSTEM, period_id=period.pk, dates=dates(**changed))

    assert (adding.value.field, changing.value.field) == (field, field)
    assert CalendarPeriod.objects.count() == 1


@pytest.mark.parametrize("last_on", [MONDAY, MONDAY + dt.timedelta(days=365)])
def test_one_day_and_a_whole_year_are_taken(last_on):
    assert add(last_on=last_on).last_on == last_on


def test_load_reference_leaves_alone_what_was_changed_or_removed_here():
    loading.load_reference(by=SYSTEM)
    changed = CalendarPeriod.objects.get(reference="winter-holiday-2027-week-8")
    removed = CalendarPeriod.objects.get(reference="winter-holiday-2027-week-9")
    date_keeping.change_period(by=SYSTEM, period_id=changed.pk, dates=dates(last_on=MONDAY))
    date_keeping.remove_period(by=SYSTEM, period_id=removed.pk)

    report = loading.load_reference(by=SYSTEM)

    changed.refresh_from_db()
    removed.refresh_from_db()
    assert report.is_unchanged
    assert (changed.last_on, removed.is_active) == (MONDAY, False)
