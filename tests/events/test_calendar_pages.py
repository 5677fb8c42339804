"""The pages of the dates that matter: what a year shows, who maintains which dates, and what is refused."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from catalogue.models import CalendarPeriod, CalendarPeriodChange, Membership
from tests.factories import CalendarPeriodFactory, MembershipFactory, OrganisationFactory, RegionFactory

pytestmark = pytest.mark.django_db
Role = Membership.Role
YEAR = 2027


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def agency():
    return OrganisationFactory()


@pytest.fixture
def organiser(client, agency):
    user = MembershipFactory(organisation=agency).user
    client.force_login(user)
    return user


@pytest.fixture
def coordinator(client):
    user = MembershipFactory(organisation=None, role=Role.COORDINATOR).user
    client.force_login(user)
    return user


def shown(client, **query):
    return client.get(reverse("workspace-calendars"), {"year": YEAR} | query)


def lines(response, kind):
    found = next(lines for each, _heading, lines in response.context["lists"] if each == kind)
    return [(line.days, str(line.name), line.where) for line in found]


def written(**changed):
    return {
        "first_on": "2027-05-04",
        "last_on": "",
        "name_fi": "Kehittämispäivä",
        "name_sv": "",
        "name_en": "",
    } | changed


def add(client, kind, **changed):
    return client.post(reverse("workspace-calendars-add", args=[kind]), written(**changed))


def test_year_shows_holidays_and_what_agencies_have_blocked(client, organiser, agency):
    CalendarPeriodFactory(organisation=agency)

    response = shown(client)

    assert lines(response, "blocked") == [("Tuesday 4 May 2027", "Kehittämispäivä", str(agency.name_en))]
    assert ("Wednesday 6 January 2027", "Epiphany", "The whole country") in lines(response, "public_holiday")
    day = response.context["months"][4][1].weeks[1].days[1]
    assert (day.on, day.kind, day.is_partial) == (dt.date(2027, 5, 4), "blocked", True)


def test_year_of_one_region_leaves_out_the_weeks_of_others(client, organiser):
    here, elsewhere = RegionFactory(), RegionFactory()
    for region, day in ((here, 22), (elsewhere, 23)):
        period = CalendarPeriodFactory(kind="school_break", first_on=dt.date(YEAR, 2, day))
        period.regions.add(region)

    response = shown(client, region=here.code)

    assert [line[0] for line in lines(response, "school_break")] == ["Monday 22 February 2027"]
    assert len(lines(shown(client), "school_break")) == 2


@pytest.mark.parametrize("asked", ["", "x", "0", "99999", "１"])
def test_year_that_is_none_shows_one_nearby(client, organiser, asked):
    response = shown(client, year=asked)

    assert response.status_code == 200
    assert abs(response.context["year"] - timezone.localdate().year) <= 5


@pytest.mark.parametrize("count", [1, 3])
def test_year_asks_the_database_the_same_however_much_it_shows(client, organiser, django_assert_num_queries, count):
    CalendarPeriodFactory.create_batch(count)
    shown(client)

    with django_assert_num_queries(4):
        shown(client)


def test_organiser_blocks_days_of_the_own_agency(client, organiser, agency):
    response = add(client, "blocked", agency=agency.slug, last_on="2027-05-05")

    assert response.url == f"{reverse('workspace-calendars')}?year=2027"
    period = CalendarPeriod.objects.get()
    assert (period.organisation, period.last_on) == (agency, dt.date(2027, 5, 5))
    assert CalendarPeriodChange.objects.get().actor_user == organiser


@pytest.mark.parametrize("whose", ["another", ""])
def test_organiser_blocks_no_days_of_others(client, organiser, agency, whose):
    other = OrganisationFactory(slug="another")

    response = add(client, "blocked", agency=whose)

    assert response.status_code == 422
    assert "agency" in response.context["form"].errors
    assert not CalendarPeriod.objects.filter(organisation=other).exists()


@pytest.mark.parametrize("kind", ["school_break", "matriculation"])
def test_school_dates_are_kept_by_coordinators_alone(client, organiser, kind):
    assert add(client, kind).status_code == 403

    client.force_login(MembershipFactory(organisation=None, role=Role.COORDINATOR).user)

    assert add(client, kind).status_code == 302
    assert CalendarPeriod.objects.get().kind == kind


def test_coordinator_adds_a_holiday_of_some_regions(client, coordinator):
    region = RegionFactory()

    add(client, "school_break", regions=[region.code])

    assert list(CalendarPeriod.objects.get().regions.all()) == [region]


def test_coordinator_blocks_days_of_all_agencies(client, coordinator):
    add(client, "blocked")

    assert CalendarPeriod.objects.get().organisation is None


@pytest.mark.parametrize("kind", ["public_holiday", "party"])
def test_dates_of_a_kind_that_is_not_maintained_are_not_there(client, coordinator, kind):
    assert add(client, kind).status_code == 404


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"first_on": ""}, "first_on"),
        ({"first_on": "31.2.2027"}, "first_on"),
        ({"last_on": "2027-05-03"}, "last_on"),
        ({"first_on": "1999-05-04"}, "first_on"),
        ({"name_fi": ""}, "name_fi"),
    ],
)
def test_dates_that_cannot_be_come_back_as_written_with_their_error(client, coordinator, changed, field):
    response = add(client, "blocked", name_sv="", **changed)

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not CalendarPeriod.objects.exists()


def test_page_of_dates_changes_them_and_shows_who_did(client, organiser, agency):
    period = CalendarPeriodFactory(organisation=agency)
    address = reverse("workspace-calendar-dates", args=[period.pk])

    client.post(address, written(first_on="2027-05-06", version=1))

    period.refresh_from_db()
    assert (period.first_on, period.last_on) == (dt.date(2027, 5, 6), dt.date(2027, 5, 6))
    row = client.get(address).context["history"][0]
    assert (row.who, [(detail.before, detail.after) for detail in row.details]) == (
        organiser.email,
        [("4 May 2027", "6 May 2027"), ("4 May 2027", "6 May 2027")],
    )


def test_second_saver_sees_what_has_changed_and_may_save_then(client, organiser, agency):
    period = CalendarPeriodFactory(organisation=agency)
    address = reverse("workspace-calendar-dates", args=[period.pk])
    client.post(address, written(first_on="2027-05-06", version=1))

    refused = client.post(address, written(first_on="2027-05-07", version=1))
    saved = client.post(address, written(first_on="2027-05-07", version=refused.context["form"]["version"].value()))

    assert (refused.status_code, saved.status_code) == (422, 302)
    assert refused.context["history"][0].details[0].after == "6 May 2027"
    assert CalendarPeriod.objects.get().first_on == dt.date(2027, 5, 7)


def test_dates_of_another_agency_are_read_not_changed_nor_removed(client, organiser):
    period = CalendarPeriodFactory(organisation=OrganisationFactory())
    address = reverse("workspace-calendar-dates", args=[period.pk])

    looked, changed = client.get(address), client.post(address, written(version=1))
    removed = client.post(reverse("workspace-calendar-dates-remove", args=[period.pk]))

    assert (looked.status_code, looked.context["form"]) == (200, None)
    assert (changed.status_code, removed.status_code) == (403, 403)
    assert CalendarPeriod.objects.get().is_active


def test_removed_dates_are_gone_from_the_year_and_have_no_page(client, organiser, agency):
    period = CalendarPeriodFactory(organisation=agency)

    client.post(reverse("workspace-calendar-dates-remove", args=[period.pk]))

    assert lines(shown(client), "blocked") == []
    assert client.get(reverse("workspace-calendar-dates", args=[period.pk])).status_code == 404
    assert period.changes.get().action == "remove"


def test_removal_is_never_a_mere_look(client, organiser, agency):
    period = CalendarPeriodFactory(organisation=agency)

    response = client.get(reverse("workspace-calendar-dates-remove", args=[period.pk]))

    assert response.status_code == 405


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ORGANISER])
def test_year_without_school_holidays_says_so_to_those_who_keep_them(client, role):
    organisation = None if role == Role.COORDINATOR else OrganisationFactory()
    client.force_login(MembershipFactory(organisation=organisation, role=role).user)

    assert shown(client).context["lacks_schools"] is (role == Role.COORDINATOR)
