"""An agency's administrators see who used participants' data, the service's see that it is removed in time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.actors import by_user
from catalogue.models import Membership
from registrations import access_log, forgetting
from registrations.models import ForgettingRun, PersonalDataAccess
from registrations.queries import uses_of_data
from tests.factories import EventFactory, MembershipFactory, OrganisationFactory, UserFactory
from tests.registrations.arrangements import open_event, register

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.fixture
def agency():
    return OrganisationFactory()


@pytest.fixture
def administrator(client, agency):
    user = MembershipFactory(organisation=agency, role=Role.AGENCY_ADMIN).user
    client.force_login(user)
    return user


def log(client, agency, query=""):
    return client.get(f"/fi/workspace/{agency.slug}/uses-of-data/{query}").context["listing"]


def test_log_tells_who_what_whose_and_why(client, agency, administrator):
    event = open_event(lead=agency, title_fi="Lukutaito")
    registration = register(event)
    clerk = MembershipFactory(organisation=agency, role=Role.CLERK, user__first_name="Kirsti").user
    access_log.record(by=by_user(clerk), event=event, registration=registration)
    access_log.record(by=by_user(clerk), event=event, action="export", reason="Nimikyltit", count=9)

    rows = [
        (use.who, use.agency.value, use.action, use.training.value, use.reference, use.people, use.reason)
        for use in uses_of_data.uses([agency.pk], kind="", page=1, language="fi").items
    ]

    shared = ("Kirsti", agency.name_fi)
    names = dict(PersonalDataAccess.Action.choices)
    assert rows == [
        (*shared, names["export"], "Lukutaito", "", 9, "Nimikyltit"),
        (*shared, names["view"], "Lukutaito", registration.reference, 1, ""),
    ]


def test_log_shows_trainings_of_ones_own_agency_and_those_held_with_it(client, agency, administrator):
    for event in (EventFactory(lead=agency), EventFactory(co_organisers=[agency]), EventFactory()):
        access_log.record(by=by_user(administrator), event=event)

    assert log(client, agency).total == 2


@pytest.mark.parametrize(("query", "total"), [("", 3), ("?kind=export", 1), ("?kind=x", 3), ("?page=x", 3)])
def test_log_is_narrowed_to_one_kind(client, agency, administrator, query, total):
    event = EventFactory(lead=agency)
    for action in ("view", "print", "export"):
        access_log.record(by=by_user(administrator), event=event, action=action)

    assert log(client, agency, query).total == total


def test_log_has_pages(client, agency, administrator):
    event = EventFactory(lead=agency)
    for number in range(uses_of_data.PAGE_SIZE + 1):
        access_log.record(by=by_user(administrator), event=event, action="export", count=number)

    second = log(client, agency, "?kind=export&page=2")

    assert (second.page, second.pages, [use.people for use in second.items]) == (2, 2, [0])


@pytest.mark.parametrize("count", [1, 3])
def test_log_of_any_length_takes_the_same_queries(agency, count, django_assert_num_queries):
    for _each in range(count):
        event = open_event(lead=agency)
        access_log.record(by=by_user(UserFactory()), event=event, registration=register(event))

    with django_assert_num_queries(2):
        uses_of_data.uses([agency.pk], kind="", page=1, language="fi")


# --- Removals ---------------------------------------------------------------------------------------------------------
def test_every_removal_leaves_its_proof(client, agency):
    register(open_event())
    later = timezone.now() + timedelta(days=4 * 365)
    forgetting.forget_personal_data(dry_run=True, now=later)
    forgetting.forget_personal_data(cause=forgetting.Cause.NIGHTLY, now=later + timedelta(hours=1))
    forgetting.forget_personal_data(now=later + timedelta(hours=2))

    runs = uses_of_data.runs()

    assert [(run.is_dry, [count for count, _name in run.removed]) for run in runs] == [
        (False, []),
        (False, [1, 1]),
        (True, [1, 1]),
    ]
    assert ForgettingRun.objects.filter(cause="nightly").count() == 1


def test_system_administrators_see_the_proofs(client):
    client.force_login(MembershipFactory(organisation=None, role=Role.SYSTEM_ADMIN).user)
    forgetting.forget_personal_data()

    answer = client.get("/fi/workspace/removals/")

    assert (answer.status_code, len(answer.context["runs"])) == (200, 1)


def test_every_kind_of_removal_has_a_name():
    kinds = set(forgetting.Forgotten.__dataclass_fields__)

    assert kinds | {"kept_for_certificates"} == set(uses_of_data.KINDS)
