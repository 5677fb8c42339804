"""Who looked at participants is noted: once an hour for a look, each time for what was taken out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from catalogue import tokens, vocabularies
from catalogue.actors import Actor, by_system, by_user
from catalogue.models import Membership
from registrations import access_log, forgetting
from registrations.models import PersonalDataAccess
from tests.factories import EventFactory, MembershipFactory, OrganisationFactory, UserFactory
from tests.registrations.arrangements import open_event, register

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
MINUTES = timedelta(minutes=1)


def seen():
    rows = PersonalDataAccess.objects.order_by("pk")
    return list(rows.values_list("event_id", "registration_id", "action", "count"))


def test_look_again_within_the_hour_shares_a_row_and_the_next_hour_has_its_own():
    event, by = EventFactory(), by_user(UserFactory())

    for minutes, count in ((0, 3), (20, 40), (54, 7), (55, 5)):
        access_log.record(by=by, event=event, count=count, now=NINE + minutes * MINUTES)

    assert seen() == [(event.pk, None, "view", 40), (event.pk, None, "view", 5)]


def test_looks_of_others_at_others_and_of_another_kind_are_apart():
    event, by = open_event(), by_user(UserFactory())
    registration = register(event)

    access_log.record(by=by, event=event, now=NINE)
    access_log.record(by=by, event=event, registration=registration, now=NINE)
    access_log.record(by=by, event=event, action="print", now=NINE)
    access_log.record(by=by_user(UserFactory()), event=event, now=NINE)
    access_log.record(by=by, event=EventFactory(), now=NINE)

    assert PersonalDataAccess.objects.count() == 5
    assert seen()[1] == (event.pk, registration.pk, "view", 1)


def test_each_export_has_its_row_with_its_reason():
    event, by = EventFactory(), by_user(UserFactory())

    for reason in ("Nimikyltit", "Nimikyltit", "Tilastot"):
        access_log.record(by=by, event=event, action="export", reason=reason, count=9, now=NINE)

    rows = PersonalDataAccess.objects.order_by("pk").values_list("reason", "count")
    assert list(rows) == [("Nimikyltit", 9), ("Nimikyltit", 9), ("Tilastot", 9)]


def test_kind_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="whatever"):
        access_log.record(by=by_system("test"), event=EventFactory(), action="whatever")


@pytest.fixture
def unit():
    return OrganisationFactory(parent=OrganisationFactory())


def organisation_noted(by, event):
    access_log.record(by=by, event=event)
    return PersonalDataAccess.objects.get().organisation_id


def test_who_looks_for_the_lead_is_noted_with_their_own_agency(unit):
    clerk = MembershipFactory(organisation=unit.parent, role=Membership.Role.CLERK).user

    assert organisation_noted(by_user(clerk), EventFactory(lead=unit)) == unit.parent_id


def test_who_looks_for_a_co_organiser_is_noted_with_it(unit):
    organiser = MembershipFactory(organisation=unit).user

    assert organisation_noted(by_user(organiser), EventFactory(co_organisers=[unit])) == unit.pk


@pytest.mark.parametrize("role", [Membership.Role.ANALYST, Membership.Role.ORGANISER])
def test_who_looks_for_nobody_is_noted_without_agency(unit, role):
    elsewhere = unit if role == Membership.Role.ANALYST else OrganisationFactory()
    user = MembershipFactory(organisation=elsewhere, role=role).user

    assert organisation_noted(by_user(user), EventFactory(lead=unit)) is None


def test_program_with_an_agencys_token_is_noted_with_the_agency(unit):
    made = tokens.create_organisation_token(
        by=by_system("test"),
        organisation_id=unit.pk,
        role=Membership.Role.ORGANISER,
        name="Ohjelma",
        expires_at=timezone.now() + timedelta(days=9),
    )

    assert organisation_noted(Actor("token", label=made.token.prefix), EventFactory(lead=unit)) == unit.pk


@pytest.mark.parametrize("others", [0, 3])
def test_noting_takes_a_fixed_number_of_queries(unit, others, django_assert_num_queries):
    user = MembershipFactory(organisation=unit).user
    for _each in range(others):
        MembershipFactory(user=user)
    event = EventFactory(lead=unit, co_organisers=OrganisationFactory.create_batch(others))
    vocabularies.current()

    with django_assert_num_queries(4):
        access_log.record(by=by_user(user), event=event)


def test_looks_of_users_who_are_no_more_stay():
    event, users = EventFactory(), UserFactory.create_batch(2)
    for user in users:
        access_log.record(by=by_user(user), event=event, now=NINE)

    for user in users:
        user.delete()

    assert seen() == [(event.pk, None, "view", 1)] * 2


def test_old_looks_are_forgotten(settings):
    event, by = EventFactory(), by_user(UserFactory())
    kept = timedelta(days=settings.ACCESS_LOG_KEPT_DAYS)
    for days in (1, -1):
        access_log.record(by=by, event=event, now=timezone.now() - kept + timedelta(days=days))

    forgotten = forgetting.forget_personal_data()

    assert (forgotten.accesses, PersonalDataAccess.objects.count()) == (1, 1)


def test_look_at_the_list_of_the_administration_is_noted_for_each_training(client):
    one, two = open_event(), open_event()
    for number, event in enumerate((one, one, two)):
        register(event, number)
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)

    nobody = client.get("/admin/registrations/registration/?q=nobody")
    noted_of_nobody = PersonalDataAccess.objects.count()
    everybody = client.get("/admin/registrations/registration/")

    looks = PersonalDataAccess.objects.values_list("event", "registration", "count", "action", "actor_user")
    assert (nobody.status_code, everybody.status_code, noted_of_nobody) == (200, 200, 0)
    assert set(looks) == {(one.pk, None, 2, "view", user.pk), (two.pk, None, 1, "view", user.pk)}


def test_look_in_the_administration_is_noted(client):
    registration = register(open_event())
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)

    answer = client.get(f"/admin/registrations/registration/{registration.pk}/change/")

    assert answer.status_code == 200
    assert PersonalDataAccess.objects.get().registration == registration
