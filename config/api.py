"""The JSON API at /api/v1/: joins the apps' operations, and what is the same for all of them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_update
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.openapi.docs import Swagger
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from catalogue import idempotency, throttling
from catalogue.api import router as vocabularies
from catalogue.inputs import FieldError, InvalidError
from catalogue.rules import RuleError
from config import openapi, problems
from config.api_middleware import requested_language
from events.api.overlaps import router as trainings
from registrations.api import router as registrations

Run = Callable[..., HttpResponse]


class PlainRenderer(JSONRenderer):
    """Letters as they are, not as escapes."""

    json_dumps_params = {"ensure_ascii": False}


class CalendarAPI(NinjaAPI):
    def set_default_exception_handlers(self) -> None:
        problems.register_handlers(self)

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Ninja's schema with what it cannot know: problem answers, headers, keys and examples."""
        return openapi.complete(super().get_openapi_schema(**kwargs))


def admitted(run: Run) -> Run:
    """Answer in the caller's language, what is not too large and not too often."""

    @wraps(run)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        language = requested_language(request)
        with translation.override(language):
            response = _admit(request) or _run(run, request, kwargs)
        response["Content-Language"] = language
        return response

    return guarded


def _admit(request: HttpRequest) -> HttpResponse | None:
    """Answer why the request is not even looked at, or None."""
    refusal = throttling.check(request)
    if refusal:
        return problems.of_status(429, {"Retry-After": str(refusal.wait)})
    try:
        _ = request.GET
    except TooManyFieldsSent:
        return problems.of_rule(InvalidError([FieldError("", "too_many", gettext("Too many parameters."))]))
    return None


def _run(run: Run, request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponse:
    try:
        return run(request, **kwargs)
    except RuleError as error:
        return problems.of_rule(error)


api = CalendarAPI(
    title="Koulutuskalenteri",
    version="1",
    description=openapi.DESCRIPTION,
    urls_namespace="api-1",
    renderer=PlainRenderer(),
    docs=Swagger(settings={"defaultModelsExpandDepth": -1}),
    docs_decorator=csp_update({"img-src": ["data:"]}),  # the documentation page's own icons
)
# The later stands outside: an answer is remembered only for a request that was admitted.
api.add_decorator(idempotency.answer_once, mode="view")
api.add_decorator(admitted, mode="view")
api.add_router("", vocabularies)
api.add_router("", trainings)
api.add_router("", registrations)
