"""The outbox: messages are rows written with what causes them and delivered after commit, or swept up later.

A message is claimed by a conditional UPDATE, rendered by the app that owes it, and sent outside any transaction.
If the outcome is unknown (a worker dies while sending) it is sent again under the same Message-ID.
"""

import logging
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Model
from django.utils import timezone
from django.utils.text import Truncator

from catalogue import bounces, courier, statements
from catalogue.calendar_mail import CalendarMail, CalendarPart
from catalogue.models import Message
from catalogue.statements import Revised

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
# The sweep leaves a new message to its own task for this long.
GRACE = timedelta(seconds=5)
MOST_ATTEMPTS = 12
LONGEST_PAUSE = timedelta(hours=6)
LONGEST_SUBJECT = 300


@dataclass(frozen=True, slots=True)
class Rendered:
    """What is sent. `subject` has no line break; `text` and `html` say the same.

    What `is_secret` is not kept once it is sent: nobody who reads the outbox signs in as somebody else. Answers go to
    `reply_to`; who opens `unsubscribe_url`, or lets their mail program POST to it (RFC 8058), gets no more of the kind.
    `noted` joins the details of the row before it is sent, and what is `then_owed` is owed once it has been.
    """

    subject: str
    text: str
    html: str
    calendar: CalendarPart | None = None
    noted: Mapping[str, Any] = field(default_factory=dict)
    then_owed: Sequence[Message] = ()
    is_secret: bool = False
    reply_to: str = ""
    unsubscribe_url: str = ""


# Answers the rendered message, or None when it is no longer right to send it.
Renderer = Callable[[Message], Rendered | None]
_renderers: dict[str, Renderer] = {}
# Who rehearses a write listens to what it owes.
_listening: ContextVar[list[Message] | None] = ContextVar("listening", default=None)


def register_renderer(kinds: Iterable[str], renderer: Renderer) -> None:
    """Name the function that renders messages of these kinds; apps do this when they are ready."""
    for kind in kinds:
        _renderers[kind] = renderer


def withdraw_messages(*, registration_ids: Collection[uuid.UUID]) -> int:
    """Owe nothing any more of what has not been sent about these registrations; answers how many messages that were."""
    owed = Message.objects.filter(registration_id__in=registration_ids, state=Message.State.QUEUED)
    return owed.update(state=Message.State.WITHDRAWN, claimed_until=None)


def build_message(
    *,
    kind: str,
    cause: str,
    person_id: uuid.UUID | None,
    address: str,
    language: str,
    now: datetime,
    event_id: uuid.UUID | None = None,
    registration_id: uuid.UUID | None = None,
    **context: Any,
) -> Message:
    """Answer an unsaved message; `cause` is unique, so that one cause never sends two."""
    return statements.unsaved(
        Message,
        kind=kind,
        cause=cause,
        person_id=person_id,
        event_id=event_id,
        registration_id=registration_id,
        address=address,
        language=language,
        context=context,
        created_at=now,
        due_at=now,
    )


@contextmanager
def overheard() -> Iterator[list[Message]]:
    """Collect what is owed meanwhile; see `catalogue.rehearsing`."""
    owed: list[Message] = []
    token = _listening.set(owed)
    try:
        yield owed
    finally:
        _listening.reset(token)


def render(message: Message) -> Rendered | None:
    """Answer what would be sent now."""
    return _renderers[message.kind](message)


def queue_messages(messages: Sequence[Message]) -> None:
    """Save messages in the transaction that owes them and have them delivered after it commits."""
    if not messages:
        return
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    _overhear(messages)
    ids = [str(message.pk) for message in messages]
    transaction.on_commit(lambda: courier.hand_over(ids))


def queue_message(message: Message, *, telling_of: Sequence[Model | Revised] = ()) -> None:
    """Do the same for one message whose cause is new; it and the rows it tells of are a single statement."""
    statements.write(*telling_of, message)
    _overhear([message])
    transaction.on_commit(lambda: courier.hand_over([str(message.pk)]))


