"""Pages for what goes wrong: 403, 404, 500, and a form whose protection has run out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Answer a form sent with an expired or missing protection cookie: say so, and that nothing was saved."""
    return render(request, "403_csrf.html", status=403)
