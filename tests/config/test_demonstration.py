"""The demonstration's accounts: one for each role, with sign-in links that work again and again, and only genuine."""

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue import tokens
from catalogue.actors import by_system
from catalogue.models import ApiToken, Membership, User
from config import demonstration
from config.seeding import asking, showcase
from registrations import terms
from registrations.models import Answer
from tests.factories import OrganisationFactory
from tests.registrations.arrangements import fill, open_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts(settings):
    settings.DEMONSTRATION = True
    everybody = (*demonstration.ACCOUNTS, *demonstration.COLLEAGUES)
    for slug in {account.agency for account in everybody if account.agency}:
        OrganisationFactory(slug=slug)
    demonstration.ensure_accounts()
    return demonstration.accounts("http://localhost:8000")


def test_there_is_an_account_for_each_role_and_for_two_agencies_at_least(accounts):
    assert {account["role"] for account in accounts} == set(Membership.Role)
    assert len({account["agency"] for account in accounts if account["role"] == "organiser"}) >= 2


def test_accounts_are_made_once(accounts):
    demonstration.ensure_accounts()

    assert User.objects.count() == len(demonstration.ACCOUNTS) + len(demonstration.COLLEAGUES)


def test_each_account_has_a_token_that_acts_as_the_person_and_is_told_again(accounts):
    demonstration.ensure_accounts()

    actors = [tokens.viewer_of(account["api_token"]).actor.user_id for account in accounts]

    assert actors == [User.objects.get(email=account["email"]).pk for account in accounts]
    assert demonstration.accounts("http://localhost:8000") == accounts
    assert ApiToken.objects.count() == len(accounts)


def test_token_of_the_demonstration_that_was_revoked_is_made_anew(accounts):
    tokens.revoke_token(by=by_system("tests"), token_id=ApiToken.objects.first().pk)

    demonstration.ensure_accounts()

    assert all(tokens.viewer_of(account["api_token"]) for account in accounts)


def test_sign_in_link_works_again_and_again(client, accounts):
    path = accounts[0]["sign_in_url"].removeprefix("http://localhost:8000")

    for _attempt in range(2):
        client.logout()
        assert client.get(path, follow=True).context["user"].email == accounts[0]["email"]


def test_sign_in_link_that_is_not_genuine_is_not_found(client, accounts):
    genuine = accounts[0]["sign_in_url"].rsplit("/", 2)[1]

    for token in (genuine[:-1] + ("A" if genuine[-1] != "A" else "B"), genuine[:-1], "1-", "x", "z" * 45, "٣-aa"):
        assert client.get(reverse("demonstration-sign-in", args=[token])).status_code == 404


def test_sign_in_link_of_somebody_outside_the_demonstration_is_not_found(client, accounts):
    stranger = User.objects.create_user("somebody@example.org", is_superuser=True)

    path = reverse("demonstration-sign-in", args=[demonstration.token_of(stranger)])

    assert client.get(path).status_code == 404


def test_workshop_of_the_demonstration_asks_and_those_who_come_have_answered():
    event = open_event(capacity=9, id=showcase.id_of("few-seats"))
    fill(event, 4)

    asking.ask(timezone.now())

    assert terms.of(event.pk).has_catering
    diets = Answer.objects.filter(question__standard="diet").values_list("value", flat=True)
    assert sorted(diets) == ["Gluteeniton", "Vegaaninen"]
    assert Answer.objects.filter(question__kind="choice").count() == 4
