"""Figures for Prometheus, and who may read them."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.registrations.arrangements import fill, open_event

pytestmark = pytest.mark.django_db


def test_metrics_tell_what_is_owed_taken_and_waited_for(client):
    fill(open_event(capacity=1), 3)

    response = client.get("/metrics")

    samples = {
        (sample.name.removeprefix("koulutuskalenteri_"), sample.labels.get("state", "")): sample.value
        for family in text_string_to_metric_families(response.content.decode())
        for sample in family.samples
    }
    assert samples["messages", "queued"] == 3
    assert samples["registrations", "waitlisted"] == 2
    assert (samples["seats_taken", ""], samples["people_waiting", ""]) == (1, 2)


@pytest.mark.parametrize(
    ("headers", "address", "status"),
    [
        ({}, "127.0.0.1", 200),
        ({}, "10.1.2.3", 404),
        ({"HTTP_X_FORWARDED_FOR": "10.1.2.3"}, "127.0.0.1", 404),
        ({"HTTP_AUTHORIZATION": "Bearer right"}, "10.1.2.3", 200),
        ({"HTTP_AUTHORIZATION": "Bearer wrong"}, "10.1.2.3", 404),
    ],
)
def test_metrics_are_for_the_token_and_for_this_machine(client, settings, headers, address, status):
    settings.METRICS_TOKEN = "right"

    assert client.get("/metrics", REMOTE_ADDR=address, **headers).status_code == status


def test_metrics_without_a_configured_token_open_to_no_empty_one(client, settings):
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics", REMOTE_ADDR="10.1.2.3", HTTP_AUTHORIZATION="Bearer ").status_code == 404
