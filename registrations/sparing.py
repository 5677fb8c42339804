"""How often anybody may have us write to one address: nobody is flooded with our mail by a stranger."""

import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from limits import RateLimitItem, RateLimitItemPerHour

from catalogue import throttling
from catalogue.rules import RuleError

MOST_FOR_AN_ADDRESS = RateLimitItemPerHour(30)
# Whole schools register for one training in an hour.
MOST_FOR_A_SUPERVISOR = RateLimitItemPerHour(200)


class TooManyLettersError(RuleError):
    code = "too_many_requests"
    status = 429
    text = _("There have been too many registrations with one of these e-mail addresses. Try again in an hour.")

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__()


def spare(emails: Iterable[str], *, supervisor: str = "") -> None:
    """Count what makes us write to these addresses; raises TooManyLettersError when one has had enough of it."""
    for email in sorted(set(emails)):
        _count(MOST_FOR_AN_ADDRESS, "letters", email)
    if supervisor:
        _count(MOST_FOR_A_SUPERVISOR, "approvals", supervisor)


def _count(rate: RateLimitItem, kind: str, email: str) -> None:
    # The broker is told no addresses.
    digest = hmac.new(settings.SECRET_KEY.encode(), email.encode(), hashlib.sha256).hexdigest()
    refusal = throttling.count(rate, kind, digest)
    if refusal is not None:
        raise TooManyLettersError(refusal.wait)
