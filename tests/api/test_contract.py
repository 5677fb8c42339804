"""The API keeps its own word: whatever is sent, nothing fails and nothing is answered that is not documented."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.api import api
from config.wsgi import application
from registrations import notices
from tests.factories import RegistrationFactory
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
    max_examples=20,
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
