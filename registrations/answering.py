"""Answers to a training's questions: given with the registration, corrected later, removed when their time is over."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DurationField, ExpressionWrapper, F, Q, QuerySet, Value
from django.utils import timezone

from catalogue import statements
from events.models import Event
from registrations import asking, consents
from registrations.models import Answer, ConsentText, Question, Registration


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """What somebody brings beside the participant record: answers by the key of their question, and what they read."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    read: Collection[ConsentText] = ()


NOTHING = Submission()


def save_submission(registration: Registration, brought: Submission, *, now: datetime) -> None:
    """Write the answers and consents of a registration that has just been inserted, in its transaction."""
    if brought.answers:
        ids = _question_ids(registration.event_id, brought.answers)
        for key, value in brought.answers.items():
            statements.write(statements.unsaved(Answer, registration=registration, question_id=ids[key], value=value))
    if brought.read:
        consents.record(registration, brought.read, now=now)


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """Answers as they should be from now on, of the `asked` keys; `consent` is what is agreed to with them."""

    answers: Mapping[str, Any]
    asked: Collection[str]
    consent: ConsentText | None = None


def revise(registration: Registration, revision: Revision, *, now: datetime) -> bool:
    """Bring the answers of a locked registration to a revision; answer whether anything has changed.

    What is asked no longer stays as it was answered. Who takes back all that the consent is about withdraws it.
    """
    before = asking.answers_of(registration.pk)
    changed = [key for key in revision.asked if before.get(key) != revision.answers.get(key)]
    ids = _question_ids(registration.event_id, changed)
    for key in changed:
        row = Answer.objects.filter(registration=registration, question=ids[key])
        if key not in revision.answers:
            row.delete()
        elif not row.update(value=revision.answers[key]):
            Answer.objects.create(registration=registration, question_id=ids[key], value=revision.answers[key])
    _keep_consent(registration, revision, now)
    return bool(changed)


def _keep_consent(registration: Registration, revision: Revision, now: datetime) -> None:
    is_needed = any(key in Question.Standard.values for key in revision.answers)
    if not is_needed:
        consents.withdraw(registration, now=now)
    elif revision.consent is not None and not consents.has_consented(registration):
        consents.record(registration, [revision.consent], now=now)


def remove_due_answers(*, now: datetime | None = None) -> int:
    """Remove the answers whose time is over; answers how many they were."""
    return due_answers(now or timezone.now()).delete()[0]


def due_answers(now: datetime) -> QuerySet[Answer]:
    """The answers that are kept no longer.

    So many days after the training ended as their question says; those of a standard question as soon as their
    registration is in force no more, for nothing is arranged for it.
    """
    kept = ExpressionWrapper(F("question__delete_after_days") * Value(timedelta(days=1)), output_field=DurationField())
    is_over = Q(registration__event__ends_at__lte=now - kept) & ~Q(registration__event__state=Event.State.POSTPONED)
    has_ended = ~Q(question__standard="") & ~Q(registration__state__in=Registration.ACTIVE)
    return Answer.objects.filter(is_over | has_ended)


def _question_ids(event_id: UUID, keys: Collection[str]) -> dict[str, int]:
    """The ids of these questions; a standard one that nobody has answered before comes into being."""
    standards = [key for key in keys if key in Question.Standard.values]
    ids = {key: int(key) for key in keys if key not in standards}
    if not standards:
        return ids
    stored = Question.objects.filter(event=event_id, standard__in=standards).values_list("standard", "pk")
    known = dict(stored)
    if missing := [asking.unsaved_standard(event_id, key) for key in standards if key not in known]:
        Question.objects.bulk_create(missing, ignore_conflicts=True)
        known = dict(stored.all())
    return ids | known


def remove_answers_to(event_id: UUID, standard: str) -> int:
    """Remove what was answered to a standard question that is asked no longer: it has lost its purpose."""
    return Answer.objects.filter(question__event=event_id, question__standard=standard).delete()[0]
