"""Where a registration came from, as a digest: many from one network are seen as one, and nobody is traced by it."""

import hashlib
import hmac

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from catalogue.throttling import client_address, network_of

HEX_DIGITS = 16


def origin_of(request: HttpRequest) -> str:
    """A keyed digest of the request's network and the day: the same network is another one tomorrow."""
    told = f"{timezone.localdate()} {network_of(client_address(request))}"
    return hmac.new(settings.SECRET_KEY.encode(), told.encode(), hashlib.sha256).hexdigest()[:HEX_DIGITS]
