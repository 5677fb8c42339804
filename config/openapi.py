"""What ninja's OpenAPI document lacks: problems as their own media type, headers, keys, and examples."""

import copy
from typing import Any

from ninja.openapi.schema import OpenAPISchema

from catalogue import idempotency
from config import openapi_examples
from config.problems import CONTENT_TYPE

DESCRIPTION = """\
The shared training calendar of Finland's regional state agencies.

* Everybody may read trainings and vocabularies and register. One's own registration is opened by its **key**, which
  stands in the `links` of the answer and in every mail. An agency's programs plan and publish with a **token**.
* Times carry Finland's offset (`2027-03-12T09:00:00+02:00`); spans are half-open.
* Texts come in the language of `lang`, else of `Accept-Language`, else in Finnish; what a training lacks in it comes in
  another, named by `language`.
* Lists answer `{"items": […], "next": cursor}`; give `next` back as `?cursor=` until it is null.
* Errors are `application/problem+json` with a stable `code`; errors of input name each field in `errors`. Besides the
  answers listed, an address that takes no such method answers 405, one longer than 8,000 characters 414, a body larger
  than 256 kB 413, and a failure of ours 500 or 503, in the same form.
* Any POST may carry an `Idempotency-Key`: repeated with the same body within 24 hours it is not done again but
  answered the same, with `Idempotency-Replayed: true`.
* Too many requests from one address are answered 429 with `Retry-After`.
"""
_KEY_HEADER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Your own unique word for this request (such as a UUID): repeat it to repeat safely.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"},
}
_VERSION_HEADER = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "The `version` that was read.",
    "schema": {"type": "string", "pattern": '^(W/)?"?[0-9]{1,9}"?$'},
}
_IN_PATH = {
    "event_id": "The training's `id`.",
    "name": "Which vocabulary.",
    "reference": "The registration's `reference`.",
}
_REPLAYED = {
    "description": "`true` when this is the remembered answer to an earlier request.",
    "schema": {"type": "string", "enum": ["true"]},
}
_RETRY_AFTER = {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}, "required": True}
_ETAG = {"description": "Give it back as `If-None-Match`.", "schema": {"type": "string"}}
_SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "description": "The token of an organisation or a person."},
    "registrationKey": {"type": "http", "scheme": "bearer", "description": "The registration's key."},
    "registrationKeyInAddress": {"type": "apiKey", "in": "query", "name": "key"},
}


def complete(schema: OpenAPISchema) -> OpenAPISchema:
    """Fill in the document in place and answer it."""
    schema["components"]["securitySchemes"] = _SCHEMES
    schema["tags"] = [{"name": name} for name in ("Trainings", "Planning", "Registrations", "Vocabularies")]
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            _complete_operation(method, operation)
            schema["components"]["schemas"].update(_shapes_of_body(operation))
    return schema


def _shapes_of_body(operation: dict[str, Any]) -> dict[str, Any]:
    """Take out what the shape of a body brings along of shapes inside it: they stand among the components."""
    if "requestBody" not in operation:
        return {}
    operation["requestBody"] = copy.deepcopy(operation["requestBody"])  # the operation's own, asked for again and again
    shapes: dict[str, Any] = operation["requestBody"]["content"]["application/json"]["schema"].pop("$defs", {})
    return shapes


def _complete_operation(method: str, operation: dict[str, Any]) -> None:
    examples = openapi_examples.of(operation["operationId"])
    answers = {int(status): answer for status, answer in operation["responses"].items()}
    operation["responses"] = {str(status): answer for status, answer in sorted(answers.items())}
    if method == "post":
        operation["parameters"].append(_KEY_HEADER)
    if method == "patch":
        operation["parameters"].append(_VERSION_HEADER)
    if examples.request is not None:
        operation["requestBody"]["content"]["application/json"]["example"] = examples.request
    for parameter in operation["parameters"]:
        parameter.setdefault("description", _IN_PATH.get(parameter["name"], ""))
        if parameter["name"] in examples.parameters:
            parameter["example"] = examples.parameters[parameter["name"]]
    for status, answer in answers.items():
        _complete_answer(method, status, answer, examples)


def _complete_answer(method: str, status: int, answer: dict[str, Any], examples: openapi_examples.Examples) -> None:
    content = answer.get("content", {})
    if status >= 400:  # noqa: PLR2004 - the first status that is a refusal
        content[CONTENT_TYPE] = content.pop("application/json")
        named = openapi_examples.problems(examples.codes.get(status, ()), status)
        content[CONTENT_TYPE]["examples"] = named
    elif content and examples.answer is not None:
        content["application/json"]["example"] = examples.answer
    headers: dict[str, Any] = {}
    if method == "post":
        headers[idempotency.REPLAYED] = _REPLAYED
    elif status in {200, 304}:
        headers["ETag"] = _ETAG
    if status == 429:  # noqa: PLR2004
        headers["Retry-After"] = _RETRY_AFTER
    if headers:
        answer["headers"] = headers
