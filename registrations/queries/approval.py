"""What a supervisor is shown who is asked for approval: no more than is needed to decide."""

from dataclasses import dataclass
from datetime import datetime

from catalogue.vocabularies import Vocabularies
from events import descriptions
from events.descriptions import EventDescription
from events.models import Event
from events.queries import describing
from registrations.models import Registration

State = Registration.State


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalAsked:
    """`outcome` is approved, rejected, cancelled or too_late; empty as long as it can be decided."""

    name: str
    workplace: str
    event: EventDescription
    outcome: str


def approval_asked(
    registration: Registration, *, now: datetime, language: str, vocabularies: Vocabularies
) -> ApprovalAsked:
    event = describing.described(Event.objects.filter(pk=registration.event_id)).get()
    return ApprovalAsked(
        name=registration.full_name,
        workplace=", ".join(filter(None, [registration.workplace, registration.unit])),
        event=descriptions.describe(event, language=language, vocabularies=vocabularies, now=now),
        outcome=_outcome(registration, event, now),
    )


def _outcome(registration: Registration, event: Event, now: datetime) -> str:
    if registration.state == State.AWAITING_APPROVAL:
        is_too_late = event.has_begun(now) or event.state == Event.State.CANCELLED
        return "too_late" if is_too_late else ""
    if registration.state == State.REJECTED:
        return "rejected"
    return "cancelled" if registration.state == State.CANCELLED else "approved"
