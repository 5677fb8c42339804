"""A POST repeated with its Idempotency-Key: done once, answered the same, kept a day."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from catalogue import idempotency
from catalogue.models import Message, StoredAnswer
from registrations import notices, registering
from registrations.models import Registration
from tests.api.arrangements import register
from tests.factories import RegistrationFactory
from tests.registrations.arrangements import open_event

REPLAYED = "Idempotency-Replayed"
AT_ONCE = 6


@pytest.mark.django_db
def test_same_request_again_is_answered_the_same_and_done_once(client):
    event = open_event()

    first = register(client, event, key="one")
    second = register(client, event, key="one")

    assert (first.status_code, REPLAYED in first.headers) == (201, False)
    assert (second.status_code, second.headers[REPLAYED]) == (201, "true")
    assert second.content == first.content
    assert second.headers["Content-Type"] == first.headers["Content-Type"]
    assert Registration.objects.count() == Message.objects.count() == 1


@pytest.mark.django_db
def test_same_key_with_another_body_is_refused(client):
    event = open_event()
    register(client, event, key="one")

    answer = register(client, event, key="one", email="other@example.org")

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_mismatch")
    assert Registration.objects.count() == 1


@pytest.mark.django_db
def test_refusal_is_remembered_too_with_what_it_caused(client):
    event = open_event()
    register(client, event)

    first = register(client, event, key="one")
    Registration.objects.update(state="cancelled")
    second = register(client, event, key="one")

    assert (first.status_code, second.status_code) == (409, 409)
    assert second.content == first.content
    assert second.headers["Content-Type"] == "application/problem+json"
    assert Message.objects.filter(kind="link_again").count() == 1


@pytest.mark.django_db(transaction=True)
def test_failure_is_not_remembered_and_leaves_nothing(client, monkeypatch):
    event = open_event()
    client.raise_request_exception = False
    monkeypatch.setattr(notices, "send_first", lambda *_args, **_kwargs: 1 / 0)

    failed = register(client, event, key="one")
    monkeypatch.undo()
    answer = register(client, event, key="one")

    assert (failed.status_code, failed.json()["code"]) == (500, "server_error")
    assert (answer.status_code, REPLAYED in answer.headers) == (201, False)
    assert Registration.objects.count() == 1


@pytest.mark.django_db
def test_same_key_elsewhere_or_from_somebody_else_is_another_request(client, settings):
    settings.PROXIES = 1
    event, other = open_event(), open_event()

    answers = [
        register(client, event, key="one"),
        register(client, other, key="one"),
        client.post(
            f"/api/v1/events/{event.pk}/registrations",
            {},
            content_type="application/json",
            headers={"Idempotency-Key": "one", "X-Forwarded-For": "192.0.2.7"},
        ),
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 422]
    assert answers[2].json()["code"] == "invalid"


@pytest.mark.django_db
def test_answer_to_the_right_key_is_not_replayed_to_a_wrong_one(client):
    registration = RegistrationFactory(event=open_event())
    address = f"/api/v1/registrations/{registration.reference}/cancel"

    def cancel(key):
        return client.post(address, headers={"Idempotency-Key": "one", "Authorization": f"Bearer {key}"})

    right, wrong = cancel(notices.token_of(registration)), cancel("wrong")

    assert (right.status_code, wrong.status_code) == (200, 404)
    assert (cancel("wrong").headers[REPLAYED], cancel(notices.token_of(registration)).status_code) == ("true", 200)


@pytest.mark.django_db
def test_key_after_a_day_is_new_again(client):
    event = open_event()
    register(client, event, key="one")
    StoredAnswer.objects.update(created_at=timezone.now() - idempotency.ANSWERS_KEPT - timedelta(minutes=1))

    answer = register(client, event, key="one", email="other@example.org")

    assert (answer.status_code, REPLAYED in answer.headers) == (201, False)
    assert StoredAnswer.objects.count() == 1


@pytest.mark.django_db
def test_stored_answers_name_nobody_and_are_forgotten_after_a_day(client):
    register(client, open_event(), key="one")
    kept = StoredAnswer.objects.get()
    StoredAnswer.objects.update(created_at=timezone.now() - idempotency.ANSWERS_KEPT - timedelta(minutes=1))

    forgotten = idempotency.forget_expired_answers()

    assert "127.0.0.1" not in kept.caller
    assert (forgotten, StoredAnswer.objects.count()) == (1, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "k" * 201, "ä", "a\tb"])
def test_key_that_is_none_is_refused(client, key):
    answer = register(client, open_event(), key=key)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "Idempotency-Key")


@pytest.mark.django_db
def test_read_with_a_key_is_not_remembered(client):
    client.get("/api/v1/events", headers={"Idempotency-Key": "one"})

    assert not StoredAnswer.objects.exists()


def at_once(event):
    """The same request from many threads that arrive together."""
    barrier = threading.Barrier(AT_ONCE)

    def send(_number):
        try:
            barrier.wait(timeout=10)
            return register(Client(), event, key="one")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(send, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_same_request_many_times_at_once_is_done_once(monkeypatch):
    calls = counted_work(monkeypatch)

    answers = at_once(open_event())

    assert [answer.status_code for answer in answers] == [201] * AT_ONCE
    assert len({answer.content for answer in answers}) == 1
    assert sorted(answer.headers.get(REPLAYED, "") for answer in answers) == [""] + ["true"] * (AT_ONCE - 1)
    assert len(calls) == Registration.objects.count() == Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_claim_does_the_work_many_times(monkeypatch):
    calls = counted_work(monkeypatch)
    monkeypatch.setattr(idempotency, "_claim", lambda **_place: True)

    answers = at_once(open_event())

    assert len(calls) == AT_ONCE
    assert {answer.status_code for answer in answers} == {201, 409}


def counted_work(monkeypatch):
    calls, work = [], registering.register_person

    def counted(**values):
        calls.append(values)
        return work(**values)

    monkeypatch.setattr(registering, "register_person", counted)
    return calls
