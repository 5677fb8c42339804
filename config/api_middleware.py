"""Stands round everything below /api/: reads are open to other sites, HEAD is GET, and every error is a problem."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header

from config import problems

PREFIX = "/api/"
# What anybody may read, from any site. One's own registration and every write stay with the same site.
OPEN_TO_ALL_SITES = ("/api/v1/events", "/api/v1/vocabularies/", "/api/v1/openapi.json")
READS = {"GET", "HEAD", "OPTIONS"}
A_DAY = "86400"
FIRST_ERROR = 400
DEFAULT_LANGUAGE = "fi"


class ApiMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        if _is_preflight(request):
            return _allow_reading(HttpResponse(status=204))
        response = self._answer(request)
        if response.status_code >= FIRST_ERROR and response.headers.get("Content-Type") != problems.CONTENT_TYPE:
            response = _as_problem(request, response)
        patch_vary_headers(response, ("Accept-Language",))
        return _allow_reading(response) if _is_open(request) else response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        """Answer HEAD as GET; the server leaves out the body."""
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        response = self.get_response(request)
        request.method = "HEAD"
        return response


def requested_language(request: HttpRequest) -> str:
    """The language of an answer: `lang`, else Accept-Language, else Finnish. A cookie of the pages says nothing."""
    try:
        candidates = [request.GET.get("lang", "")]
    except SuspiciousOperation:  # more parameters than anybody needs
        candidates = []
    candidates += [code for code, _priority in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    for code in candidates:
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return DEFAULT_LANGUAGE


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    kept = {name: value for name in ("Allow", "Retry-After") if (value := response.headers.get(name))}
    with translation.override(requested_language(request)):
        return problems.of_status(response.status_code, kept)


def _is_open(request: HttpRequest) -> bool:
    return request.method in READS and request.path_info.startswith(OPEN_TO_ALL_SITES)


def _is_preflight(request: HttpRequest) -> bool:
    return request.method == "OPTIONS" and _is_open(request) and "Access-Control-Request-Method" in request.headers


def _allow_reading(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    if response.status_code == 204:  # noqa: PLR2004 - the answer to a preflight
        response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response["Access-Control-Allow-Headers"] = "Accept-Language, If-None-Match"
        response["Access-Control-Max-Age"] = A_DAY
    return response
