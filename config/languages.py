"""Which language a visitor gets: the address says it; a choice that differs from the browser's is remembered."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

A_YEAR = 365 * 24 * 60 * 60


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Lead `/` to the front page in the remembered language, else the browser's, else Finnish."""
    response = HttpResponseRedirect(f"/{translation.get_language_from_request(request)}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


class RememberLanguage:
    """Keeps the language of a page in a cookie when it is not the one `/` would have chosen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        chosen = translation.get_language_from_path(request.path_info)
        is_page = (
            response.headers.get("Content-Type", "").startswith("text/html") and response.status_code == HTTPStatus.OK
        )
        if chosen and is_page and chosen != translation.get_language_from_request(request):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                max_age=A_YEAR,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
                samesite="Lax",
            )
        return response
