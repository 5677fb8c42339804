"""Answers /feeds/ before every other middleware: no session, no cookie, no negotiated language can come in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve

PREFIX = "/feeds/"
ADDRESSES = "events.feeds.urls"


class FeedMiddleware:
    """Stands first. A feed sets all its own headers: Vary, Content-Length and compression are not to be touched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        match = resolve(request.path_info, ADDRESSES)
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response
