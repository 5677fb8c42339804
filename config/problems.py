"""What goes wrong below /api/, as application/problem+json (RFC 9457) with a stable code."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import ninja.errors
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from catalogue.inputs import FieldError, InvalidError, MediaTypeError, NotFoundError, field_error
from catalogue.rules import RuleError

CONTENT_TYPE = "application/problem+json"
UNAUTHORISED = 401
TOO_LARGE = 413


def problem(
    status: int, code: str, detail: str, *, errors: Sequence[FieldError] = (), headers: dict[str, str] | None = None
) -> HttpResponse:
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "errors": [{"field": error.field, "code": error.code, "text": str(error.text)} for error in errors],
    }
    # A name of a field that is no text, as half a pair of surrogates, comes back as a question mark.
    content = json.dumps(body, ensure_ascii=False).encode(errors="replace")
    response = HttpResponse(content, status=status, content_type=CONTENT_TYPE)
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def of_rule(error: RuleError) -> HttpResponse:
    """Answer a refusal; its text is in the active language."""
    headers = {"WWW-Authenticate": 'Bearer realm="Koulutuskalenteri"'} if error.status == UNAUTHORISED else {}
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(wait)
    if isinstance(error, InvalidError):
        errors: Sequence[FieldError] = error.errors
    else:
        errors = [FieldError(error.field, error.code, error.text)] if error.field else ()
    return problem(error.status, error.code, str(error), errors=errors, headers=headers)


def of_status(status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    """Answer what Django or ninja refuse without a word of ours, by its HTTP status."""
    code, detail = {
        400: ("bad_request", _("The request cannot be understood.")),
        403: ("forbidden", _("This is not allowed.")),
        404: ("not_found", str(NotFoundError.text)),
        405: ("method_not_allowed", _("This address does not take this method.")),
        413: ("too_large", _("The request is too large.")),
        414: ("address_too_long", _("The address is too long.")),
        415: ("unsupported_media_type", str(MediaTypeError.text)),
        429: ("too_many_requests", _("Too many requests at once. Please try again a little later.")),
        500: ("server_error", _("Something went wrong on our side. Nothing was saved.")),
        503: ("unavailable", _("Something went wrong on our side. Nothing was saved.")),
    }.get(status, ("error", HTTPStatus(status).phrase))
    return problem(status, code, detail, headers=headers)


def register_handlers(api: NinjaAPI) -> None:
    """Make problems of the exceptions that operations raise; what is not named here is Django's to log."""
    api.add_exception_handler(RuleError, lambda _request, error: of_rule(_instance(error)))
    api.add_exception_handler(Http404, lambda _request, _error: of_status(404))
    api.add_exception_handler(PermissionDenied, lambda _request, _error: of_status(403))
    api.add_exception_handler(RequestDataTooBig, lambda _request, _error: of_status(TOO_LARGE))
    api.add_exception_handler(ninja.errors.ValidationError, _of_parameters)
    api.add_exception_handler(ninja.errors.HttpError, lambda _request, error: of_status(_instance(error).status_code))


def _instance(error: Any) -> Any:
    return error


def _of_parameters(_request: HttpRequest, error: Any) -> HttpResponse:
    """Answer parameters that ninja refused; an address that cannot exist is not found."""
    if any(each["loc"][0] == "path" for each in error.errors):
        return of_status(404)
    return of_rule(InvalidError([field_error(each, str(each["loc"][-1])) for each in error.errors]))
