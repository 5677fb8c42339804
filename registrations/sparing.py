"""How often anybody may have us write to one address: nobody is flooded with our mail by a stranger."""

import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from limits import RateLimitItemPerHour

from catalogue import throttling
from catalogue.rules import RuleError

# From one network, and from all of them: whoever asks in somebody's name does not keep the owner from asking elsewhere.
# A supervisor's whole school may register within the hour, and a program may ask once more when it got no answer.
RATES = (RateLimitItemPerHour(100), RateLimitItemPerHour(300))


class TooManyLettersError(RuleError):
    code = "too_many_letters"
    status = 429
    text = _("There have been too many registrations with one of these e-mail addresses. Try again in an hour.")

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__()


def spare(request: HttpRequest, emails: Iterable[str], *, supervisor: str = "") -> None:
    """Count what makes us write to these addresses; raises TooManyLettersError when one has had enough of it."""
    network = throttling.network_of(throttling.client_address(request))
    for email in sorted(set(emails)):
        _count("letters", email, network)
    if supervisor:
        _count("approvals", supervisor, network)


def _count(kind: str, email: str, network: str) -> None:
    for rate, told in zip(RATES, (f"{network} {email}", email), strict=True):
        # The broker is told no addresses.
        digest = hmac.new(settings.SECRET_KEY.encode(), told.encode(), hashlib.sha256).hexdigest()
        refusal = throttling.count(rate, kind, digest)
        if refusal is not None:
            raise TooManyLettersError(refusal.wait)
