"""Who looks: roles are read once, hold in units too, and mean nothing for an account that is closed."""

import pytest
from django.contrib.auth.models import AnonymousUser

from catalogue import viewers
from catalogue.actors import Actor
from catalogue.models import Membership
from catalogue.viewers import ANONYMOUS, Viewer
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
Role = Membership.Role


def test_viewer_of_member_has_the_role_in_the_units_too():
    agency = OrganisationFactory()
    unit = OrganisationFactory(parent=OrganisationFactory(parent=agency))
    OrganisationFactory()
    user = MembershipFactory(organisation=agency, role=Role.CLERK).user

    viewer = viewers.of_user(user)

    ids = {agency.pk, unit.parent_id, unit.pk}
    roles = frozenset(("clerk", organisation_id) for organisation_id in ids)
    assert viewer == Viewer(Actor("user", user_id=user.pk), roles, is_authenticated=True)
    assert viewer.organisations(Membership.HANDLES_PARTICIPANTS) == ids
    assert viewer.organisations(Membership.PLANS) == frozenset()


def test_viewer_of_unit_has_no_role_in_the_agency_above():
    unit = OrganisationFactory(parent=OrganisationFactory())

    viewer = viewers.of_user(MembershipFactory(organisation=unit).user)

    assert viewer.organisation_ids == {unit.pk}


def test_viewer_with_a_role_everywhere_belongs_to_no_organisation():
    viewer = viewers.of_user(MembershipFactory(organisation=None, role=Role.COORDINATOR).user)

    assert (viewer.organisation_ids, viewer.has_role([Role.COORDINATOR]), viewer.is_system_admin) == (
        set(),
        True,
        False,
    )


@pytest.mark.parametrize("make", [lambda: MembershipFactory(organisation=None, role=Role.SYSTEM_ADMIN).user,
                                  lambda: UserFactory(is_superuser=True)], ids=["role", "superuser"])  # fmt: skip
def test_viewer_who_administers_the_system_is_known(make):
    assert viewers.of_user(make()).is_system_admin


def test_viewer_of_closed_account_is_nobody():
    user = MembershipFactory().user
    user.is_active = False

    assert (viewers.of_user(user), viewers.of_user(AnonymousUser())) == (ANONYMOUS, ANONYMOUS)


def test_viewer_is_read_once_per_request(rf, django_assert_num_queries):
    request = rf.get("/")
    request.user = MembershipFactory().user

    with django_assert_num_queries(1):
        first, second = viewers.of(request), viewers.of(request)

    assert first is second
