"""Answers /feeds/ before every other middleware: no session, no cookie, no negotiated language can come in."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import resolve

PREFIX = "/feeds/"


class FeedMiddleware:
    """Stands first. A feed sets all its own headers: Vary, Content-Length and compression are not to be touched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        if len(request.path_info) + len(request.META.get("QUERY_STRING", "")) > settings.LONGEST_ADDRESS:
            return _refusal(HTTPStatus.REQUEST_URI_TOO_LONG)
        match = resolve(request.path_info, settings.FEEDS_URLCONF)
        try:
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        except SuspiciousOperation:  # more parameters than anybody needs
            return _refusal(HTTPStatus.BAD_REQUEST)
        return response


def _refusal(status: HTTPStatus) -> HttpResponse:
    """Without a word: a calendar program keeps what it has, and nobody reads a page in it."""
    return HttpResponse(status=status, content_type="text/plain; charset=utf-8", headers={"Content-Length": "0"})
