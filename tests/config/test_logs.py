"""The log holds no secret: a link found in it opens nothing."""

import logging

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from psycopg_pool import PoolTimeout

from registrations import notices
from tests.registrations.arrangements import open_event, register


@pytest.fixture
def log(capsys):
    """What the product's own handler writes."""
    config = settings.LOGGING["formatters"]["line"]
    formatter = logging.config.DictConfigurator({"version": 1}).configure_formatter(dict(config))
    lines = []

    class Lines(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler = Lines()
    handler.setFormatter(formatter)
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
def test_refused_form_of_an_own_page_leaves_no_key_in_the_log(client, log):
    registration = register(open_event())
    token = notices.token_of(registration)

    refused = client.post(notices.page_path(registration, "en", "registration-details"), {"first_name": ""})
    unprotected = Client(enforce_csrf_checks=True).post(notices.page_path(registration, "en", "registration-cancel"))

    assert (refused.status_code, unprotected.status_code) == (422, 403)
    assert log
    assert token[:22] in log[0]
    assert not any(token[-22:] in line for line in log)


@pytest.mark.parametrize(
    "address", ["/api/v1/registrations/K7MQ?lang=fi&key=SECRET-part", "/demonstration/sign-in/1-SECRET/"]
)
def test_keys_in_addresses_are_left_out(log, address):
    logging.getLogger("test").warning("Not Found: %s", address)

    assert "SECRET" not in log[0]
    assert log[0].split("Not Found: ")[1].startswith(address[:20])


@pytest.mark.django_db
def test_requests_that_strangers_had_refused_are_a_line_of_warning_each(log):
    client = Client(raise_request_exception=False)

    client.get("/en/", headers={"Host": "evil.example" + "x" * 5_000})
    client.get("/en/events/?" + "q&" * 1_001)

    assert [("WARNING" in line, "Traceback" in line, len(line) < 500) for line in log] == [(True, False, True)] * 2


def test_requests_without_a_database_are_a_line_each(log):
    error = OperationalError("couldn't get a connection")
    error.__cause__ = PoolTimeout("couldn't get a connection")

    logging.getLogger("django.request").error("Service Unavailable: %s", "/en/", exc_info=error)

    assert [line.partition("WARNING ")[2] for line in log] == ["django.request Service Unavailable: /en/"]
