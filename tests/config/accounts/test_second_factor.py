"""Where an agency requires a second factor, one is not enough; elsewhere it is."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils import translation

from catalogue import memberships, viewers
from catalogue.actors import by_system
from catalogue.models import AccessChange, Membership, Message, Organisation
from tests.config.accounts.arrangements import sign_in
from tests.factories import EventFactory, MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
BY = by_system("tests")
Role = Membership.Role
WORK, REQUIRED = "/fi/workspace/rights/", "/fi/account/second-factor/"


def requiring(**values):
    return OrganisationFactory(requires_second_factor=True, **values)


def current_code(secret):
    counter = next(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counter))


def with_app(user):
    """Connect an authenticator app to the account and answer its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


@pytest.fixture
def connect(client, transactional_db):
    """Connect an app through its page; answer the page that follows, and the secret.

    allauth tells of it on commit, which a test inside a transaction never reaches in time.
    """

    def connected():
        secret = client.get("/fi/account/authenticator/add/").context["form"].secret
        added = client.post("/fi/account/authenticator/add/", {"code": current_code(secret)})
        return added, secret

    return connected


def page_after(client, address=WORK):
    """Where one is led from the workspace, or its own status."""
    answer = client.get(address)
    return answer.url.partition("?")[0] if answer.status_code == 302 else answer.status_code


def test_one_factor_is_enough_where_nothing_more_is_required(client):
    membership = MembershipFactory()
    requiring()
    sign_in(client, membership.user.email)

    assert page_after(client) == 200


@pytest.mark.parametrize("where", ["there", "in a unit", "above", "everywhere"])
def test_one_factor_is_not_enough_where_more_is_required(client, where):
    user = UserFactory()
    if where == "everywhere":
        requiring()
        MembershipFactory(user=user, organisation=None, role=Role.COORDINATOR)
    elif where == "above":
        MembershipFactory(user=user, organisation=OrganisationFactory())
        requiring(parent=user.memberships.get().organisation)
    elif where == "in a unit":
        MembershipFactory(user=user, organisation=OrganisationFactory(parent=requiring()))
    else:
        MembershipFactory(user=user, organisation=requiring())
    sign_in(client, user.email)

    assert page_after(client) == REQUIRED
    assert client.get("/fi/events/").status_code == client.get("/fi/account/").status_code == 200


def test_superuser_of_the_command_line_needs_it_too(client):
    requiring()
    user = UserFactory(is_superuser=True, is_staff=True)
    sign_in(client, user.email)

    assert (page_after(client), page_after(client, "/admin/")) == (REQUIRED, REQUIRED)


@pytest.mark.parametrize("address", ["/admin/", "/fi/account/tokens/new/"])
def test_what_gives_out_more_than_the_account_is_guarded_alike(client, address):
    sign_in(client, MembershipFactory(organisation=requiring(), user__is_staff=True).user.email)

    assert page_after(client, address) == REQUIRED