def _overhear(messages: Sequence[Message]) -> None:
    if (owed := _listening.get()) is not None:
        owed.extend(messages)


def deliver(message_id: uuid.UUID | str, *, now: datetime | None = None) -> bool:
    """Claim and send one message; False when it was not owed, not due or in other hands, or could not be sent."""
    now = now or timezone.now()
    claimed = (
        Message.objects.due(now).filter(pk=message_id).update(claimed_until=now + LEASE, attempts=F("attempts") + 1)
    )
    if not claimed:
        return False
    message = Message.objects.get(pk=message_id)
    try:
        return _send(message)
    except Exception as error:
        if bounces.is_permanent(error):
            bounces.bounce(message, reason=bounces.describe(error), now=timezone.now())
        else:
            logger.exception("Message %s could not be sent", message.pk)
            _postpone(message, error)
        return False


def sweep(*, limit: int = 500, now: datetime | None = None) -> int:
    """Send what is due and was not sent by its own task; answers how many were sent."""
    now, started = now or timezone.now(), time.monotonic()
    waiting = Message.objects.due(now).filter(due_at__lte=now - GRACE).order_by("due_at")
    # Each lease begins when its message is claimed: a slow relay would outlast those of the last ones, else.
    return sum(
        deliver(message_id, now=now + timedelta(seconds=time.monotonic() - started))
        for message_id in waiting.values_list("pk", flat=True)[:limit]
    )


def _send(message: Message) -> bool:
    rendered = render(message)
    if rendered is None:
        Message.objects.filter(pk=message.pk).update(state=Message.State.WITHDRAWN, claimed_until=None)
        return False
    if rendered.noted:
        # Before it is sent: what may have reached somebody is known to the next message, whatever becomes of this one.
        Message.objects.filter(pk=message.pk).update(context={**message.context, **rendered.noted})
    # Names of trainings are put into it more than once: what the row cannot keep would be sent again and again.
    subject = Truncator(rendered.subject).chars(LONGEST_SUBJECT)
    _mail(message, rendered, subject).send()
    kept: dict[str, Any] = {"context": {}} if rendered.is_secret else {"text": rendered.text, "html": rendered.html}
    with transaction.atomic():
        Message.objects.filter(pk=message.pk).update(
            state=Message.State.SENT,
            sent_at=timezone.now(),
            claimed_until=None,
            subject=subject,
            last_error="",
            **kept,
        )
        queue_messages(rendered.then_owed)
    return True


def _mail(message: Message, rendered: Rendered, subject: str) -> EmailMultiAlternatives:
    mail = CalendarMail(
        subject,
        rendered.text,
        # The envelope's sender, to whom what cannot be delivered comes back; the reader sees the header.
        settings.BOUNCE_EMAIL or settings.DEFAULT_FROM_EMAIL,
        [message.address],
        reply_to=[rendered.reply_to] if rendered.reply_to else None,
        headers=_headers(message, rendered),
        calendar=rendered.calendar,
    )
    mail.attach_alternative(rendered.html, "text/html")
    return mail


def _headers(message: Message, rendered: Rendered) -> dict[str, str]:
    headers = {
        "From": settings.DEFAULT_FROM_EMAIL,
        "Message-ID": message.message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": message.language,
        "X-Cause": message.cause,
    }
    if rendered.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{rendered.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _postpone(message: Message, error: Exception) -> None:
    pause = min(timedelta(seconds=15) * 2 ** (message.attempts - 1), LONGEST_PAUSE)
    failed = message.attempts >= MOST_ATTEMPTS
    Message.objects.filter(pk=message.pk).update(
        state=Message.State.FAILED if failed else Message.State.QUEUED,
        due_at=timezone.now() + pause,
        claimed_until=None,
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )
