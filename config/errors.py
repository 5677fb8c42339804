"""Pages for what goes wrong: a bad request, 403, 404, 500, and a form whose protection has run out."""

import sys
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

SECONDS_TO_TRY_AGAIN = 10


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    """Answer an address or form that cannot be read. It may have no readable query, so nothing looks at it."""
    return _plain(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a failure of ours with a page that needs neither database nor context; without its database, as 503."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _plain(request, "500.html", HTTPStatus.INTERNAL_SERVER_ERROR)
    response = _plain(request, "500.html", HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(SECONDS_TO_TRY_AGAIN)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Answer a form sent with an expired or missing protection cookie: say so, and that nothing was saved."""
    return render(request, "403_csrf.html", status=403)


def _plain(request: HttpRequest, template: str, status: int) -> HttpResponse:
    language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(language):
        context: dict[str, Any] = {"language": language}
        return HttpResponse(render_to_string(template, context), status=status)
