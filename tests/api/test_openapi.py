"""The OpenAPI document is complete: every operation, parameter and answer, with examples that hold."""

import copy
import re

import jsonschema_rs
import pytest
from django.utils import translation

from catalogue.rules import RuleError
from config import openapi_examples
from config.api import api
from events.filter_values import PARAMETERS
from events.schemas import EventOut
from registrations.forms import ParticipantForm
from registrations.schemas import RegistrationIn, RegistrationOut
from tests.api.arrangements import registrations_of
from tests.factories import EducationLevelFactory, SectorFactory
from tests.registrations.arrangements import open_event

DOCUMENT = api.get_openapi_schema()
OPERATIONS = [
    pytest.param(method, path, operation, id=operation["operationId"])
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]


def is_valid(schema, value):
    full = {"components": DOCUMENT["components"], **copy.deepcopy(schema)}
    return jsonschema_rs.validator_for(full, validate_formats=True).is_valid(value)


@pytest.mark.django_db
def test_document_is_served_as_it_is(client):
    assert client.get("/api/v1/openapi.json").json() == DOCUMENT


def test_operations_are_those_of_the_design():
    assert sorted(
        (method, path.removeprefix("/api/v1")) for path, ms in DOCUMENT["paths"].items() for method in ms
    ) == [
        ("get", "/events"),
        ("get", "/events/{event_id}"),
        ("get", "/events/{event_id}/registration-form"),
        ("get", "/overlaps"),
        ("get", "/registrations/{reference}"),
        ("get", "/vocabularies/{name}"),
        ("patch", "/events/{event_id}"),
        ("post", "/events"),
        ("post", "/events/{event_id}/cancel"),
        ("post", "/events/{event_id}/move"),
        ("post", "/events/{event_id}/plan"),
        ("post", "/events/{event_id}/postpone"),
        ("post", "/events/{event_id}/publish"),
        ("post", "/events/{event_id}/registrations"),
        ("post", "/events/{event_id}/revive"),
        ("post", "/overlaps/check"),
        ("post", "/registrations/{reference}/accept"),
        ("post", "/registrations/{reference}/cancel"),
        ("post", "/registrations/{reference}/decline"),
        ("post", "/slots"),
    ]


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_operation_says_what_it_does_takes_and_answers(method, path, operation):
    names = [parameter["name"] for parameter in operation["parameters"]]

    assert operation["summary"]
    assert operation["description"]
    assert "429" in operation["responses"]
    assert ("404" in operation["responses"]) is ("{" in path)
    assert set(re.findall(r"{(\w+)}", path)) <= set(names)
    assert ("Idempotency-Key" in names) is (method == "post")
    assert len(names) == len(set(names))
    assert all(parameter["description"] for parameter in operation["parameters"])


def test_every_filter_parameter_is_documented_with_its_values():
    (operation,) = (item.values[2] for item in OPERATIONS if item.id == "listEvents")
    described = {parameter["name"]: parameter for parameter in operation["parameters"]}

    assert set(described) == {*PARAMETERS, "lang", "cursor", "page_size"}


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_refusals_are_problems_and_every_answer_has_an_example(method, path, operation):
    for status, answer in operation["responses"].items():
        for media_type, content in answer.get("content", {}).items():
            assert media_type == ("application/json" if status < "400" else "application/problem+json")
            examples = [each["value"] for each in content.get("examples", {}).values()] or [content["example"]]
            assert all(is_valid(content["schema"], example) for example in examples)
            assert all(example["status"] == int(status) for example in examples if status >= "400")


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_examples_of_parameters_and_bodies_hold(method, path, operation):
    for parameter in operation["parameters"]:
        assert "example" not in parameter or is_valid(parameter["schema"], parameter["example"])
    if body := operation.get("requestBody"):
        content = body["content"]["application/json"]
        assert is_valid(content["schema"], content["example"])


def test_control_a_wrong_example_does_not_hold():
    schema = {"$ref": "#/components/schemas/EventOut"}

    assert is_valid(schema, openapi_examples.EVENT)
    assert not is_valid(schema, openapi_examples.EVENT | {"version": "three"})


@pytest.mark.django_db
def test_example_of_registering_is_taken_as_it_stands(client):
    SectorFactory(code="library")
    EducationLevelFactory(code="basic")

    answer = client.post(registrations_of(open_event()), openapi_examples.PARTICIPANT, content_type="application/json")

    assert answer.status_code == 201
    assert is_valid({"$ref": "#/components/schemas/RegistrationOut"}, answer.json())


def test_examples_name_every_field():
    assert set(openapi_examples.EVENT) == set(EventOut.model_fields)
    assert set(openapi_examples.PARTICIPANT) == set(RegistrationIn.model_fields)
    assert set(openapi_examples.of("register").answer) == set(RegistrationOut.model_fields)


def test_participant_is_described_by_the_rules_of_the_form():
    fields = ParticipantForm.base_fields
    described = RegistrationIn.model_json_schema()

    assert set(fields) == set(described["properties"]) - {
        "answers",
        "consent",
        "pool",
        "claimed",
        "supervisor_email",
    }
    assert {name for name, field in fields.items() if field.required} == set(described["required"])
    for name, field in fields.items():
        longest = getattr(field, "max_length", None)
        shapes = described["properties"][name].get("anyOf", [described["properties"][name]])
        assert longest is None or shapes[0]["maxLength"] == longest


def test_refusals_are_quoted_as_they_are_said():
    with translation.override("en"):
        said = {error.code: str(error.text) for error in RuleError.__subclasses__()}

    quoted = {code: text for code, text in openapi_examples._DETAILS.items() if code in said}

    assert len(quoted) >= 12
    assert quoted == {code: said[code] for code in quoted}
