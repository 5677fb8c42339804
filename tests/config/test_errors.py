"""A database that is away is said as what it is: come again, with the time to wait."""

import pytest
from django.db import OperationalError, connection
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/sv/events/", "/feeds/events.ics", "/api/v1/events"])
def test_without_its_database_every_address_says_when_to_come_again(address):
    def refuse(*_anything):
        raise OperationalError("the connection is lost")

    with connection.execute_wrapper(refuse):
        answer = Client(raise_request_exception=False).get(address)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")


@pytest.mark.django_db
def test_failure_of_ours_stays_a_failure_of_ours():
    def fail(*_anything):
        raise ZeroDivisionError

    with connection.execute_wrapper(fail):
        answer = Client(raise_request_exception=False).get("/sv/events/")

    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers
