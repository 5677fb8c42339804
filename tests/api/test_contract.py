"""The API keeps its own word: whatever is sent, nothing fails and nothing is answered that is not documented."""

import json
import uuid
from datetime import date, timedelta

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from catalogue import throttling
from catalogue.models import Organisation
from config import openapi_examples
from config.api import api
from config.wsgi import application
from events.models import Event
from registrations import notices
from tests.api.arrangements import PARTICIPANT, key_of
from tests.factories import (
    EventFactory,
    OrganisationFactory,
    RegionFactory,
    RegistrationFactory,
    SectorFactory,
    SessionFactory,
    TargetGroupFactory,
    ThemeFactory,
    VenueFactory,
)
from tests.registrations.arrangements import open_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_connection")]
KEPT = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
MANNER = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]


@pytest.fixture
def one_connection():
    """Requests stay in the test's transaction, as those of Django's own client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def uncompressed(environ, start_response):
    environ.pop("HTTP_ACCEPT_ENCODING", None)
    return application(environ, start_response)


def operations():
    schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
    schema.app = uncompressed
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.label)
def test_whatever_is_sent_is_answered_as_documented(operation, mode):
    registration = RegistrationFactory(event=open_event(capacity=3))
    there = {"event_id": str(registration.event_id), "reference": registration.reference}

    @MANNER
    @given(case=operation.as_strategy(generation_mode=mode), is_there=...)
    def send(case, is_there: bool):
        if is_there:
            case.path_parameters |= {name: there[name] for name in case.path_parameters if name in there}
            case.headers["Authorization"] = f"Bearer {notices.token_of(registration)}"
        case.call_and_validate(checks=KEPT)

    send()


def documented():
    """Every operation with every status that the document names for it."""
    paths = api.get_openapi_schema()["paths"].values()
    operations = [operation for methods in paths for operation in methods.values()]
    return {(each["operationId"], int(status)) for each in operations for status in each["responses"]}


@pytest.fixture
def asked(client, settings):
    """Ask each operation for each of its answers; what came, as (operation, status)."""
    seen = {}

    def ask(name, method, address, body=None, **headers):
        kind = headers.pop("kind", "application/json")
        answer = client.generic(method, f"/api/v1/{address}", body or b"", content_type=kind, headers=headers)
        seen[name, answer.status_code] = answer
        return answer

    event = open_event(capacity=50)
    there, nowhere = f"events/{event.pk}", f"events/{uuid.uuid4()}"
    participant, large = json.dumps(PARTICIPANT), b"x" * 300_000

    def everything():
        ask("getVocabulary", "GET", "vocabularies/sectors")
        ask("getVocabulary", "GET", "vocabularies/colours")
        ask("listEvents", "GET", "events")
        ask("listEvents", "GET", "events?sector=nonsense")
        known = ask("getEvent", "GET", there)
        ask("getEvent", "GET", there, **{"If-None-Match": known.headers.get("ETag", "")})
        ask("getEvent", "GET", nowhere)
        ask("getEvent", "GET", f"{there}?lang=xx")
        for address in (
            f"{there}/registration-form",
            f"{nowhere}/registration-form",
            f"{there}/registration-form?lang=xx",
        ):
            ask("getRegistrationForm", "GET", address)
        for body in (participant, participant, b"[]", large):
            ask("register", "POST", f"{there}/registrations", body)
        ask("register", "POST", f"{nowhere}/registrations", participant)
        ask("register", "POST", f"{there}/registrations", b"{}", kind="text/plain")
        _ask_for_ones_own(ask, event, large)
        _plan(ask, large)

    everything()
    throttling.count(throttling.write_rate(), "write", "127.0.0.1", times=5_000)
    settings.READ_RATE = "1/minute"
    everything()
    return seen


def _ask_for_ones_own(ask, event, large):
    """Each with its key, another's key, no key, again, another language and too much at once."""
    acts = {"getRegistration": "", "cancelRegistration": "cancel", "acceptOffer": "accept", "declineOffer": "decline"}
    for name, act in acts.items():
        state = "offered" if act in {"accept", "decline"} else "confirmed"
        registration = RegistrationFactory(event=event, state=state)
        key = {"Authorization": f"Bearer {notices.token_of(registration)}"}
        method, address = "POST" if act else "GET", f"registrations/{registration.reference}/{act}".rstrip("/")
        for headers in ({}, key, key, {"Authorization": "Bearer x"}):
            ask(name, method, address, **headers)
        ask(name, method, f"{address}?lang=xx", **key)
        if act:
            ask(name, method, address, large, **key)


