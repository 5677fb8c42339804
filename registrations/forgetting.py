"""Forgetting: personal data is removed when its purpose is over, while every count stays the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from catalogue.actors import by_system
from catalogue.models import Message, Person
from registrations.models import PersonalDataAccess, Registration, RegistrationChange, RegistrationNote
from registrations.personal_data import RECORD

FORGETTING = by_system("forgetting")
BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows of each kind were (or, in a dry run, would be) forgotten."""

    registrations: int
    persons: int
    messages: int
    accesses: int


def forget_personal_data(*, dry_run: bool = False, now: datetime | None = None) -> Forgotten:
    """Empty records of registrations whose time is over, anonymise persons without any left, delete old messages.

    A registration's time is over KALENTERI_REGISTRATIONS_KEPT_DAYS after its training ended.
    """
    now = now or timezone.now()
    with transaction.atomic():
        forgotten = Forgotten(
            registrations=_empty_registrations(now),
            persons=_anonymise_persons(now),
            messages=_delete_messages(now),
            accesses=_delete_accesses(now),
        )
        if dry_run:
            transaction.set_rollback(True)
    return forgotten


def _empty_registrations(now: datetime) -> int:
    over = now - timedelta(days=settings.REGISTRATIONS_KEPT_DAYS)
    due = Registration.objects.filter(event__ends_at__lt=over).exclude(email="")
    rows = list(due.values_list("pk", "state"))
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        emptied = dict.fromkeys(RECORD, "") | {"updated_at": now, "link_version": F("link_version") + 1}
        Registration.objects.filter(pk__in=[pk for pk, _state in part]).update(**emptied)
        RegistrationNote.objects.filter(registration__in=[pk for pk, _state in part]).delete()
        RegistrationChange.objects.bulk_create(
            RegistrationChange(
                registration_id=pk, at=now, action="forget", from_state=state, to_state=state, **FORGETTING.columns()
            )
            for pk, state in part
        )
    return len(rows)


def _anonymise_persons(now: datetime) -> int:
    """Persons all of whose registrations have been emptied; the pseudonym stays, so that they still count as one."""
    registrations = Registration.objects.filter(person=OuterRef("pk"))
    due = Person.objects.filter(
        Exists(registrations), ~Exists(registrations.exclude(email="")), email__isnull=False, user__isnull=True
    )
    found = list(due.order_by("pk").values_list("pk", flat=True))
    return sum(_anonymise(found[start : start + BATCH], now) for start in range(0, len(found), BATCH))


def _anonymise(found: Sequence[UUID], now: datetime) -> int:
    # Locked, they cannot register; who did so meanwhile is known again, and found so only by another statement.
    locked = Person.objects.filter(pk__in=found, email__isnull=False).order_by("pk").select_for_update()
    known = Registration.objects.filter(person__in=found).exclude(email="").values_list("person_id", flat=True)
    ids = {person.pk for person in locked.only("pk")} - set(known)
    return Person.objects.filter(pk__in=ids).update(email=None, anonymised_at=now, link_version=F("link_version") + 1)


def _delete_messages(now: datetime) -> int:
    old = now - timedelta(days=settings.MESSAGES_KEPT_DAYS)
    deleted, _per_model = Message.objects.filter(created_at__lt=old).exclude(state=Message.State.QUEUED).delete()
    return deleted


def _delete_accesses(now: datetime) -> int:
    old = now - timedelta(days=settings.ACCESS_LOG_KEPT_DAYS)
    deleted, _per_model = PersonalDataAccess.objects.filter(at__lt=old).delete()
    return deleted
