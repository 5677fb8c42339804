"""Stands round everything: headers that keep a browser from misusing an answer, on whatever has not set its own."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FEEDS = "/feeds/"
# For what is no page: a feed, a file, a figure. A browser that shows it all the same runs and loads nothing.
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# A page may show who is signed in or a form's own key: kept by nobody but the browser, and asked for again.
PAGE_CACHING = "private, no-cache"


class Completion:
    """What every answer has, as the settings want it."""

    def __init__(self) -> None:
        self.always = {
            "Content-Security-Policy": NOTHING,
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": ", ".join(f"{name}=()" for name in sorted(settings.PERMISSIONS_POLICY)),
            "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": settings.X_FRAME_OPTIONS,
        }
        self.when_secure = {"Strict-Transport-Security": _transport_security()} if settings.SECURE_HSTS_SECONDS else {}

    def __call__(self, response: HttpResponse, *, is_feed: bool, is_secure: bool) -> None:
        """Set what the answer has not set itself."""
        headers = response.headers
        for name, value in self.always.items():
            headers.setdefault(name, value)
        if getattr(response, "xframe_options_exempt", False):  # Django's own mark of what others may frame
            del headers["X-Frame-Options"]
        is_open = is_feed or "Access-Control-Allow-Origin" in headers
        headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if is_open else "same-origin")
        if is_secure:
            for name, value in self.when_secure.items():
                headers.setdefault(name, value)
        if headers.get("Content-Type", "").startswith("text/html"):
            headers.setdefault("Cache-Control", PAGE_CACHING)


class Headers:
    """A feed passes nothing else of this; pages have most of it already from their own middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response, self.complete = get_response, Completion()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_feed = request.path_info.startswith(FEEDS)
        self.complete(response, is_feed=is_feed, is_secure=bool(self.complete.when_secure) and request.is_secure())
        return response


def _transport_security() -> str:
    value = f"max-age={settings.SECURE_HSTS_SECONDS}"
    value += "; includeSubDomains" if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else ""
    return value + ("; preload" if settings.SECURE_HSTS_PRELOAD else "")
