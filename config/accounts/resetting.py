"""Taking away what opens an account: all second factors at once, and what is left of sessions and tries."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from catalogue.actors import Actor
from catalogue.models import AccessChange, Tries, User


@transaction.atomic
def reset_second_factor(*, by: Actor, user_id: int, now: datetime | None = None) -> int:
    """Remove every second factor of an account and end its sessions; answers how many factors there were."""
    user = User.objects.select_for_update().get(pk=user_id)
    count: int = Authenticator.objects.filter(user=user).delete()[0]
    for session in UserSession.objects.filter(user=user):
        session.end()
    AccessChange.objects.create(user=user, action="reset_second_factor", at=now or timezone.now(), **by.columns())
    return count


def forget_ended_sessions(*, now: datetime | None = None) -> int:
    """Delete sessions whose time is over, with the addresses and browsers noted for them; answers how many.

    Tries whose time is over go with them.
    """
    now = now or timezone.now()
    Tries.objects.filter(expires__lt=now).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    ended = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    count: int = ended.delete()[0]
    return count
