"""What every template knows of the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - the signature is Django's
    return {"demonstration": settings.DEMONSTRATION, "base_url": settings.BASE_URL}