SOON = timezone.now() + timedelta(days=30)
PLANNED = {
    "createEvent": ("POST", "events", openapi_examples.NEW_EVENT, "draft"),
    "updateEvent": ("PATCH", "events/{id}", {"title": {"fi": "Uusi"}}, "planned"),
    "moveEvent": ("POST", "events/{id}/move", {}, "planned"),
    "planEvent": ("POST", "events/{id}/plan", {}, "draft"),
    "publishEvent": ("POST", "events/{id}/publish", {}, "planned"),
    "postponeEvent": ("POST", "events/{id}/postpone", {}, "published"),
    "cancelEvent": ("POST", "events/{id}/cancel", {}, "published"),
    "reviveEvent": ("POST", "events/{id}/revive", {}, "cancelled"),
    "findSlots": (
        "POST",
        "slots",
        {"agency": "psavi", "minutes": 120, "earliest": str(timezone.localdate()), "latest": f"{SOON:%Y-%m-%d}"},
        "planned",
    ),
}


def _whom_the_example_names():
    OrganisationFactory(slug="oulu-city-library", kind="partner")
    VenueFactory(name_fi="Oulun kaupunginkirjasto", municipality="Oulu")
    for factory, code in (
        (SectorFactory, "library"),
        (ThemeFactory, "media_ai"),
        (RegionFactory, "17"),
        (TargetGroupFactory, "library_staff"),
    ):
        factory(code=code)
    return OrganisationFactory(slug="psavi")


def _plan(ask, large):
    """Each with the lead's token, another's, none, for nothing, in a wrong state, of a wrong kind and too large."""
    lead = Organisation.objects.filter(slug="psavi").first() or _whom_the_example_names()
    own, other = ({"Authorization": f"Bearer {key_of(each)}"} for each in (lead, OrganisationFactory()))
    for name, (method, address, body, state) in PLANNED.items():
        event = EventFactory(lead=lead, state=state, pools=[5])
        event.co_organisers.add(OrganisationFactory())
        session = SessionFactory(event=event)
        times = {"uid": session.uid, "starts_at": "2030-03-12T13:00:00Z", "ends_at": "2030-03-12T14:00:00Z"}
        sent = json.dumps(body | ({"sessions": [times]} if name == "moveEvent" else {}))
        there, nowhere = (address.format(id=each) for each in (event.pk, uuid.uuid4()))
        version = {"If-Match": "1"}
        if method == "PATCH":
            ask(name, method, there, sent, **own)
            ask(name, method, there, sent, **own, **{"If-Match": "9"})
            event.pools.update(taken=5)
            ask(name, method, there, json.dumps({"pools": [{"capacity": 1}]}), **own, **version)
        if name != "createEvent":
            ask(name, method, nowhere, sent, **own, **version)
        for headers in ({}, other, own):
            ask(name, method, there, sent, **headers, **version)
        ask(name, method, there, b"[]", **own, **version)
        ask(name, method, there, b"x", kind="text/plain", **own, **version)
        ask(name, method, there, large, **own, **version)
        Event.objects.filter(pk=event.pk).update(state="cancelled" if state != "cancelled" else "published")
        for headers in (own, other):
            ask(name, method, there, sent, **headers, **version)
    ended = OrganisationFactory(valid_to=date(2020, 1, 1))
    of_ended = json.dumps(openapi_examples.NEW_EVENT | {"agency": ended.slug})
    ask("createEvent", "POST", "events", of_ended, Authorization=f"Bearer {key_of(ended)}")
    ask("getEvent", "GET", f"events/{event.pk}", Authorization="Bearer kalenteri_x")
    for body in (json.dumps({"title": {"fi": "Uusi"}}), b"[]", large):
        ask("checkOverlaps", "POST", "overlaps/check", body, **own)
    ask("checkOverlaps", "POST", "overlaps/check", b"x", kind="text/plain", **own)
    ask("checkOverlaps", "POST", "overlaps/check", b"{}")
    for query, headers in (("", own), ("", {}), ("?state=x", own)):
        ask("listOverlaps", "GET", f"overlaps{query}", **headers)


def test_every_documented_answer_is_given_and_no_other(asked):
    assert set(asked) == documented()
    kinds = {answer.headers.get("Content-Type") for (_name, status), answer in asked.items() if status >= 400}
    assert kinds == {"application/problem+json"}
