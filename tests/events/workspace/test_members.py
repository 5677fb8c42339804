"""The pages of an agency's people and tokens, and of the whole service's: for administrators, in as many queries."""

import pytest

from catalogue import tokens
from catalogue.models import AccessChange, ApiToken, Membership, Message, Organisation
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
Role = Membership.Role
INVITATION = {"email": "aino@example.org", "first_name": "Aino", "last_name": "Virtanen", "language": "fi"}


@pytest.fixture
def agency(client):
    """An agency whose administrator is signed in."""
    organisation = OrganisationFactory(slug="esavi")
    client.force_login(MembershipFactory(organisation=organisation, role=Role.AGENCY_ADMIN).user)
    return organisation


@pytest.fixture
def stranger(client):
    """The membership of somebody in another agency."""
    return MembershipFactory(organisation=OrganisationFactory(slug="psavi"), role=Role.AGENCY_ADMIN)


def test_administrator_invites_by_the_page(client, agency):
    answer = client.post("/fi/workspace/esavi/members/", INVITATION | {"role": "clerk"})

    assert (answer.status_code, answer.url) == (302, "/fi/workspace/esavi/members/")
    assert Membership.objects.get(user__email="aino@example.org").role == Role.CLERK
    assert Message.objects.get().kind == "invitation"


@pytest.mark.parametrize("wrong", [{"role": "system_admin"}, {"email": "nobody"}, {"first_name": ""}, {"role": ""}])
def test_wrong_invitation_is_said_and_what_was_typed_stays(client, agency, wrong):
    answer = client.post("/fi/workspace/esavi/members/", INVITATION | {"role": "clerk"} | wrong)

    assert (answer.status_code, 'value="Virtanen"' in answer.content.decode()) == (422, True)
    assert Membership.objects.count() == 1


def test_role_is_changed_and_ended_by_the_page(client, agency):
    member = MembershipFactory(organisation=agency)
    page = f"/fi/workspace/esavi/members/{member.pk}/"

    client.post(page, {"action": "role", "role": "analyst"})
    member.refresh_from_db()
    client.post(page, {"action": "end"})

    assert member.role == Role.ANALYST
    assert not Membership.objects.filter(pk=member.pk).exists()
    assert client.get(page).status_code == 404


def test_invitation_is_sent_again(client, agency):
    member = MembershipFactory(organisation=agency)

    client.post(f"/fi/workspace/esavi/members/{member.pk}/", {"action": "again"})

    assert Message.objects.get().address == member.user.email


