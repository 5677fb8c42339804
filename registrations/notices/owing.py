"""Which messages are owed, and to whom: rows of the outbox, written in the transaction that owes them."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone

from catalogue import outbox
from catalogue.models import Message
from catalogue.statements import Revised
from events.models import Event, EventChange, Session
from registrations.models import Registration, RegistrationChange
from registrations.notices.custom import ENTRY
from registrations.notices.kinds import EVERY


def send(kind: str, owed: Sequence[tuple[Registration, RegistrationChange]], *, now: datetime) -> None:
    """Owe each of these people a message for the change of their registration."""
    to_contact = EVERY[kind].to_contact
    reached = [(registration, change) for registration, change in owed if to_contact or not registration.is_unnamed]
    outbox.queue_messages([build_message(kind, registration, change, now=now) for registration, change in reached])


def send_first(
    kind: str, registration: Registration, *, now: datetime, unsaved: Sequence[Model | Revised] = ()
) -> None:
    """Owe the person the first message of a registration; what of it is still `unsaved` is saved with it."""
    outbox.queue_message(build_first_message(kind, registration, now=now), telling_of=unsaved)


def send_to_all(
    kind: str,
    event: Event,
    change: EventChange,
    *,
    among: QuerySet[Registration] | None = None,
    reached: Collection[str] = (),
) -> set[str]:
    """Owe everybody with an active registration for the event, or those `among` them, one message about its change.

    Of seats without a name the contact of their group hears, once; not when their address has been `reached` already.
    Answers the addresses of all who are told.
    """
    active = Registration.objects.active() if among is None else among
    rows = list(active.filter(event=event).select_related("group").order_by("pk"))
    people = [row for row in rows if not row.is_unnamed]
    told = [*people, *_of_unnamed(rows, {*reached, *(row.email for row in people)})]
    messages = [build_message_to_all(kind, registration, change) for registration in told]
    outbox.queue_messages(messages)
    return {message.address for message in messages}


def _of_unnamed(rows: Sequence[Registration], reached: Collection[str]) -> list[Registration]:
    """Of the seats without a name one for each group whose contact has not been reached by a seat of their own."""
    first: dict[uuid.UUID, Registration] = {}
    for row in rows:
        if row.is_unnamed and row.group is not None and row.group.contact_email not in reached:
            first.setdefault(row.group.pk, row)
    return list(first.values())


def send_link_again(*, event_id: uuid.UUID, email: str, now: datetime) -> None:
    """Mail the owner of an address the link to the registration they already have, at most once in ten minutes."""
    registration = Registration.objects.active().filter(event_id=event_id, person__email=email).first()
    if registration is not None:
        bucket = int(now.timestamp()) // 600
        cause = f"link_again:{registration.pk}:{bucket}"
        outbox.queue_messages([build("link_again", registration, cause=cause, now=now)])


def build_first_message(kind: str, registration: Registration, *, now: datetime) -> Message:
    """Answer the unsaved message that `send_first` would save; for bulk writers."""
    return build(kind, registration, cause=f"{kind}:{registration.pk}", now=now)


def build_message(kind: str, registration: Registration, change: RegistrationChange, *, now: datetime) -> Message:
    """Answer the unsaved message that `send` would save; for bulk writers."""
    return build(kind, registration, cause=f"{kind}:{change.pk}", now=now, own_change=change.pk)


def build_message_to_all(kind: str, registration: Registration, change: EventChange) -> Message:
    """Answer the unsaved message that `send_to_all` would save for this registration."""
    cause = f"{kind}:{change.pk}:{registration.pk}"
    return build(kind, registration, cause=cause, now=change.at, change=change.pk)


def build_entry(after: Message, registration: Registration, session: Session) -> Message:
    """Answer the unsaved message that puts one more entry in the reader's calendar right; the one before told why."""
    cause = f"{ENTRY.name}:{after.pk}:{session.pk}"
    return build(ENTRY.name, registration, cause=cause, now=timezone.now(), uid=session.uid)


def build(kind: str, registration: Registration, *, cause: str, now: datetime, **context: Any) -> Message:
    """Answer an unsaved message to the person of a registration, or to its group's contact.

    What is in `context` is known when it is rendered.
    """
    group = registration.group if EVERY[kind].to_contact or registration.is_unnamed else None
    return outbox.build_message(
        kind=kind,
        cause=cause,
        person_id=None if group else registration.person_id,
        address=group.contact_email if group else registration.email,
        language=group.language if group else registration.language,
        now=now,
        event_id=registration.event_id,
        registration_id=registration.pk,
        **context,
    )
