"""Health: the process by itself, and what it needs."""

import pytest
from django.db import connection
from django.test import Client


def test_healthz_asks_nothing_but_the_process():
    answer = Client().get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readyz_answers_when_database_and_broker_do():
    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok", "broker": "ok"})


@pytest.mark.django_db
def test_readyz_says_at_once_that_the_database_is_gone(monkeypatch):
    parameters = connection.get_connection_params() | {"host": "/nowhere"}
    monkeypatch.setattr(connection, "get_connection_params", lambda: parameters)

    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"status": "failing", "database": "failing", "broker": "ok"})


@pytest.mark.django_db
def test_readyz_names_what_fails(settings):
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"

    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"status": "failing", "database": "ok", "broker": "failing"})