def test_last_administrator_is_told_why_they_stay(client, agency):
    own = Membership.objects.get()

    answer = client.post(f"/en/workspace/esavi/members/{own.pk}/", {"action": "end"})

    assert (answer.status_code, "last administrator" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("action", [{"action": "end"}, {"action": "role", "role": "clerk"}, {"action": "again"}])
def test_member_of_another_agency_cannot_be_reached_through_ones_own(client, agency, stranger, action):
    answer = client.post(f"/fi/workspace/esavi/members/{stranger.pk}/", action)

    assert answer.status_code == 404
    assert not AccessChange.objects.exists()


@pytest.mark.parametrize("agency_of_it", ["psavi", "nothing"])
@pytest.mark.parametrize("part", ["members/", "members/second-factor/", "tokens/"])
def test_pages_of_another_agency_are_not_there(client, agency, stranger, agency_of_it, part):
    answer = client.post(f"/fi/workspace/{agency_of_it}/{part}", INVITATION | {"role": "clerk", "required": "yes"})

    assert answer.status_code == 404
    assert not AccessChange.objects.exists()


def test_colleague_who_is_no_administrator_is_refused(client, agency):
    client.force_login(MembershipFactory(organisation=agency).user)

    statuses = [
        client.post(
            f"/fi/workspace/esavi/{page}", INVITATION | {"role": "clerk", "name": "x", "days": "30"}
        ).status_code
        for page in ("members/", "members/second-factor/", "tokens/")
    ]

    assert statuses == [403, 403, 403]
    assert not AccessChange.objects.exists()


def test_second_factor_is_required_by_the_page_and_then_asked_of_the_administrator_too(client, agency):
    client.post("/fi/workspace/esavi/members/second-factor/", {"required": "yes"})

    assert Organisation.objects.get().requires_second_factor
    assert client.get("/fi/workspace/esavi/members/").url.startswith("/fi/account/second-factor/")


def test_history_says_who_did_what(client, agency):
    client.post("/en/workspace/esavi/members/", INVITATION | {"role": "clerk"})

    page = client.get("/en/workspace/esavi/members/").content.decode()

    assert "invited Aino Virtanen: Registration clerk" in page


@pytest.mark.parametrize(("part", "queries"), [("members", 7), ("tokens", 6)])
def test_pages_ask_the_same_number_of_queries_however_much_there_is(
    client, agency, part, queries, django_assert_num_queries
):
    def add():
        client.post("/fi/workspace/esavi/members/", INVITATION | {"role": "clerk", "email": f"a{next(numbers)}@x.org"})
        client.post("/fi/workspace/esavi/tokens/", {"name": "x", "role": "analyst", "days": "30"})

    numbers = iter(range(99))
    add()
    client.get(f"/fi/workspace/esavi/{part}/")
    with django_assert_num_queries(queries):
        client.get(f"/fi/workspace/esavi/{part}/")
    for _more in range(2):
        add()

    with django_assert_num_queries(queries):
        client.get(f"/fi/workspace/esavi/{part}/")


def test_token_is_shown_once_and_acts_as_the_agency(client, agency):
    answer = client.post("/fi/workspace/esavi/tokens/", {"name": "Sivusto", "role": "organiser", "days": "90"})

    secret = answer.context["made"].secret
    assert secret in answer.content.decode()
    assert secret not in client.get("/fi/workspace/esavi/tokens/").content.decode()
    assert tokens.viewer_of(secret).roles == frozenset({(Role.ORGANISER, agency.pk)})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("wrong", [{"name": " "}, {"role": "agency_admin"}, {"days": "9999"}, {"role": ""}])
def test_wrong_token_is_not_made(client, agency, wrong):
    answer = client.post("/fi/workspace/esavi/tokens/", {"name": "x", "role": "analyst", "days": "30"} | wrong)

    assert (answer.status_code, ApiToken.objects.exists()) == (422, False)


def test_token_is_revoked_and_that_of_another_agency_is_not_there(client, agency, stranger):
    made = client.post("/fi/workspace/esavi/tokens/", {"name": "x", "role": "analyst", "days": "30"}).context["made"]
    other = ApiToken.objects.create(
        organisation=stranger.organisation, role="analyst", digest="x", expires_at=made.token.expires_at
    )

    own, others = (
        client.post(f"/fi/workspace/esavi/tokens/{token.pk}/revoke/").status_code for token in (made.token, other)
    )

    assert (own, others) == (302, 404)
    assert list(ApiToken.objects.filter(revoked_at=None)) == [other]


def test_own_token_is_made_and_revoked_on_the_account_page(client, agency, stranger):
    made = client.post("/fi/account/tokens/new/", {"name": "Oma", "days": "30"}).context["made"]
    assert tokens.viewer_of(made.secret).has_role([Role.AGENCY_ADMIN])
    client.force_login(stranger.user)
    assert client.post(f"/fi/account/tokens/{made.token.pk}/revoke/").status_code == 404

    client.force_login(made.token.user)
    client.post(f"/fi/account/tokens/{made.token.pk}/revoke/")

    assert tokens.viewer_of(made.secret) is None


@pytest.fixture
def administrator(client):
    """The membership of a system administrator, who is signed in."""
    membership = MembershipFactory(organisation=None, role=Role.SYSTEM_ADMIN)
    client.force_login(membership.user)
    return membership


SERVICE = "/en/workspace/people/"


def test_system_administrator_invites_to_the_whole_service(client, administrator):
    answer = client.post(SERVICE, INVITATION | {"role": "coordinator"})

    invited = Membership.objects.get(user__email="aino@example.org")
    assert (answer.url, invited.role, invited.organisation) == (SERVICE, Role.COORDINATOR, None)
    assert "invited Aino Virtanen: Coordinator" in client.get(SERVICE).content.decode()
    assert Message.objects.get().kind == "invitation"


@pytest.mark.parametrize("role", ["organiser", "agency_admin", "analyst", ""])
def test_role_of_an_agency_is_not_given_for_the_whole_service(client, administrator, role):
    assert client.post(SERVICE, INVITATION | {"role": role}).status_code == 422
    assert Membership.objects.count() == 1


def test_role_in_the_whole_service_is_changed_and_ended_with_history(client, administrator):
    member = MembershipFactory(organisation=None, role=Role.COORDINATOR)
    page = f"{SERVICE}{member.pk}/"

    client.post(page, {"action": "role", "role": "system_admin"})
    member.refresh_from_db()
    client.post(page, {"action": "end"})

    assert member.role == Role.SYSTEM_ADMIN
    assert list(Membership.objects.all()) == [administrator]
    actions = AccessChange.objects.filter(organisation=None, actor_user=administrator.user)
    assert list(actions.values_list("action", flat=True)) == ["change_role", "end_membership"]


@pytest.mark.parametrize("change", [{"action": "end"}, {"action": "role", "role": "coordinator"}])
def test_last_system_administrator_stays(client, administrator, change):
    answer = client.post(f"{SERVICE}{administrator.pk}/", change)

    assert (answer.status_code, "last administrator" in answer.content.decode()) == (409, True)
    assert list(Membership.objects.filter(role=Role.SYSTEM_ADMIN)) == [administrator]


def test_who_ends_their_own_role_is_led_where_they_still_may_be(client, administrator):
    MembershipFactory(organisation=None, role=Role.SYSTEM_ADMIN)

    answer = client.post(f"{SERVICE}{administrator.pk}/", {"action": "end"}, follow=True)

    assert (answer.status_code, answer.request["PATH_INFO"]) == (200, "/en/account/")


def test_member_of_an_agency_is_not_reached_through_the_whole_service(client, administrator):
    member = MembershipFactory()

    assert client.post(f"{SERVICE}{member.pk}/", {"action": "end"}).status_code == 404
    assert Membership.objects.filter(pk=member.pk).exists()


def test_superuser_of_the_command_line_is_seen_and_can_be_given_the_role(client, administrator):
    UserFactory(email="root@example.org", is_superuser=True, is_staff=True)
    before = client.get(SERVICE).content.decode()

    client.post(SERVICE, INVITATION | {"email": "root@example.org", "role": "system_admin"})

    assert ("root@example.org" in before, "from the command line" in before) == (True, True)
    assert "from the command line" not in client.get(SERVICE).content.decode()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AGENCY_ADMIN])
def test_nobody_else_gives_roles_in_the_whole_service(client, role):
    organisation = None if role == Role.COORDINATOR else OrganisationFactory()
    own = MembershipFactory(organisation=organisation, role=role)
    client.force_login(own.user)

    statuses = [
        client.post(SERVICE, INVITATION | {"role": "system_admin"}).status_code,
        client.post(f"{SERVICE}{own.pk}/", {"action": "role", "role": "system_admin"}).status_code,
    ]

    assert statuses == [403, 403]
    assert list(Membership.objects.all()) == [own]


@pytest.mark.parametrize("rows", [1, 3])
def test_page_of_the_whole_service_asks_the_same_number_of_queries(
    client, administrator, rows, django_assert_num_queries
):
    for number in range(rows):
        client.post(SERVICE, INVITATION | {"role": "coordinator", "email": f"a{number}@example.org"})
    client.get(SERVICE)

    with django_assert_num_queries(7):
        client.get(SERVICE)
