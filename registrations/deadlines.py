"""Until when a seat can be given up freely, and what becomes of giving it up after that."""

from datetime import datetime

from catalogue.actors import PARTICIPANT, Actor
from events.models import Event
from registrations import refusals
from registrations.models import Registration, RegistrationTerms

State = Registration.State
Late = RegistrationTerms.LateCancelling


def is_late(registration: Registration, settled: RegistrationTerms, now: datetime) -> bool:
    """Whether giving this up comes after the deadline: a place in the queue and an offer may be left at any time.

    Who is asked whether they still come, after a big change, answers freely.
    """
    is_past = settled.cancel_until is not None and settled.cancel_until < now
    return is_past and registration.state == State.CONFIRMED and not registration.awaits_answer


def is_closed(registration: Registration, settled: RegistrationTerms, now: datetime) -> bool:
    """Whether only the organiser can cancel it now."""
    return settled.late_cancelling == Late.ORGANISER and is_late(registration, settled, now)


def refuse_closed(registration: Registration, settled: RegistrationTerms, *, by: Actor, now: datetime) -> None:
    """Raise LateCancellingError to the participant where only the organiser can cancel now."""
    if _is_own(registration, by) and is_closed(registration, settled, now):
        raise refusals.LateCancellingError(contact=contact_of(registration.event))


def contact_of(event: Event) -> str:
    """Whom to tell, in one line."""
    return ", ".join(filter(None, [event.contact_name, event.contact_email, event.contact_phone]))


def _is_own(registration: Registration, by: Actor) -> bool:
    if by.user_id is None or registration.person is None:
        return by.kind == PARTICIPANT.kind
    return registration.person.user_id == by.user_id
