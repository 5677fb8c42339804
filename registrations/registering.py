"""Registering for an event: a seat or the next place in the queue, in one step."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from catalogue.actors import PARTICIPANT, Actor
from catalogue.models import Person
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
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return values | {"email": self.email.strip().lower()}


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
        with transaction.atomic():
            return _register(by, event_id, participant, pool_ids, channel, now)
    except refusals.AlreadyRegisteredError:
        notices.send_link_again(event_id=event_id, email=participant.email.strip().lower(), now=now)
        raise


def _register(  # noqa: PLR0917 - the arguments of register_person, once more
    by: Actor, event_id: uuid.UUID, participant: Participant, pool_ids: Sequence[int], channel: str, now: datetime
) -> Registration:
    columns = participant.columns()
    person_id = find_or_add_person(columns["email"], columns["language"], now)
    event = locks.lock_event(event_id)
    pools = locks.lock_pools(event)
    waiting_list.refuse_unless_open(event, pools, now)
    if Registration.objects.active().filter(event=event, person_id=person_id).exists():
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
    registration.save(force_insert=True)
    change = build_first_change(registration, by=by, now=now)
    change.save(force_insert=True)
    notices.send(kind, [(registration, change)], now=now)
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
    offered = [pool.pk for pool in pools]
    return Registration(
        event=event,
        person_id=person_id,
        wanted_pools=[pool_id for pool_id in pool_ids if pool_id in offered] or offered,
        channel=channel,
        created_at=now,
        updated_at=now,
        **columns,
        **identity,
    )


def build_first_change(registration: Registration, *, by: Actor, now: datetime) -> RegistrationChange:
    """Answer the unsaved history row of a new registration, once its state is known."""
    return RegistrationChange(
        registration=registration, at=now, action="register", to_state=registration.state, **by.columns()
    )


def find_or_add_person(email: str, language: str, now: datetime) -> uuid.UUID:
    """Answer the id of the person with this address, made if nobody has it yet; safe when two do so at once."""
    person_id = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO catalogue_person (id, pseudonym, email, language, link_version, created_at)
            VALUES (%s, %s, %s, %s, 1, %s) ON CONFLICT (email) DO NOTHING
            """,
            [person_id, uuid.uuid4(), email, language, now],
        )
        if cursor.rowcount:
            return person_id
    return Person.objects.values_list("pk", flat=True).get(email=email)
