"""Forgetting: personal data is removed when its purpose is over, while every count stays the same."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from catalogue import idempotency
from catalogue.actors import by_system
from catalogue.models import Message, Person
from registrations import answering, emptying
from registrations.models import ForgettingRun, GroupBooking, PersonalDataAccess, Registration
from registrations.my import letters
from registrations.newsletter import subscribing

FORGETTING = by_system("forgetting")
BATCH = emptying.BATCH
# Mails that only lead somewhere for an hour, or say that everything is gone.
FLEETING_KEPT = timedelta(days=1)
# Somebody of whom nothing is kept yet may be about to register.
NEW_FOR = timedelta(days=1)
Cause = ForgettingRun.Cause


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows of each kind were (or, in a dry run, would be) forgotten."""

    registrations: int = 0
    groups: int = 0
    answers: int = 0
    persons: int = 0
    messages: int = 0
    stored_answers: int = 0
    subscriptions: int = 0
    accesses: int = 0


def forget_personal_data(
    *, dry_run: bool = False, cause: str = Cause.COMMAND, now: datetime | None = None
) -> Forgotten:
    """Remove all personal data whose time is over, and keep the figures of it as proof; a dry run changes nothing.

    A registration's time is over KALENTERI_REGISTRATIONS_KEPT_DAYS after its training ended; that of the answers to a
    training's own questions as soon as the question says.
    """
    now = now or timezone.now()
    with transaction.atomic():
        forgotten = Forgotten(
            answers=answering.remove_due_answers(now=now),
            registrations=_empty_registrations(now),
            groups=_empty_groups(now),
            persons=_anonymise_persons(now),
            messages=_delete_messages(now),
            stored_answers=idempotency.forget_expired_answers(),
            subscriptions=subscribing.forget_unconfirmed(now=now),
            accesses=_delete_accesses(now),
        )
        if dry_run:
            transaction.set_rollback(True)
    ForgettingRun.objects.create(at=now, cause=cause, is_dry=dry_run, counts=asdict(forgotten))
    return forgotten


def _over(now: datetime) -> datetime:
    return now - timedelta(days=settings.REGISTRATIONS_KEPT_DAYS)


def _empty_registrations(now: datetime) -> int:
    due = Registration.objects.filter(event__ends_at__lt=_over(now)).exclude(email="")
    ids = list(due.values_list("pk", flat=True))
    return emptying.empty_registrations(ids, by=FORGETTING, action="forget", now=now)


def _empty_groups(now: datetime) -> int:
    due = GroupBooking.objects.filter(event__ends_at__lt=_over(now)).exclude(contact_email="")
    return emptying.empty_groups(list(due.values_list("pk", flat=True)))


def _anonymise_persons(now: datetime) -> int:
    """Persons of whom nothing is kept any more; the pseudonym stays, so that they still count as one."""
    registrations = Registration.objects.filter(person=OuterRef("pk"))
    groups = GroupBooking.objects.filter(contact_email=OuterRef("email"))
    is_new = Q(created_at__gt=now - NEW_FOR) & ~Exists(registrations)
    due = Person.objects.filter(
        ~Exists(registrations.exclude(email="")), ~Exists(groups), email__isnull=False, user__isnull=True
    ).exclude(is_new)
    found = list(due.order_by("pk").values_list("pk", flat=True))
    return sum(_anonymise(found[start : start + BATCH], now) for start in range(0, len(found), BATCH))


def _anonymise(found: Sequence[UUID], now: datetime) -> int:
    # Locked, they cannot register; who did so meanwhile is known again, and found so only by another statement.
    locked = Person.objects.filter(pk__in=found, email__isnull=False).order_by("pk").select_for_update()
    known = Registration.objects.filter(person__in=found).exclude(email="").values_list("person_id", flat=True)
    ids = {person.pk for person in locked.only("pk")} - set(known)
    return anonymise(ids, now=now)


def anonymise(ids: Collection[UUID], *, now: datetime) -> int:
    """Forget the addresses of these locked persons; their pseudonyms still count them."""
    return Person.objects.filter(pk__in=ids).update(
        email=None, email_verified_at=None, user=None, anonymised_at=now, link_version=F("link_version") + 1
    )


def _delete_messages(now: datetime) -> int:
    settled = Message.objects.exclude(state=Message.State.QUEUED)
    old = settled.filter(created_at__lt=now - timedelta(days=settings.MESSAGES_KEPT_DAYS))
    fleeting = settled.filter(kind__in=letters.KINDS, created_at__lt=now - FLEETING_KEPT)
    # Owed by who did not see yet that somebody was having everything erased.
    emptied = Registration.objects.filter(person__isnull=False, email="")
    late = settled.filter(person__isnull=False, registration_id__in=emptied.values("pk"))
    return sum(each.delete()[0] for each in (old, fleeting, late))


def _delete_accesses(now: datetime) -> int:
    old = now - timedelta(days=settings.ACCESS_LOG_KEPT_DAYS)
    deleted, _per_model = PersonalDataAccess.objects.filter(at__lt=old).delete()
    return deleted
