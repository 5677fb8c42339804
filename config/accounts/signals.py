"""What allauth tells: who has just added a second factor has thereby used it."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from catalogue.models import User


@receiver(authenticator_added)
def count_as_used(request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Adding one is done by using it; recovery codes are only shown."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        used = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
        record_authentication(request, user, "mfa", **used)
