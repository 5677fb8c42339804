"""What comes in from outside as JSON: read with care, refused with every error at once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pydantic
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.rules import RuleError

Shape = TypeVar("Shape", bound=pydantic.BaseModel)
_CODES = {
    "missing": "required",
    "literal_error": "invalid_choice",
    "string_too_long": "max_length",
    "extra_forbidden": "unknown",
    "timezone_aware": "timezone",
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """`field` is the input at fault ("" when it is all of it), `code` is stable, `text` is for people."""

    field: str
    code: str
    text: "str | Promise"


class InvalidError(RuleError):
    code = "invalid"
    status = 422
    text = gettext_lazy("Something in the request is missing or wrong.")

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__()
        self.errors = tuple(errors)


class MediaTypeError(RuleError):
    code = "unsupported_media_type"
    status = 415
    text = gettext_lazy("Send the request as JSON, with the header Content-Type: application/json.")


class NotFoundError(RuleError):
    """Also for what the caller may not see: the two are told apart by nothing."""

    code = "not_found"
    status = 404
    text = gettext_lazy("There is nothing at this address.")


def json_object(request: HttpRequest) -> dict[str, Any]:
    """Answer the JSON object a request carries; raises MediaTypeError or InvalidError."""
    if request.content_type != "application/json":
        raise MediaTypeError
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError):
        raise InvalidError([FieldError("", "json", _("This is not valid JSON."))]) from None
    if not isinstance(value, dict):
        raise InvalidError([FieldError("", "object", _("A JSON object is expected."))])
    return value


def shaped(shape: type[Shape], values: dict[str, Any]) -> Shape:
    """Answer the values in their shape; raises InvalidError with every field that does not fit."""
    try:
        return shape.model_validate(values)
    except pydantic.ValidationError as error:
        raise InvalidError(
            [field_error(dict(each), ".".join(map(str, each["loc"]))) for each in error.errors()]
        ) from None


def field_error(error: dict[str, Any], field: str) -> FieldError:
    """Answer one of pydantic's errors, of this field, in the active language."""
    words = {
        "missing": _("This is missing."),
        "extra_forbidden": _("There is no such field."),
        "timezone_aware": _("Say the time zone, as in 2027-03-12T09:00:00+02:00."),
    }
    return FieldError(
        field, _CODES.get(error["type"], error["type"]), words.get(error["type"], _("This value is not allowed here."))
    )
