"""Signing in by a mailed code: limited in tries and time, and silent about who has an account."""

import pytest
from django.core import mail

from catalogue.models import Message
from tests.config.accounts.arrangements import CODE, SIGN_IN, ask_for_code, code_in, deliver, sign_in, signed_in_as
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_code_from_the_mail_signs_in(client):
    user = UserFactory(email="aino@example.org")

    answer = sign_in(client, " Aino@Example.org ")

    assert (answer.status_code, answer.url) == (302, "/fi/account/start/")
    assert signed_in_as(client) == user


def test_code_leads_back_to_the_page_that_asked_for_it(client):
    UserFactory(email="aino@example.org")
    client.post(f"{SIGN_IN}?next=/fi/account/", {"email": "aino@example.org"})

    answer = client.post(f"{CODE}?next=/fi/account/", {"code": code_in(deliver())})

    assert answer.url == "/fi/account/"


def test_other_sites_are_no_place_to_lead_to(client):
    UserFactory(email="aino@example.org")
    ask_for_code(client, "aino@example.org")

    answer = client.post(f"{CODE}?next=https://evil.example/", {"code": code_in(deliver())})

    assert answer.url == "/fi/account/start/"


def test_code_is_taken_in_small_letters_and_without_the_hyphen(client):
    UserFactory(email="aino@example.org")
    ask_for_code(client, "aino@example.org")

    answer = client.post(CODE, {"code": f" {code_in(deliver()).lower().replace('-', ' ')} "})

    assert answer.status_code == 302


def test_address_without_an_account_gets_the_same_answer_and_another_mail(client):
    UserFactory(email="aino@example.org")
    known = ask_for_code(client, "aino@example.org", follow=True)
    client.post("/fi/account/sign-out/")

    unknown = ask_for_code(client, "nobody@example.org", follow=True)

    assert known.redirect_chain == unknown.redirect_chain
    said = known.content.decode().replace("aino@", "nobody@")
    assert without_tokens(said) == without_tokens(unknown.content.decode())
    deliver()
    code, none = mail.outbox
    assert (none.to, "nobody@example.org" in none.body) == (["nobody@example.org"], False)
    assert code.subject != none.subject


def without_tokens(page):
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


@pytest.mark.parametrize("code", ["AAAA-AAAA", "", " ", "\x00", "ÄÄÄÄ-ÄÄÄÄ", "-" * 40])
def test_wrong_code_opens_nothing(client, code):
    UserFactory(email="aino@example.org")
    ask_for_code(client, "aino@example.org")

    answer = client.post(CODE, {"code": code})

    assert answer.status_code == 200
    assert not signed_in_as(client).is_authenticated


def test_after_five_wrong_codes_the_right_one_is_worth_nothing(client):
    UserFactory(email="aino@example.org")
    ask_for_code(client, "aino@example.org")
    right = code_in(deliver())

    answers = [client.post(CODE, {"code": "BBBB-BBBB"}).status_code for _try in range(5)]

    assert answers == [200, 200, 200, 200, 302]
    client.post(CODE, {"code": right})
    assert not signed_in_as(client).is_authenticated


def test_code_is_of_no_use_when_its_time_is_over(client, settings):
    UserFactory(email="aino@example.org")
    ask_for_code(client, "aino@example.org")
    code = code_in(deliver())

    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1
    client.post(CODE, {"code": code})

    assert not signed_in_as(client).is_authenticated


def test_code_signs_in_where_it_was_asked_for_only(client, client_elsewhere):
    UserFactory(email="aino@example.org")
    ask_for_code(client, "aino@example.org")
    code = code_in(deliver())
    ask_for_code(client_elsewhere, "aino@example.org")

    client_elsewhere.post(CODE, {"code": code})

    assert not signed_in_as(client_elsewhere).is_authenticated


def test_closed_account_gets_no_code(client):
    UserFactory(email="aino@example.org", is_active=False)
    ask_for_code(client, "aino@example.org")

    assert deliver().subject != "Kirjautumiskoodisi"
    assert Message.objects.get().kind == "no_account"


def test_code_is_kept_nowhere_once_it_is_sent(client):
    UserFactory(email="aino@example.org")
    ask_for_code(client, "aino@example.org")

    code = code_in(deliver())

    assert code not in str(Message.objects.values().get())


def test_code_that_could_not_be_sent_in_time_is_not_sent_late(client, settings):
    UserFactory(email="aino@example.org")
    ask_for_code(client, "aino@example.org")

    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1

    assert deliver() is None
    assert Message.objects.get().state == "withdrawn"


def test_one_address_is_sent_three_codes_a_minute_at_most(client):
    UserFactory(email="aino@example.org")

    for _ask in range(5):
        ask_for_code(client, "aino@example.org")
        client.post("/fi/account/sign-out/")

    assert Message.objects.count() == 3


def test_one_network_cannot_use_up_the_codes_of_an_address(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"code_from_network": "1/h/key"}
    UserFactory(email="aino@example.org")

    statuses = []
    for network in ("192.0.2.1", "192.0.2.1", "198.51.100.1"):
        statuses.append(ask_for_code(client, "aino@example.org", REMOTE_ADDR=network).status_code)
        client.post("/fi/account/sign-out/")

    assert statuses == [302, 200, 302]
    assert Message.objects.count() == 2


def test_who_is_signed_in_is_led_on_from_the_sign_in_page(client):
    client.force_login(MembershipFactory().user)

    assert client.get(SIGN_IN).status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "/fi/account/signup/",
        "/fi/account/password/change/",
        "/fi/account/password/reset/",
        "/fi/account/password/set/",
        "/fi/account/email/",
        "/accounts/login/",
        "/admin/password_change/",
    ],
)
def test_passwords_have_no_page(client, address):
    client.force_login(UserFactory(is_staff=True))

    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("limit", "addresses"),
    [("1/h/ip", ["nobody1@example.org", "nobody2@example.org"]), ("1/h/key", ["nobody@example.org"])],
    ids=["many", "one"],
)
def test_strangers_are_sent_a_few_letters_and_the_page_says_the_same(client, settings, limit, addresses):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"no_account": limit}

    said = []
    for number in range(2):
        said.append(ask_for_code(client, addresses[number % len(addresses)]).url)
        client.post("/fi/account/sign-out/")
    deliver()

    assert said[0] == said[1]
    assert [each.to for each in mail.outbox] == [addresses[:1]]
    assert list(Message.objects.order_by("created_at").values_list("state", flat=True)) == ["sent", "withdrawn"]
