"""What falls on which date, and for whom it counts."""

import datetime as dt

import pytest

from catalogue import actors, date_keeping, vocabularies
from catalogue.date_keeping import Dates
from events import calendar_days
from events.calendar_days import BLOCKED, MATRICULATION, PUBLIC_HOLIDAY, SCHOOL_BREAK, Concern
from tests.factories import EducationLevelFactory, OrganisationFactory, RegionFactory, TargetGroupFactory

pytestmark = pytest.mark.django_db
SYSTEM = actors.by_system("test")


def add(kind, first_on, last_on=None, *, name="Tauko", regions=(), organisation=None):
    return date_keeping.add_period(
        by=SYSTEM,
        kind=kind,
        organisation_id=organisation and organisation.pk,
        dates=Dates(
            names={"fi": name},
            first_on=dt.date.fromisoformat(first_on),
            last_on=dt.date.fromisoformat(last_on or first_on),
            region_ids=[region.pk for region in regions],
        ),
    )


def days(first, last, **concern):
    found = calendar_days.days_between(
        dt.date.fromisoformat(first),
        dt.date.fromisoformat(last),
        vocabularies=vocabularies.current(),
        concern=Concern(**concern),
    )
    return {str(day): [(mark.kind, str(mark.name("fi"))) for mark in marks] for day, marks in found.items()}


def concern(organisations=(), regions=(), *, national=False, levels=(), audiences=()):
    return calendar_days.concern_of(
        organisation_ids=[row.pk for row in organisations],
        region_ids=[row.pk for row in regions],
        national=national,
        level_ids=[row.pk for row in levels],
        audience_ids=[row.pk for row in audiences],
        vocabularies=vocabularies.current(),
    )


def test_days_between_answers_both_ends_and_nothing_beyond():
    add(SCHOOL_BREAK, "2027-02-22", "2027-02-26", name="Talviloma")

    found = days("2027-02-20", "2027-02-23")

    assert found == {"2027-02-22": [(SCHOOL_BREAK, "Talviloma")], "2027-02-23": [(SCHOOL_BREAK, "Talviloma")]}
    assert days("2027-02-27", "2027-02-28") == {}


def test_days_between_one_day_with_several_marks_names_the_heaviest_first():
    add(MATRICULATION, "2027-01-06", name="Koe")
    add(SCHOOL_BREAK, "2027-01-01", "2027-01-06", name="Joululoma")
    add(BLOCKED, "2027-01-06", name="Kehittämispäivä")

    assert days("2027-01-06", "2027-01-06") == {
        "2027-01-06": [
            (PUBLIC_HOLIDAY, "Loppiainen"),
            (BLOCKED, "Kehittämispäivä"),
            (SCHOOL_BREAK, "Joululoma"),
            (MATRICULATION, "Koe"),
        ]
    }


def test_days_between_over_the_new_year_has_the_holidays_of_both_years():
    found = days("2026-12-24", "2027-01-01")

    assert list(found) == ["2026-12-24", "2026-12-25", "2026-12-26", "2027-01-01"]


def test_holiday_of_a_region_counts_there_and_for_the_whole_country_only():
    here, elsewhere = RegionFactory(), RegionFactory()
    add(SCHOOL_BREAK, "2027-02-22", regions=[here])

    assert days("2027-02-22", "2027-02-22", region_ids=frozenset({here.pk})) != {}
    assert days("2027-02-22", "2027-02-22", region_ids=None) != {}
    assert days("2027-02-22", "2027-02-22", region_ids=frozenset({elsewhere.pk})) == {}


def test_holiday_of_the_whole_country_counts_everywhere():
    add(SCHOOL_BREAK, "2027-07-01", name="Kesäloma")

    assert days("2027-07-01", "2027-07-01", region_ids=frozenset()) == {"2027-07-01": [(SCHOOL_BREAK, "Kesäloma")]}


def test_self_government_day_counts_in_aland_only():
    aland, elsewhere = RegionFactory(code="21"), RegionFactory(code="01")

    found = days("2027-06-09", "2027-06-09", region_ids=frozenset({aland.pk}))

    assert found == {"2027-06-09": [(PUBLIC_HOLIDAY, "Ahvenanmaan itsehallintopäivä")]}
    assert days("2027-06-09", "2027-06-09", region_ids=frozenset({elsewhere.pk})) == {}


def test_blocked_days_count_for_their_agency_and_its_units_and_those_of_nobody_for_all():
    agency = OrganisationFactory()
    unit, other = OrganisationFactory(parent=agency), OrganisationFactory()
    add(BLOCKED, "2027-05-03", name="Viraston päivä", organisation=agency)
    add(BLOCKED, "2027-05-04", name="Kaikkien päivä")

    def blocked(organisation):
        return list(days("2027-05-03", "2027-05-04", organisation_ids=concern([organisation]).organisation_ids))

    assert blocked(agency) == ["2027-05-03", "2027-05-04"]
    assert blocked(unit) == ["2027-05-03", "2027-05-04"]
    assert blocked(other) == ["2027-05-04"]


def test_concern_of_regions_are_the_whole_country_for_a_national_training():
    region = RegionFactory()

    assert concern(regions=[region]).region_ids == frozenset({region.pk})
    assert concern(regions=[region], national=True).region_ids is None


@pytest.mark.parametrize(
    ("level", "audience", "counts"),
    [
        ("general_upper", None, True),
        ("general_upper", "ecec_staff", True),
        ("basic", "subject_teacher", False),
        (None, "subject_teacher", True),
        (None, "teachers", True),
        (None, "all_staff", False),
        (None, "ecec_staff", False),
        (None, None, False),
    ],
)
def test_concern_of_matriculation_counts_for_upper_secondary_staff(level, audience, counts):
    EducationLevelFactory(code="general_upper")
    levels = [EducationLevelFactory(code=level) if level == "basic" else level_of(level)] if level else []
    audiences = [TargetGroupFactory(code=audience)] if audience else []

    assert concern(levels=levels, audiences=audiences).with_matriculation is counts


def level_of(code):
    from catalogue.models import EducationLevel

    return EducationLevel.objects.get(code=code)


def test_matriculation_days_are_left_out_when_they_do_not_count():
    add(MATRICULATION, "2027-03-16", name="Koe")

    assert days("2027-03-16", "2027-03-16", with_matriculation=False) == {}


def test_days_between_asks_the_database_nothing(django_assert_num_queries):
    add(SCHOOL_BREAK, "2027-02-22")
    known = vocabularies.current()

    with django_assert_num_queries(0):
        calendar_days.days_between(dt.date(2027, 1, 1), dt.date(2028, 12, 31), vocabularies=known)


def test_changed_dates_are_seen_by_the_next_who_looks():
    period = add(SCHOOL_BREAK, "2027-02-22")
    assert days("2027-02-22", "2027-02-22") != {}

    date_keeping.remove_period(by=SYSTEM, period_id=period.pk)

    assert days("2027-02-22", "2027-02-22") == {}


@pytest.mark.parametrize(
    ("day", "is_working"),
    [("2027-03-25", True), ("2027-03-26", False), ("2027-03-27", False), ("2027-03-28", False), ("2026-12-24", False)],
)
def test_is_working_day_is_monday_to_friday_without_holidays(day, is_working):
    assert calendar_days.is_working_day(dt.date.fromisoformat(day)) is is_working
