"""Writing to participants: a message of one's own to a chosen set of them, and a message sent once more."""

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from catalogue import outbox, texts
from catalogue.actors import Actor
from catalogue.models import Message
from catalogue.rules import RuleError
from catalogue.texts import LANGUAGES
from events import locks
from events.models import EventChange
from registrations.message_templates import UnknownPlaceholderError
from registrations.models import CustomMessage, Registration, RegistrationChange
from registrations.notices import kinds, owing, placeholders, told
from registrations.notices.custom import CUSTOM

MOST_RECIPIENTS = 5_000


class NothingWrittenError(RuleError):
    code = "nothing_written"
    status = 422
    text = gettext_lazy("Write a subject and a text in at least one language.")


class HalfWrittenError(RuleError):
    code = "half_written"
    status = 422
    text = gettext_lazy("A subject and a text belong together: write both or neither.")


class NobodyChosenError(RuleError):
    code = "nobody_chosen"
    status = 422
    text = gettext_lazy("Nobody who can be written to is chosen.")


class OfAnotherTrainingError(RuleError):
    code = "of_another_training"
    text = gettext_lazy("This form belongs to another training. Open the page again.")


class NotResendableError(RuleError):
    code = "not_resendable"
    text = gettext_lazy("This message is on its way already, or is no longer needed.")


@dataclass(frozen=True, slots=True)
class Written:
    """What an organiser wrote, by language: `subjects` and `bodies` have the same."""

    subjects: Mapping[str, str]
    bodies: Mapping[str, str]

    def language_for(self, language: str) -> str:
        """In which language somebody who asked for this one reads it."""
        return texts.first_of(self.bodies, language).language


@transaction.atomic
def send_custom(
    *,
    by: Actor,
    event_id: uuid.UUID,
    registration_ids: Collection[uuid.UUID],
    subjects: Mapping[str, str],
    bodies: Mapping[str, str],
    message_id: uuid.UUID | None = None,
    now: datetime | None = None,
) -> CustomMessage:
    """Owe the message to these participants of the training, each in their language as far as it is written.

    Whoever sends the same `message_id` once more gets the message that is there, and nobody a second one. Raises
    NothingWrittenError, HalfWrittenError, UnknownPlaceholderError, NobodyChosenError and OfAnotherTrainingError.
    """
    now, message_id = now or timezone.now(), message_id or uuid.uuid4()
    written = checked(subjects, bodies)
    event = locks.lock_event(event_id)
    if known := CustomMessage.objects.filter(pk=message_id).first():
        if known.event_id != event.pk:
            raise OfAnotherTrainingError
        return known
    chosen = reachable(event_id, registration_ids)
    if not chosen:
        raise NobodyChosenError
    message = CustomMessage.objects.create(
        id=message_id,
        event=event,
        recipients=len(chosen),
        sent_at=now,
        **texts.columns("subject", dict(written.subjects)),
        **texts.columns("body", dict(written.bodies)),
        **by.columns(),
    )
    change = EventChange(
        event=event,
        at=now,
        action="message",
        from_state=event.state,
        to_state=event.state,
        details={"message": str(message.pk), "recipients": len(chosen)},
        **by.columns(),
    )
    change.save(force_insert=True)
    outbox.queue_messages([_custom(message, registration, now) for registration in chosen])
    return message


def checked(subjects: Mapping[str, str], bodies: Mapping[str, str]) -> Written:
    """Answer what was written without blanks; raises the refusals of send_custom but for nobody being chosen."""
    lines = {language: " ".join(subjects.get(language, "").split()) for language in LANGUAGES}
    paragraphs = {language: bodies.get(language, "").replace("\r\n", "\n").strip() for language in LANGUAGES}
    for language in LANGUAGES:
        if bool(lines[language]) != bool(paragraphs[language]):
            raise HalfWrittenError(field=f"{'body' if lines[language] else 'subject'}_{language}")
        for field, text in (("subject", lines[language]), ("body", paragraphs[language])):
            if unknown := placeholders.unknown(text, CUSTOM.placeholders):
                raise UnknownPlaceholderError(unknown, field=f"{field}_{language}")
    if not any(paragraphs.values()):
        raise NothingWrittenError(field="body_fi")
    return Written(
        {language: line for language, line in lines.items() if line},
        {language: text for language, text in paragraphs.items() if text},
    )


def reachable(event_id: uuid.UUID, registration_ids: Collection[uuid.UUID]) -> list[Registration]:
    """Those of the training's registrations whose person can be written to, as they came."""
    rows = Registration.objects.filter(event=event_id, pk__in=registration_ids, person__isnull=False)
    return list(rows.exclude(email="").order_by("created_at", "pk")[:MOST_RECIPIENTS])


def languages_of(chosen: Sequence[Registration], written: Written) -> Mapping[str, int]:
    """How many read it in which of the languages it is written in."""
    return Counter(written.language_for(each.language) for each in chosen)


def _custom(message: CustomMessage, registration: Registration, now: datetime) -> Message:
    cause = f"custom:{message.pk}:{registration.pk}"
    context = {"custom": str(message.pk), "was_active": registration.is_active}
    return owing.build("custom", registration, cause=cause, now=now, **context)


@transaction.atomic
def resend_message(*, by: Actor, message_id: uuid.UUID, now: datetime | None = None) -> Message:
    """Owe a message about a registration once more, to the address it has now: a new message with a cause of its own.

    Whether it is still right to send it is asked anew. Raises NotResendableError.
    """
    now = now or timezone.now()
    old = Message.objects.get(pk=message_id, registration_id__isnull=False)
    # Whoever clicks twice waits here, and finds the new one on its way.
    registration = Registration.objects.select_for_update(no_key=True, of=("self",)).get(pk=old.registration_id or "")
    is_waiting = Message.objects.filter(
        registration_id=old.registration_id, kind=old.kind, state=Message.State.QUEUED
    ).exists()
    if is_waiting or old.kind not in kinds.EVERY or not (registration.email or kinds.EVERY[old.kind].to_contact):
        raise NotResendableError
    change = RegistrationChange.objects.create(
        registration=registration,
        at=now,
        action="resend",
        from_state=registration.state,
        to_state=registration.state,
        details={"kind": old.kind, "message": str(old.pk)},
        **by.columns(),
    )
    new = owing.build(old.kind, registration, cause=f"resend:{change.pk}", now=now, **told.without(old.context))
    outbox.queue_messages([new])
    return new
