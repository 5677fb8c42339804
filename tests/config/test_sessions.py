"""A session cookie that nobody was given is no session, whatever is in it."""

import pytest
from django.test import Client

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("cookie", ['"\\000abcdefghijkl"', "abcdefgh" * 2000, '"\\377\\377abcdefgh"', "ABCDEFGH-./;"])
@pytest.mark.parametrize("address", ["/en/", "/sv/account/sign-in/"])
def test_session_cookie_that_nobody_was_given_is_no_session(address, cookie):
    answer = Client(headers={"Cookie": f"sessionid={cookie}"}).get(address)

    assert answer.status_code == 200


def test_session_that_was_given_is_known_again(client):
    user = UserFactory(is_staff=True, is_superuser=True)

    client.force_login(user)

    assert client.get("/admin/").context["user"] == user
