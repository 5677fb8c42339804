"""Registering for an event: a seat or the next place in the queue, in one step."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from catalogue import statements
from catalogue.actors import PARTICIPANT, Actor
from events import locks
from events.models import Event, SeatPool
from registrations import booking, notices, refusals, waiting_list
from registrations.models import Registration, RegistrationChange

State = Registration.State


@dataclass(frozen=True, kw_only=True, slots=True)
class Participant:
    """The participant record, and nothing else."""

    first_name: str
    last_name: str
    email: str
    workplace: str
    language: str
    phone: str = ""
    unit: str = ""
    municipality: str = ""
    sector_id: int | None = None
    level_id: int | None = None
    professional_group: str = ""
    job_title: str = ""

    def columns(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in _COLUMNS}
        return values | {"email": self.email.strip().lower()}


_COLUMNS = [field.name for field in fields(Participant)]


def register_person(
    *,
    by: Actor = PARTICIPANT,
    event_id: uuid.UUID,
    participant: Participant,
    pool_ids: Sequence[int] = (),
    channel: str = "page",
    now: datetime | None = None,
) -> Registration:
    """Give a person a seat, or the next place in the queue, in one step.

    `pool_ids` are the pools the person would take, best first (none: any). Raises AlreadyRegisteredError — after the
    owner of the address has been sent the link again —, RegistrationClosedError, RegistrationNotOpenError,
    EventCancelledError and WaitingListFullError.
    """
    now = now or timezone.now()
    try:
        with statements.pipeline():
            return _register(by, event_id, participant, pool_ids, channel, now)
    except refusals.AlreadyRegisteredError:
        notices.send_link_again(event_id=event_id, email=participant.email.strip().lower(), now=now)
        raise


def _register(  # noqa: PLR0917 - the arguments of register_person, once more
    by: Actor, event_id: uuid.UUID, participant: Participant, pool_ids: Sequence[int], channel: str, now: datetime
) -> Registration:
    columns = participant.columns()
    add_person(columns["email"], columns["language"], now)
    asked, standing = locks.ask_for_locks(event_id), _ask_for_standing(event_id, columns["email"])
    event, pools = asked.read()
    waiting_list.refuse_unless_open(event, pools, now, pool_ids=pool_ids)
    person_id, is_registered = standing.fetchone() or _know_again(event_id, columns, now)
    if is_registered:
        raise refusals.AlreadyRegisteredError
    registration = build_registration(
        event, pools, person_id=person_id, columns=columns, pool_ids=pool_ids, channel=channel, now=now
    )
    registration.pool = booking.take_seat(pools, registration.wanted_pools)
    if registration.pool is not None:
        registration.state, kind = State.CONFIRMED, "confirmed"
    else:
        waiting_list.join(event, pools, registration)
        registration.state, kind = State.WAITLISTED, "waitlisted"
    statements.insert(registration)
    statements.insert(build_first_change(registration, by=by, now=now))
    notices.send_first(kind, registration, now=now)
    return registration


def build_registration(
    event: Event,
    pools: Sequence[SeatPool],
    *,
    person_id: uuid.UUID,
    columns: dict[str, Any],
    pool_ids: Sequence[int],
    channel: str,
    now: datetime,
    **identity: Any,
) -> Registration:
    """Answer an unsaved registration without a seat; bulk writers name its `id` and `reference`."""
    return statements.unsaved(
        Registration,
        event=event,
        person_id=person_id,
        wanted_pools=booking.wanted_pools(pools, pool_ids),
        channel=channel,
        created_at=now,
        updated_at=now,
        **columns,
        **identity,
    )


def build_first_change(registration: Registration, *, by: Actor, now: datetime) -> RegistrationChange:
    """Answer the unsaved history row of a new registration, once its state is known."""
    return statements.unsaved(
        RegistrationChange,
        registration=registration,
        at=now,
        action="register",
        to_state=registration.state,
        **by.columns(),
    )


def add_person(email: str, language: str, now: datetime) -> None:
    """Make the person with this address unless there is one; safe when two do so at once."""
    statements.execute(_ADD_PERSON, [uuid.uuid4(), uuid.uuid4(), email, language, now]).close()


def _know_again(event_id: uuid.UUID, columns: dict[str, Any], now: datetime) -> tuple[uuid.UUID, bool]:
    """Answer the standing of somebody who was forgotten since they were added: it is another person's from now on."""
    add_person(columns["email"], columns["language"], now)
    person_id, is_registered = _ask_for_standing(event_id, columns["email"]).fetchone()
    return person_id, is_registered


def _ask_for_standing(event_id: uuid.UUID, email: str) -> CursorWrapper:
    """Ask for the person's id and whether they are registered already: true only once the event is locked.

    The person is locked too: who registers is not forgotten meanwhile.
    """
    return statements.execute(_STANDING, [event_id, email])


_ADD_PERSON = """
INSERT INTO catalogue_person (id, pseudonym, email, language, link_version, created_at)
VALUES (%s, %s, %s, %s, 1, %s) ON CONFLICT (email) DO NOTHING
"""
# Written out, so that the planner sees that the index of `one_active_registration` answers it.
_ACTIVE = ", ".join(f"'{state}'" for state in Registration.ACTIVE)
_STANDING = f"""
SELECT person.id, EXISTS (
    SELECT FROM registrations_registration AS other
    WHERE other.event_id = %s AND other.person_id = person.id AND other.state IN ({_ACTIVE})
)
FROM catalogue_person AS person WHERE person.email = %s FOR KEY SHARE OF person
"""  # noqa: S608 - names of our own states
