"""Erasing everything about a person that need not be kept: in one write, for good, while every count stays the same."""

import uuid
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalogue import outbox, personal_data
from catalogue.actors import PARTICIPANT, Actor, by_system
from catalogue.models import Message, Person, StoredAnswer
from catalogue.personal_data import Erased, Whose
from events.models import Event
from registrations import cancelling, emptying, forgetting, refusals
from registrations.models import ForgettingRun, GroupBooking, Registration
from registrations.my import letters

ACTION = "erase"
# Messages to one person that name another.
NAMING = ("substitute", "substituted")
# No deadline of cancelling keeps anybody from being forgotten.
ERASING = by_system("erasing")
State = Registration.State


@dataclass(frozen=True, slots=True)
class Held:
    """A training with a seat that has begun: its certificate may be asked for until `kept_until`."""

    registration: Registration
    kept_until: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Erasure:
    """What erasing means for a person: what is given up, what goes, and what stays unless they want it otherwise."""

    given_up: list[Registration]
    groups: list[GroupBooking]
    emptied: list[Registration]
    held: list[Held]
    messages: int


class _MeanwhileError(Exception):
    """Something of the person has come into being since we looked."""


def foresee(person: Person, *, now: datetime) -> Erasure:
    """What `erase_person` would do now."""
    rows = list(_registrations(person).order_by("event__starts_at", "created_at"))
    held = [row for row in rows if _is_held(row, now)]
    given_up = [row for row in rows if _is_given_up(row, now)]
    apart = {row.pk for row in [*held, *given_up]}
    return Erasure(
        given_up=given_up,
        groups=list(_groups(person).select_related("event")),
        emptied=[row for row in rows if row.pk not in apart],
        held=[Held(row, _kept_until(row.event)) for row in held],
        messages=_messages(person, [row.pk for row in rows]).count(),
    )


def erase_person(
    *, by: Actor = PARTICIPANT, person_id: uuid.UUID, with_held: bool, now: datetime | None = None
) -> None:
    """Give up what is coming, and erase everything about the person; the history keeps no reasons, mails go.

    Of trainings that have been held the least that a certificate needs stays for its time, unless `with_held`. A mail
    says that it has been done.
    """
    now = now or timezone.now()
    while True:
        # Events are locked before persons: what came in between is locked anew, from the beginning.
        with suppress(_MeanwhileError), transaction.atomic():
            return _erase(by, person_id, with_held=with_held, now=now)


def _erase(by: Actor, person_id: uuid.UUID, *, with_held: bool, now: datetime) -> None:
    person = Person.objects.get(pk=person_id, email__isnull=False)
    _give_up(person, now=now)
    person = Person.objects.select_for_update().get(pk=person_id)
    rows = list(_registrations(person))
    if any(_is_given_up(row, now) for row in rows):
        raise _MeanwhileError
    email, language = person.email, person.language
    assert email is not None
    held = [] if with_held else [row.pk for row in rows if _is_held(row, now)]
    gone = [row.pk for row in rows if row.pk not in set(held)]
    _forget_answers(rows)
    _forget_in_mails_to_others(rows)
    counts = {
        "messages": _messages(person, [row.pk for row in rows]).delete()[0],
        "registrations": emptying.empty_registrations(gone, by=by, action=ACTION, now=now),
        "kept_for_certificates": emptying.keep_for_certificates(held, by=by, action=ACTION, now=now),
        "groups": emptying.empty_groups(list(_groups(person).values_list("pk", flat=True))),
        "persons": 0,
    }
    Registration.objects.filter(supervisor_email=email).update(supervisor_email="")
    _delete_own(person, is_whole=not held)
    if not held:
        counts["persons"] = forgetting.anonymise([person.pk], now=now)
    _say_so(email, language, now)
    ForgettingRun.objects.create(at=now, cause=ForgettingRun.Cause.REQUEST, counts=counts)


def _give_up(person: Person, *, now: datetime) -> None:
    """Give up the seats and places of trainings to come, and the seats without a name in the person's groups."""
    unnamed = Registration.objects.active().filter(group__in=_groups(person), person=None).select_related("event")
    rows = [row for row in [*_registrations(person), *unnamed] if _is_given_up(row, now)]
    for row in sorted(rows, key=lambda row: (row.event_id, row.pk)):
        with suppress(refusals.RegistrationEndedError, refusals.TrainingBegunError):
            cancelling.cancel_registration(by=ERASING, registration_id=row.pk, now=now)


def _registrations(person: Person) -> QuerySet[Registration]:
    return Registration.objects.filter(person=person).select_related("event").exclude(email="")


def _groups(person: Person) -> QuerySet[GroupBooking]:
    return GroupBooking.objects.filter(contact_email=person.email)


def _is_given_up(row: Registration, now: datetime) -> bool:
    return row.is_active and not row.event.has_begun(now)


def _is_held(row: Registration, now: datetime) -> bool:
    has_begun = row.event.starts_at is not None and row.event.has_begun(now)
    return row.state == State.CONFIRMED and has_begun and row.event.state == Event.State.PUBLISHED


def _kept_until(event: Event) -> datetime | None:
    return event.ends_at + timedelta(days=settings.REGISTRATIONS_KEPT_DAYS) if event.ends_at else None


def _messages(person: Person, registration_ids: Collection[uuid.UUID]) -> QuerySet[Message]:
    about = Q(registration_id__in=registration_ids) & ~Q(address="")
    return Message.objects.filter(Q(person=person) | Q(address=person.email) | about)


def _forget_answers(rows: Collection[Registration]) -> None:
    """What programs would be answered again names the registration it was about."""
    named = Q(pk=None)
    for row in rows:
        named |= Q(body__contains=row.reference)
    StoredAnswer.objects.filter(named).delete()


def _forget_in_mails_to_others(rows: Collection[Registration]) -> None:
    """A mail to a colleague who took the person's seat, or gave them theirs, names them: its text goes."""
    ids = [row.pk for row in rows]
    colleagues = Registration.objects.filter(Q(replaces__in=ids) | Q(replaced_by__in=ids))
    named = Message.objects.filter(registration_id__in=colleagues.values("pk"), kind__in=NAMING)
    named.update(text="", html="")


def _delete_own(person: Person, *, is_whole: bool) -> None:
    """Whatever else is declared to go with the person: subscriptions, the addresses of their own page."""
    for model, whose in personal_data.owners().items():
        if not isinstance(whose, Whose) or whose.erased is not Erased.DELETED or model is Message:
            continue
        if whose.address:
            model._default_manager.filter(**{whose.address: person.email}).delete()  # noqa: SLF001 - Django's name
        if whose.person == "person" and is_whole:
            model._default_manager.filter(person=person).delete()  # noqa: SLF001 - Django's name


def _say_so(email: str, language: str, now: datetime) -> None:
    outbox.queue_message(
        outbox.build_message(
            kind=letters.ERASED,
            cause=f"{letters.ERASED}:{uuid.uuid4()}",
            person_id=None,
            address=email,
            language=language,
            now=now,
        )
    )