def test_fragment_asked_for_by_script_leads_the_whole_page(client):
    sign_in(client, MembershipFactory(organisation=requiring()).user.email)

    answer = client.get(WORK, headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"].startswith(REQUIRED)


def test_app_is_connected_and_opens_the_workspace_and_from_then_on_is_asked_for(client, client_elsewhere, connect):
    user = MembershipFactory(organisation=requiring()).user
    sign_in(client, user.email)

    added, secret = connect()

    assert (added.url, page_after(client)) == ("/fi/account/recovery-codes/", 200)
    assert sign_in(client_elsewhere, user.email).url == "/fi/account/sign-in/second-factor/"
    client_elsewhere.post("/fi/account/sign-in/second-factor/", {"code": current_code(secret)})
    assert page_after(client_elsewhere) == 200
    assert secret not in str(Authenticator.objects.values_list("data", flat=True))
    assert {"account_news"} <= set(Message.objects.values_list("kind", flat=True))


def test_recovery_code_opens_once(client, client_elsewhere, connect):
    user = MembershipFactory(organisation=requiring()).user
    sign_in(client, user.email)
    connect()
    codes = client.get("/fi/account/recovery-codes/file/").content.decode().split()

    sign_in(client_elsewhere, user.email)
    client_elsewhere.post("/fi/account/sign-in/second-factor/", {"code": codes[0]})

    assert (len(codes), page_after(client_elsewhere)) == (10, 200)
    client_elsewhere.post("/fi/account/sign-out/")
    sign_in(client_elsewhere, user.email)
    again = client_elsewhere.post("/fi/account/sign-in/second-factor/", {"code": codes[0]})
    assert again.status_code == 200


@pytest.mark.parametrize("code", ["000000", "", "12345", "ÄÄÄÄÄÄ"])
def test_wrong_second_code_opens_nothing(client, code):
    user = MembershipFactory(organisation=requiring()).user
    with_app(user)
    sign_in(client, user.email)

    client.post("/fi/account/sign-in/second-factor/", {"code": code})

    assert not client.get("/fi/").context["user"].is_authenticated


def test_tries_of_the_second_code_are_counted(client):
    user = MembershipFactory(organisation=requiring()).user
    secret = with_app(user)
    sign_in(client, user.email)

    for _try in range(11):
        client.post("/fi/account/sign-in/second-factor/", {"code": "000000"})
    client.post("/fi/account/sign-in/second-factor/", {"code": current_code(secret)})

    assert not client.get("/fi/").context["user"].is_authenticated


def test_session_that_began_without_the_app_is_asked_to_use_it(client):
    user = MembershipFactory(organisation=requiring()).user
    client.force_login(user)
    secret = with_app(user)
    assert page_after(client) == REQUIRED
    assert "/fi/account/confirm/?" in client.get(REQUIRED).content.decode()

    client.post("/fi/account/confirm/", {"code": current_code(secret)})

    assert page_after(client) == 200


def test_page_of_the_requirement_leads_on_at_once_when_it_is_met(client):
    user = MembershipFactory(organisation=requiring()).user
    secret = with_app(user)
    sign_in(client, user.email)
    client.post("/fi/account/sign-in/second-factor/", {"code": current_code(secret)})

    assert client.get(f"{REQUIRED}?next={WORK}").url == WORK
    assert client.get(f"{REQUIRED}?next=https://evil.example/").url == "/fi/account/start/"


def test_requirement_is_set_and_taken_back_with_history():
    organisation = OrganisationFactory()

    for is_required in (True, True, False):
        memberships.require_second_factor(by=BY, organisation_id=organisation.pk, is_required=is_required)

    assert [change.action for change in AccessChange.objects.all()] == ["require_second_factor", "allow_one_factor"]
    assert not Organisation.objects.get().requires_second_factor


def test_viewer_knows_of_the_requirement_without_another_query(django_assert_num_queries):
    user = MembershipFactory(organisation=requiring()).user

    with django_assert_num_queries(1):
        viewer = viewers.of_user(user)

    assert viewer.requires_second_factor


def test_sessions_are_listed_and_ended(client, client_elsewhere):
    user = MembershipFactory().user
    sign_in(client, user.email)
    sign_in(client_elsewhere, user.email, headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    page = client.get("/fi/account/")
    assert [session.device for session in page.context["own"].sessions if not session.is_current] == [
        "Firefox – Windows"
    ]
    other = next(session for session in page.context["own"].sessions if not session.is_current)

    client.post("/fi/account/sessions/end/", {"session": other.id})

    assert not client_elsewhere.get("/fi/").context["user"].is_authenticated
    assert client.get("/fi/").context["user"] == user


def test_all_other_sessions_are_ended_and_this_one_stays(client, client_elsewhere):
    user = MembershipFactory().user
    for each in (client, client_elsewhere):
        sign_in(each, user.email)

    client.post("/fi/account/sessions/end/")

    assert [each.get("/fi/").context["user"].is_authenticated for each in (client, client_elsewhere)] == [True, False]


def test_nobody_ends_the_sessions_of_others(client, client_elsewhere):
    sign_in(client, UserFactory().email)
    sign_in(client_elsewhere, UserFactory().email)
    mine = UserSession.objects.get(session_key=client.session.session_key)

    client_elsewhere.post("/fi/account/sessions/end/", {"session": mine.pk})

    assert client.get("/fi/").context["user"].is_authenticated


def test_administration_leads_to_the_one_sign_in_page(client):
    for address in ("/admin/", "/admin/login/"):
        answer = client.get(address, follow=True)
        assert answer.redirect_chain[-1][0].startswith("/fi/account/sign-in/?next=")


def test_every_address_of_the_account_asks_a_stranger_to_sign_in(client):
    with translation.override("fi"):
        for name in ("account", "account-start", "account-second-factor", "account-token-new", "mfa_add_webauthn"):
            assert client.get(reverse(name)).url.startswith("/fi/account/sign-in/")


@pytest.mark.parametrize("page", ["", "register/"])
def test_public_pages_show_no_plan_to_who_lacks_the_required_factor(client, page):
    agency = requiring()
    user = MembershipFactory(organisation=agency).user
    events = [EventFactory(state="draft", lead=agency), EventFactory(state="planned"), EventFactory()]
    addresses = [f"/fi/events/{event.slug}/{page}" for event in events]
    client.force_login(user)
    without = [client.get(address).status_code for address in addresses]
    agency.requires_second_factor = False
    agency.save()

    allowed = [client.get(address).status_code for address in addresses]

    assert (without, allowed) == ([404, 404, 200], [200, 200, 200])
