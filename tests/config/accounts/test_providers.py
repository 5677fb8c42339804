"""Signing in with an OpenID Connect provider, against one that runs beside the test; a false address opens nothing."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.checks import run_checks

from catalogue.models import Message, User
from config.accounts import providers
from tests.config.accounts.arrangements import signed_in_as
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

# The provider's own library warns of itself.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
SERVICES = "/fi/account/services/"
START = "/fi/account/sign-in/with/virtu/"
OWN_LINK = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def issuer():
    """The address of a provider that believes whatever it is told about a person."""
    import oidc_provider_mock

    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def virtu(issuer, settings):
    """Set the provider up as the environment would, with what the test adds."""

    def set_up(**options):
        entry = {"id": "virtu", "name": "Virtu", "server": issuer, "client_id": "kk", "client_secret": "s" * 8}
        settings.OIDC = providers.read(json.dumps([entry | options]), is_secure=False)
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": settings.OIDC.apps}}
        assert not settings.OIDC.problems

    return set_up


@pytest.fixture
def come_from_provider(client, issuer):
    """Go the whole way: to the provider, sign in there as this person, and come back."""

    def come(sub="1", **claims):
        requests.put(f"{issuer}/users/{sub}", json=claims, timeout=10).raise_for_status()
        away = client.get(START, headers=OWN_LINK)
        back = requests.post(away.url, data={"sub": sub}, allow_redirects=False, timeout=10).headers["Location"]
        return client.get(back.removeprefix("http://testserver"))

    return come


AINO = {"email": "aino@example.org", "email_verified": True, "given_name": "Aino", "family_name": "Virtanen"}


def test_verified_address_signs_in_to_its_account(client, virtu, come_from_provider):
    virtu()
    user = MembershipFactory(user__email="aino@example.org").user

    answer = come_from_provider(**AINO)

    assert (answer.status_code, signed_in_as(client)) == (302, user)
    assert SocialAccount.objects.get().user == user


def test_connected_account_is_known_again_when_its_address_has_changed_at_the_provider(
    client, virtu, come_from_provider
):
    virtu()
    user = UserFactory(email="aino@example.org")
    come_from_provider(**AINO)
    client.post("/fi/account/sign-out/")

    come_from_provider(**AINO | {"email": "aino.new@example.org", "email_verified": False})

    assert signed_in_as(client) == user


@pytest.mark.parametrize("verified", [False, None, "false", "no", 0])
def test_address_that_is_not_verified_takes_no_account_over(client, virtu, come_from_provider, verified):
    virtu(sign_up=True)
    UserFactory(email="aino@example.org")

    answer = come_from_provider(**AINO | {"email_verified": verified})

    assert not signed_in_as(client).is_authenticated
    assert (SocialAccount.objects.count(), User.objects.count()) == (0, 1)
    assert answer.status_code == 200


def test_address_is_believed_by_setting_and_domain(client, virtu, come_from_provider):
    virtu(verified_email=["example.org"])
    user = UserFactory(email="aino@example.org")
    UserFactory(email="aino@elsewhere.org")
    claims = {name: value for name, value in AINO.items() if name != "email_verified"}

    come_from_provider(sub="2", **claims | {"email": "aino@elsewhere.org"})
    assert not signed_in_as(client).is_authenticated
    come_from_provider(**claims)

    assert signed_in_as(client) == user


def test_stranger_gets_no_account_unless_the_provider_may_open_them(client, virtu, come_from_provider):
    virtu()
    come_from_provider(**AINO)
    assert not User.objects.exists()

    virtu(sign_up=True)
    come_from_provider(**AINO)

    user = User.objects.get()
    assert (user.email, user.get_full_name(), user.memberships.count()) == ("aino@example.org", "Aino Virtanen", 0)
    assert (user.is_staff, user.is_superuser, signed_in_as(client)) == (False, False, user)


def test_closed_account_stays_closed(client, virtu, come_from_provider):
    virtu()
    UserFactory(email="aino@example.org", is_active=False)

    answer = come_from_provider(**AINO)

    assert (answer.url, signed_in_as(client).is_authenticated) == ("/fi/account/sign-in/closed/", False)


@pytest.mark.parametrize(("has_two", "status"), [(True, 200), (False, 302)])
def test_provider_that_asks_for_two_factors_counts_as_two(client, virtu, come_from_provider, has_two, status):
    virtu(second_factor=has_two)
    MembershipFactory(user__email="aino@example.org", organisation=OrganisationFactory(requires_second_factor=True))

    come_from_provider(**AINO)

    assert client.get("/fi/workspace/rights/").status_code == status


def test_way_to_the_provider_has_a_challenge_and_its_verifier_stays_here(client, virtu, issuer):
    virtu()

    query = parse_qs(urlsplit(client.get(START, headers=OWN_LINK).url).query)

    assert query["code_challenge_method"] == ["S256"]
    assert query["redirect_uri"] == ["http://testserver/account/with/virtu/callback/"]
    assert query["code_challenge"] != query["state"]
    assert "pkce_code_verifier" in str(dict(client.session))


def test_answer_that_nobody_asked_for_is_refused(client, virtu, issuer):
    virtu()
    UserFactory(email="aino@example.org")

    answer = client.get("/account/with/virtu/callback/?code=x&state=y")

    assert (answer.status_code, signed_in_as(client).is_authenticated) == (401, False)
    assert "Aino" not in answer.content.decode()


def test_refusal_at_the_provider_is_said(client, virtu, issuer):
    virtu()
    (state,) = parse_qs(urlsplit(client.get(START, headers=OWN_LINK).url).query)["state"]

    answer = client.get(f"/account/with/virtu/callback/?error=access_denied&state={state}", follow=True)

    assert answer.redirect_chain[-1][0] == "/fi/account/sign-in/cancelled/"


def test_link_on_another_site_does_not_start_it_by_itself(client, virtu):
    virtu()

    answer = client.get(START, headers={"Sec-Fetch-Site": "cross-site"})

    assert (answer.status_code, f'href="{START}"' in answer.content.decode()) == (200, True)


def test_provider_that_is_away_is_said_on_a_page(client, virtu):
    virtu(server="http://localhost:9")

    answer = client.get(START, headers=OWN_LINK)

    assert answer.status_code == 502


def test_provider_that_is_not_set_up_is_not_found(client):
    assert client.get(START).status_code == 404
    assert client.get("/account/with/virtu/callback/").status_code == 404


def test_button_of_the_provider_is_on_the_sign_in_page(client, virtu):
    virtu()

    assert f'href="{START}?next=/fi/account/"' in client.get("/fi/account/sign-in/?next=/fi/account/").content.decode()


GOOD = {"id": "virtu", "name": "Virtu", "server": "https://idp.example", "client_id": "a", "client_secret": "b"}


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{}",
        "[1]",
        json.dumps([{**GOOD, "secret": "x"}]),
        json.dumps([{**GOOD, "client_id": ""}]),
        json.dumps([{**GOOD, "id": "Ä/.."}]),
        json.dumps([{**GOOD, "server": "http://idp.example"}]),
        json.dumps([{**GOOD, "server": "idp.example"}]),
        json.dumps([{**GOOD, "sign_up": "yes"}]),
        json.dumps([{**GOOD, "verified_email": "example.org"}]),
        json.dumps([GOOD, GOOD]),
    ],
)
def test_wrong_variable_is_named_with_a_hint_and_stops_nothing(text, settings):
    settings.OIDC = providers.read(text, is_secure=True)

    (found,) = [message for message in run_checks() if message.id == "koulutuskalenteri.E002"]

    assert (found.hint[:2], len(settings.OIDC.apps)) == ("[{", 1 if text == json.dumps([GOOD, GOOD]) else 0)


@pytest.mark.parametrize("text", ["", " ", "[]", json.dumps([{**GOOD, "scope": ["openid"], "verified_email": True}])])
def test_right_variable_has_no_problem(text):
    assert providers.read(text, is_secure=True).problems == ()


def test_connected_service_is_seen_and_disconnected(client, virtu, come_from_provider):
    virtu()
    UserFactory(email="aino@example.org")
    come_from_provider(**AINO)
    connected = SocialAccount.objects.get()
    page = client.get(SERVICES).content.decode()
    assert ("Virtu" in page, "aino@example.org" in page) == (True, True)
    assert f'href="{SERVICES}"' in client.get("/fi/account/").content.decode()

    answer = client.post(SERVICES, {"account": connected.pk})

    assert (answer.status_code, answer.url) == (302, "/fi/account/")
    assert not SocialAccount.objects.exists()
    assert Message.objects.filter(kind="account_news").count() == 2


def test_service_of_somebody_else_is_not_disconnected(client, virtu, come_from_provider):
    virtu()
    UserFactory(email="aino@example.org")
    come_from_provider(**AINO)
    client.force_login(UserFactory())

    client.post(SERVICES, {"account": SocialAccount.objects.get().pk})

    assert SocialAccount.objects.count() == 1


def test_last_way_in_stays(client, virtu, come_from_provider):
    virtu()
    user = UserFactory(email="aino@example.org")
    come_from_provider(**AINO)
    User.objects.filter(pk=user.pk).update(email="")

    answer = client.post(SERVICES, {"account": SocialAccount.objects.get().pk})

    assert (answer.status_code, SocialAccount.objects.count()) == (200, 1)
    assert "error-summary" in answer.content.decode()


def test_services_are_for_who_is_signed_in(client):
    assert client.get(SERVICES).url.startswith("/fi/account/sign-in/")
