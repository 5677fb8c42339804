"""A database that is away is said as what it is; a form that has expired is not lost."""

import html
import re

import pytest
from django.db import OperationalError, connection
from django.test import Client

from registrations.models import Registration
from tests.registrations.arrangements import open_event


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


ANSWERS = {"first_name": 'Aino <i id="kova">', "last_name": "Virtanen", "workplace": "X", "language": "sv"}
OWN = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}


@pytest.mark.django_db
def test_form_whose_protection_has_run_out_comes_back_to_be_sent_again():
    event = open_event()
    client = Client(enforce_csrf_checks=True, headers=OWN)
    address = f"/sv/events/{event.slug}/register/"
    answers = ANSWERS | {"email": "aino@example.org"}
    expired = client.post(address, answers | {"csrfmiddlewaretoken": "x" * 32})
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', expired.content.decode()))

    sent = client.post(address, {name: html.unescape(value) for name, value in hidden.items()})

    assert (expired.status_code, '<html lang="sv">' in expired.content.decode()) == (403, True)
    assert 'id="kova"' not in expired.content.decode()
    assert (sent.status_code, Registration.objects.get().first_name) == (302, ANSWERS["first_name"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
        {},
    ],
)
def test_what_another_site_sent_is_not_laid_before_a_person_to_be_sent_again(headers):
    event = open_event()
    client = Client(enforce_csrf_checks=True, headers=headers)

    answer = client.post(f"/sv/events/{event.slug}/register/", ANSWERS)

    assert (answer.status_code, "Virtanen" in answer.content.decode()) == (403, False)
    assert not Registration.objects.exists()
