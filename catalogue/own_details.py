"""What people change of their own accounts: name and language. The address is the identity and stays."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalogue.actors import Actor
from catalogue.models import AccessChange, User


@transaction.atomic
def change_own_details(
    *, by: Actor, user_id: int, first_name: str, last_name: str, language: str, now: datetime | None = None
) -> User:
    user = User.objects.select_for_update().get(pk=user_id)
    before = (user.first_name, user.last_name, user.language)
    user.first_name, user.last_name, user.language = first_name, last_name, language
    if before != (first_name, last_name, language):
        user.save(update_fields=["first_name", "last_name", "language"])
        AccessChange.objects.create(user=user, action="change_details", at=now or timezone.now(), **by.columns())
    return user
