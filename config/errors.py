"""Pages for what goes wrong: what cannot be read, 403, 404, 500, and a form whose protection has run out."""

import sys
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from config import refusals
from config.api_middleware import PREFIX

SECONDS_TO_TRY_AGAIN = 10
FIRST_ERROR = 400
PLAIN_STYLES = ("reset", "tokens", "base", "layout", "button", "prose")
# Of a form that may be sent again: more than any of ours has.
MOST_VALUES = 200


class ErrorPages:
    """Gives a bare refusal its page, in the reader's language; what is no page, as a picture, stays bare.

    Below /api/ it becomes a problem instead.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_bare = response.status_code >= FIRST_ERROR and not response.streaming and not response.content
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if not (is_bare and is_page) or request.path_info.startswith(PREFIX):
            return response
        page = refusals.page(request, response.status_code)
        for name in set(response.headers) - {"Content-Type", "Content-Length"}:
            page.headers[name] = response.headers[name]
        return page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address or form that cannot be read. It may have no readable query, so nothing looks at it."""
    if isinstance(exception, RequestDataTooBig):
        status, words = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, None
    elif isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        status, words = HTTPStatus.BAD_REQUEST, refusals.TOO_MANY
    else:
        status, words = HTTPStatus.BAD_REQUEST, None
    with translation.override(_language(request)):
        return refusals.page(request, status, words)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a failure of ours with a page that needs neither database nor context; without its database, as 503."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _plain(request, HTTPStatus.INTERNAL_SERVER_ERROR)
    response = _plain(request, HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(SECONDS_TO_TRY_AGAIN)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Answer a form sent with an expired or missing protection cookie: say so, and let it be sent again."""
    if request.method != "POST":
        return HttpResponseNotAllowed(("GET", "HEAD"))
    response = render(request, "403_csrf.html", {"written": _written(request)}, status=403)
    add_never_cache_headers(response)
    return response


def _written(request: HttpRequest) -> list[tuple[str, str]]:
    """What was in a form of our own page; what another site sent is not laid before a person to be sent again."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if site not in {None, "same-origin"} or origin not in {
        settings.BASE_URL,
        f"{request.scheme}://{request.get_host()}",
    }:
        return []
    values = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    return [pair for pair in values if pair[0] != "csrfmiddlewaretoken"] if len(values) <= MOST_VALUES else []


def _plain(request: HttpRequest, status: int) -> HttpResponse:
    language = _language(request)
    with translation.override(language):
        context = {"language": language, "styles": _styles()}
        return HttpResponse(render_to_string("500.html", context), status=status)


def _language(request: HttpRequest) -> str:
    """As the page would have had; what goes wrong may do so before anybody has asked."""
    return translation.get_language_from_request(request, check_path=True)


def _styles() -> list[str]:
    """A missing manifest of static files must not break the page that says so."""
    try:
        return [static(f"css/{name}.css") for name in PLAIN_STYLES]
    except ValueError:
        return []
