"""Stands before Django: what a request claims about its content cannot make it unreadable.

Django decodes even the address with the character set of Content-Type, and takes any that Python has a codec for: some
are no text, some make text that the database refuses. Pages, forms and the API speak UTF-8.
"""

import codecs
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
# Others than UTF-8 are let through for Django to say that it does not take forms in them.
PLAIN = {"utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252"}


def checked(application: Application) -> Application:
    """Let the application see a content type without a strange character set, and none that cannot be parsed."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("CONTENT_TYPE"):
            environ["CONTENT_TYPE"] = _checked(environ["CONTENT_TYPE"])
        return application(environ, start_response)

    return answer


def _checked(content_type: str) -> str:
    try:
        kind, parameters = parse_header_parameters(content_type)
        charset = parameters.get("charset")
        is_plain = charset is None or codecs.lookup(charset).name in PLAIN
    except (ValueError, LookupError):
        return ""
    return content_type if is_plain else kind
