"""Stands before pages and API: what is too long, too large, too much or no form is refused before it is read."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from config import bodies
from config.api_middleware import PREFIX

SECONDS_TO_WAIT = "10"
ADMINISTRATION = "/admin/"
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
UTF_8 = {"utf-8", "utf8"}
# What programs post elsewhere than to the API.
MAIL = ("/bounces", "message/rfc822")


class Limits:
    """Answers the bare status; `errors.ErrorPages` and the API's middleware say it in words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refusal = _refusal(request)
        if refusal is None:
            return self.get_response(request)
        headers = {"Retry-After": SECONDS_TO_WAIT} if refusal == HTTPStatus.SERVICE_UNAVAILABLE else None
        return HttpResponse(status=refusal, headers=headers)


def _refusal(request: HttpRequest) -> HTTPStatus | None:
    if is_too_long(request):
        return HTTPStatus.REQUEST_URI_TOO_LONG
    if request.path_info.startswith(ADMINISTRATION) and "\x00" in unquote(request.META.get("QUERY_STRING", "")):
        return HTTPStatus.BAD_REQUEST  # its filters and searches hand everything to the database
    if refusal := request.META.get(bodies.REFUSAL):
        return HTTPStatus(refusal)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length[:20]) > bodies.largest(request.path_info):
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if request.method == "POST" and length != "0" and not request.path_info.startswith(PREFIX):
        is_taken = _is_form(request) or (request.path_info, request.content_type) == MAIL
        return None if is_taken else HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    return None


def is_too_long(request: HttpRequest) -> bool:
    """Whether the address holds more than any link or form of ours leads to."""
    length = len(request.path_info) + len(request.META.get("QUERY_STRING", ""))
    return length > settings.LONGEST_ADDRESS


def _is_form(request: HttpRequest) -> bool:
    charset = (request.content_params or {}).get("charset", "utf-8")
    is_plain = "Content-Encoding" not in request.headers and charset.lower() in UTF_8
    return is_plain and request.content_type in FORMS
