"""The courier: what is owed within a moment is one task, and a broker that is away delays nobody."""

import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from django.conf import settings
from django.utils import timezone

from catalogue import courier
from catalogue import tasks as tasks_of_the_catalogue
from catalogue.models import Message
from tests.registrations.arrangements import open_event, register


@pytest.fixture
def broker():
    with redis.from_url(settings.REDIS_URL) as connection:
        connection.flushdb()
        yield connection


def tasks(broker):
    return [json.loads(each)["headers"]["argsrepr"] for each in broker.lrange("celery", 0, -1)]


def test_messages_owed_within_a_moment_are_one_task(broker):
    for number in range(5):
        courier.hand_over([f"message-{number}"])
    courier.rest()

    assert len(tasks(broker)) == 1
    assert all(f"message-{number}" in tasks(broker)[0] for number in range(5))


def test_messages_owed_later_are_another_task(broker):
    courier.hand_over(["first"])
    courier.rest()
    courier.hand_over(["second"])
    courier.rest()

    assert len(tasks(broker)) == 2


@pytest.mark.django_db(transaction=True)
def test_broker_that_is_away_is_said_and_nothing_is_raised(caplog, monkeypatch):
    def refuse(_message_ids):
        raise ConnectionRefusedError("no broker")

    monkeypatch.setattr(tasks_of_the_catalogue.deliver_messages, "delay", refuse)

    courier.hand_over([str(uuid.uuid4())])
    courier.rest()

    assert caplog.messages == ["The broker did not take 1 messages: no broker"]


def test_handing_over_answers_at_once():
    started_at = time.monotonic()

    courier.hand_over(["message"])

    assert time.monotonic() - started_at < courier.GATHER_SECONDS


@pytest.mark.django_db(transaction=True)
def test_courier_that_has_gone_home_does_not_undo_what_is_saved(monkeypatch):
    """A process that ends takes no more tasks; the registration is saved and its message swept up."""
    monkeypatch.setattr(courier, "_thread", ThreadPoolExecutor(max_workers=1))
    courier._thread.shutdown()

    registration = register(open_event())

    assert registration.state == "confirmed"
    assert Message.objects.due(timezone.now()).count() == 1
