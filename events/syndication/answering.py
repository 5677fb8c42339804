"""HTTP of what everybody reads alike: conditions, compression, how long it may be kept, and no cookie."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from hashlib import blake2b

from django.http import HttpRequest, HttpResponse

from events.feeds import views


@dataclass(frozen=True, slots=True)
class Document:
    """`max_age` in seconds; `policy` is its Content-Security-Policy when it is a page that others may frame."""

    body: bytes
    content_type: str
    language: str
    max_age: int
    policy: str = ""

    @property
    def etag(self) -> str:
        """Weak, because the compressed answer carries it too."""
        return f'W/"{blake2b(self.body, digest_size=16).hexdigest()}"'


def document_view(find: Callable[..., Document | None]) -> Callable[..., HttpResponse]:
    """Make a view of a function that finds the document, as `calendar_view` does of calendars."""

    @wraps(find)
    @views.read_only
    def view(request: HttpRequest, **address: str) -> HttpResponse:
        document = find(request, **address)
        return views.absent(request) if document is None else _answer(request, document)

    return view


def _answer(request: HttpRequest, document: Document) -> HttpResponse:
    if views.is_known(request.headers.get("If-None-Match", ""), document.etag):
        return _with_headers(views.not_modified(), document)
    compressed = views.takes_gzip(request.headers.get("Accept-Encoding", ""), agent="")
    body = views.compress(document.body) if compressed else document.body
    response = views.packed(body, document.content_type, compressed=compressed)
    if request.method == "HEAD":
        response.content = b""
    return _with_headers(response, document)


def _with_headers(response: HttpResponse, document: Document) -> HttpResponse:
    response.headers["ETag"] = document.etag
    response.headers["Cache-Control"] = f"public, max-age={document.max_age}"
    response.headers["Content-Language"] = document.language
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Vary"] = "Accept-Encoding"
    if document.policy:
        response.headers["Content-Security-Policy"] = document.policy
        response.xframe_options_exempt = True  # what Django's own middleware looks at
    return response
