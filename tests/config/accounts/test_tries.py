"""Signing in while the broker is away: people get in as ever, and whoever tries codes is stopped as ever."""

import time
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from catalogue import courier, tasks, throttling
from catalogue.models import Message, Tries
from config.accounts import resetting
from tests.config.accounts.arrangements import CODE, ask_for_code, code_in, sign_in, signed_in_as
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_broker(settings, monkeypatch):
    """Valkey has gone: nothing is counted there, and no task is taken."""

    def refuse(_message_ids):
        raise ConnectionRefusedError("no broker")

    settings.REDIS_URL = "unix:///nowhere.sock?db=0"
    monkeypatch.setattr(throttling, "_silent_until", time.monotonic() + 3600)
    monkeypatch.setattr(tasks.deliver_messages, "delay", refuse)


def test_code_signs_in_without_the_broker(client, no_broker):
    user = UserFactory(email="aino@example.org")

    answer = sign_in(client, "aino@example.org")

    assert (answer.status_code, signed_in_as(client)) == (302, user)


def test_codes_sent_to_one_address_are_counted_without_the_broker(client, no_broker):
    UserFactory(email="aino@example.org")

    for _ask in range(5):
        ask_for_code(client, "aino@example.org")
        client.post("/fi/account/sign-out/")

    assert Message.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_mail_with_the_code_leaves_without_the_broker(client, no_broker):
    user = UserFactory(email="aino@example.org")
    ask_for_code(client, "aino@example.org")
    courier.rest()

    client.post(CODE, {"code": code_in(mail.outbox[-1])})

    assert signed_in_as(client) == user
    assert Message.objects.get().state == Message.State.SENT


def test_tries_that_count_no_longer_are_forgotten(client):
    ask_for_code(client, "aino@example.org")
    assert Tries.objects.exists()

    resetting.forget_ended_sessions(now=timezone.now() + timedelta(days=1, minutes=1))

    assert not Tries.objects.exists()
