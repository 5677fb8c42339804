"""Naming check-in helpers of an event, and letting them go."""

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalogue.actors import Actor
from catalogue.models import User
from catalogue.rules import RuleError
from events import drafting, locks
from events.models import CheckInHelper


class UnknownHelperError(RuleError):
    code = "unknown_helper"
    status = 422
    text = _("Nobody has signed in here with that address. Ask them to sign in once, or have them invited.")


@transaction.atomic
def name_helper(*, by: Actor, event_id: uuid.UUID, email: str) -> CheckInHelper:
    """Let the user with this address mark who is present. Naming somebody again changes nothing."""
    event = locks.lock_event(event_id)
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise UnknownHelperError(field="email")
    helper, is_new = CheckInHelper.objects.get_or_create(event=event, user=user)
    if is_new:
        drafting.save_change(event, by=by, action="name_helper", details={"helper": user.pk})
    return helper


@transaction.atomic
def dismiss_helper(*, by: Actor, event_id: uuid.UUID, user_id: int) -> None:
    """Let a helper go. One who is none is no mistake."""
    event = locks.lock_event(event_id)
    removed, _rows = CheckInHelper.objects.filter(event=event, user_id=user_id).delete()
    if removed:
        drafting.save_change(event, by=by, action="dismiss_helper", details={"helper": user_id})
