"""How much one address may ask for: counted exactly, by address, and never in the way when the broker is gone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from limits import parse

from catalogue import throttling
from tests.api.arrangements import register
from tests.registrations.arrangements import open_event

pytestmark = pytest.mark.django_db
HERE = "127.0.0.1"


def test_too_many_writes_of_one_address_are_refused_with_a_time_to_wait(client):
    event = open_event()
    throttling.count(throttling.write_rate(), "write", HERE, times=2999)

    last, refused = register(client, event), register(client, event, email="b@example.org", key="one")
    elsewhere = client.post(f"/api/v1/events/{event.pk}/registrations", REMOTE_ADDR="192.0.2.1")

    assert last.status_code == 201
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert elsewhere.status_code == 415


def test_too_many_writes_leave_reads_alone(client):
    throttling.count(throttling.write_rate(), "write", HERE, times=5000)

    assert client.get("/api/v1/events").status_code == 200


def test_too_many_reads_are_refused(client, settings):
    settings.READ_RATE = "2/minute"

    statuses = [client.get("/api/v1/vocabularies/sectors").status_code for _ in range(4)]

    assert statuses == [200, 200, 429, 429]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("5/minute", "1000/minute"),
        ("999/minute", "1000/minute"),
        ("5000/minute", "5000/minute"),
        ("20/second", "1000/minute"),
    ],
)
def test_writes_are_never_held_below_a_thousand_a_minute(settings, wanted, expected):
    settings.WRITE_RATE = wanted

    assert throttling.write_rate() == parse(expected)


def test_requests_at_once_are_counted_exactly():
    rate = parse("50/minute")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: throttling.count(rate, "write", HERE), range(160)))

    assert answers.count(None) == 50


def test_without_the_broker_nobody_is_refused_nor_kept_waiting(client, settings):
    settings.REDIS_URL = "unix:///nowhere.sock?db=0"

    assert client.get("/api/v1/vocabularies/sectors").status_code == 200
    assert throttling._silent_until > 0


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "192.0.2.1", HERE),
        (1, "", HERE),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "10.9.9.9, 192.0.2.1", "192.0.2.1"),
        (2, "10.9.9.9, 192.0.2.1, 10.0.0.1", "192.0.2.1"),
        (2, "192.0.2.1", "192.0.2.1"),
        (1, "nonsense", HERE),
    ],
)
def test_client_address_believes_only_what_our_proxies_wrote(settings, proxies, forwarded, expected):
    settings.PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded} if forwarded else {})

    assert throttling.client_address(request) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", ""),
    ],
)
def test_caller_is_an_ipv4_address_or_an_ipv6_subscriber(address, expected):
    assert throttling.network_of(address) == expected


def test_page_is_refused_only_when_it_is_sent_too_often():
    page = throttling.limited(lambda _request: HttpResponse("ok"))
    throttling.count(throttling.write_rate(), "write", HERE, times=3000)

    shown, refused = page(RequestFactory().get("/")), page(RequestFactory().post("/"))

    assert (shown.status_code, refused.status_code) == (200, 429)
    assert int(refused.headers["Retry-After"]) >= 1
