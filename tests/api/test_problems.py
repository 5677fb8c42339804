"""Below /api/ every error is a problem, reads are open to other sites, and HEAD is GET without a body."""

import pytest

from events import cursors
from tests.factories import EventFactory

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("get", "/api/", 404, "not_found"),
        ("get", "/api/v1/", 404, "not_found"),
        ("get", "/api/v1/nothing/at/all", 404, "not_found"),
        ("get", "/api/v1/%ff%00", 404, "not_found"),
        ("get", "/api/v1/vocabularies/colours", 404, "not_found"),
        ("put", "/api/v1/events", 405, "method_not_allowed"),
        ("delete", "/api/v1/events", 405, "method_not_allowed"),
        ("options", "/api/v1/events", 405, "method_not_allowed"),
        ("get", "/api/v1/events/1/registrations", 405, "method_not_allowed"),
    ],
)
def test_what_is_not_there_is_a_problem(client, method, address, status, code):
    answer = getattr(client, method)(address)

    assert (answer.status_code, answer.headers["Content-Type"], answer.json()["code"]) == (status, PROBLEM, code)
    assert set(answer.json()) == {"type", "title", "status", "code", "detail", "errors"}
    assert ("Allow" in answer.headers) is (status == 405)


def test_problem_speaks_the_callers_language(client):
    answer = client.get("/api/v1/nothing?lang=en", headers={"Accept-Language": "fi"})

    assert answer.json()["detail"] == "There is nothing at this address."


def test_host_that_is_not_ours_is_a_problem(client):
    answer = client.get("/api/v1/events", headers={"Host": "elsewhere.example"})

    assert (answer.status_code, answer.headers["Content-Type"]) == (400, PROBLEM)


def test_failure_of_ours_is_a_problem_that_tells_nothing(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr(cursors, "stretch", lambda *_args, **_values: 1 / 0)

    answer = client.get("/api/v1/events")

    assert (answer.status_code, answer.headers["Content-Type"]) == (500, PROBLEM)
    assert (answer.json()["code"], "ZeroDivision" in answer.content.decode()) == ("server_error", False)


def test_head_answers_as_get_without_a_body(client):
    event = EventFactory()
    get, head = (ask(f"/api/v1/events/{event.pk}") for ask in (client.get, client.head))

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == get.headers["ETag"]


def test_reads_are_open_to_every_site(client):
    for address in ("/api/v1/events", "/api/v1/vocabularies/themes", "/api/v1/openapi.json", "/api/v1/events?past=x"):
        assert client.get(address).headers["Access-Control-Allow-Origin"] == "*"


def test_preflight_of_a_read_is_allowed_and_names_reads_only(client):
    answer = client.options(
        "/api/v1/events", headers={"Origin": "https://other.example", "Access-Control-Request-Method": "GET"}
    )

    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("address", ["/api/v1/registrations/K7MQ-4TZ9-PXRB", "/api/v1/docs"])
def test_what_is_ones_own_is_closed_to_other_sites(client, address):
    assert "Access-Control-Allow-Origin" not in client.get(address).headers


def test_writes_are_closed_to_other_sites(client):
    answer = client.post("/api/v1/events/1/registrations", headers={"Origin": "https://other.example"})

    assert "Access-Control-Allow-Origin" not in answer.headers
