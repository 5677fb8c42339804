"""The pages of an agency's people and tokens: for its administrators, and in a fixed number of queries."""

import pytest

from catalogue import tokens
from catalogue.models import AccessChange, ApiToken, Membership, Message, Organisation
from tests.factories import MembershipFactory, OrganisationFactory

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
