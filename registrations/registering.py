"""Registering for an event: a seat or the next place in the queue, in one step."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple

from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from catalogue import statements
from catalogue.actors import PARTICIPANT, Actor
from catalogue.models import Person
from events import locks
from events.models import Event, SeatPool
from registrations import (
    admission,
    answering,
    approval_letters,
    booking,
    notices,
    refusals,
    terms,
    waiting_list,
)
from registrations.answering import NOTHING, Submission
from registrations.booking import Seats
from registrations.models import Registration, RegistrationChange, RegistrationTerms

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What a person asks for beside a seat: the pools they would take, best first (none: any).

    `claimed` are the reserved pools to which they say they belong; `supervisor_email` is asked where a supervisor
    approves; `origin` is a keyed digest of the network address that the request came from.
    """

    pool_ids: Sequence[int] = ()
    claimed: Collection[int] = ()
    supervisor_email: str = ""
    channel: str = "page"
    origin: str = ""


ANY_SEAT = Wish()


def register_person(
    *,
    by: Actor = PARTICIPANT,
    event_id: uuid.UUID,
    participant: Participant,
    wish: Wish = ANY_SEAT,
    brought: Submission = NOTHING,
    now: datetime | None = None,
) -> Registration:
    """Give a person a seat, or the next place in the queue, in one step; what they brought is written with it.

    Raises AlreadyRegisteredError — after the owner of the address has been sent the link again —,
    RegistrationClosedError, RegistrationNotOpenError, EventCancelledError and WaitingListFullError.
    """
    now = now or timezone.now()
    try:
        with statements.pipeline():
            registration = _register(by, event_id, participant, wish, now)
            answering.save_submission(registration, brought, now=now)
            if registration.state == State.AWAITING_APPROVAL and registration.supervisor_email:
                approval_letters.ask_supervisor(registration, now=now)
            return registration
    except refusals.AlreadyRegisteredError:
        notices.send_link_again(event_id=event_id, email=participant.email.strip().lower(), now=now)
        raise


def _register(by: Actor, event_id: uuid.UUID, participant: Participant, wish: Wish, now: datetime) -> Registration:
    columns = participant.columns()
    add_person(columns["email"], columns["language"], now)
    asked, standing = locks.ask_for_locks(event_id), _ask_for_standing(event_id, columns["email"])
    event, pools = asked.read()
    seats = Seats(event, pools)
    admitted = admission.admitted_pools(pools, columns, wish.claimed)
    waiting_list.refuse_unless_open(event, pools, now, pool_ids=wish.pool_ids, admitted=admitted)
    person, settled = _read_standing(event_id, standing) or _know_again(
        event_id, columns["email"], columns["language"], now
    )
    if person.is_registered:
        raise refusals.AlreadyRegisteredError
    registration = build_registration(event, pools, person_id=person.id, columns=columns, wish=wish, now=now)
    kind = settle_state(registration, seats, settled, is_verified=person.is_verified, now=now)
    change = build_first_change(registration, by=by, now=now)
    notices.send_first(kind, registration, now=now, unsaved=[*seats.counted(), registration, change])
    return registration


def settle_state(
    registration: Registration, seats: Seats, settled: RegistrationTerms, *, is_verified: bool, now: datetime
) -> str:
    """Give an unsaved registration its first state, a seat or a place in the queue; answer what its person is told."""
    if settled.approval != RegistrationTerms.Approval.NONE:
        return await_approval(registration, seats)
    return take_or_wait(registration, seats, settled, is_verified=is_verified, now=now)


def await_approval(registration: Registration, seats: Seats) -> str:
    """Let an unsaved registration wait for its approval; answer what its person is told of it."""
    registration.state = State.AWAITING_APPROVAL
    # Who registers earlier stands further in front, whenever they are approved.
    registration.queue_number = seats.draw_ticket()
    return "awaiting_approval"


def take_or_wait(
    registration: Registration, seats: Seats, settled: RegistrationTerms, *, is_verified: bool, now: datetime
) -> str:
    """Give a registration a seat, or the next place in the queue; answer what its person is told of it."""
    if not seats.place(registration, now):
        waiting_list.join(seats, registration)
        registration.state = State.WAITLISTED
        return "waitlisted"
    registration.state = State.CONFIRMED
    if not is_verified:
        registration.verify_by = terms.hold_until(settled, seats.event, seats.pools, now)
    return "confirmed"


def build_registration(
    event: Event,
    pools: Sequence[SeatPool],
    *,
    person_id: uuid.UUID | None,
    columns: dict[str, Any],
    wish: Wish,
    now: datetime,
    **identity: Any,
) -> Registration:
    """Answer an unsaved registration without a seat; bulk writers name its `id` and `reference`."""
    return statements.unsaved(
        Registration,
        event=event,
        person_id=person_id,
        wanted_pools=booking.wanted_pools(pools, wish.pool_ids),
        admitted_pools=admission.admitted_pools(pools, columns, wish.claimed),
        supervisor_email=wish.supervisor_email,
        channel=wish.channel,
        origin=wish.origin,
        created_at=now,
        updated_at=now,
        **columns,
        **identity,
    )


def build_first_change(
    registration: Registration,
    *,
    by: Actor,
    reason: str = "",
    details: dict[str, Any] | None = None,
    now: datetime,
) -> RegistrationChange:
    """Answer the unsaved history row of a new registration, once its state is known."""
    return statements.unsaved(
        RegistrationChange,
        registration=registration,
        at=now,
        action="register",
        to_state=registration.state,
        reason=reason,
        details=details or {},
        **by.columns(),
    )


def add_person(email: str, language: str, now: datetime) -> None:
    """Make the person with this address unless there is one; safe when two do so at once."""
    statements.execute(_ADD_PERSON, [uuid.uuid4(), uuid.uuid4(), email, language, now]).close()


class Standing(NamedTuple):
    """Who somebody is to an event: whether they are registered already, and their address is known to be theirs."""

    id: uuid.UUID
    is_registered: bool
    is_verified: bool


def add_people(participants: Iterable[Participant], now: datetime) -> None:
    """Make the persons with these addresses unless there are; in one order, and before the event is locked.

    Who adds a person while holding an event could wait for one who has added the same and waits for the event.
    """
    languages = {participant.columns()["email"]: participant.language for participant in participants}
    if emails := sorted(languages):
        statements.execute(_ADD_PEOPLE, [now, emails, [languages[email] for email in emails]]).close()


def standing_of(event_id: uuid.UUID, email: str, language: str, now: datetime) -> Standing:
    """Answer who this is, of those whom `add_people` has added, to an event that has been locked since."""
    known = _read_standing(event_id, _ask_for_standing(event_id, email))
    return (known or _know_again(event_id, email, language, now))[0]


def standings_of(event_id: uuid.UUID, languages: Mapping[str, str], now: datetime) -> dict[str, Standing]:
    """Do the same for many, by their addresses and the languages of their messages, in one statement."""
    with statements.execute(_STANDINGS, [event_id, sorted(languages)]) as asked:
        found = {email: Standing(*row) for email, *row in asked.fetchall()}
    return {
        email: found.get(email) or _know_again(event_id, email, language, now)[0]
        for email, language in languages.items()
    }


def _know_again(event_id: uuid.UUID, email: str, language: str, now: datetime) -> tuple[Standing, RegistrationTerms]:
    """Answer the standing of somebody who was forgotten since they were added: it is another person's from now on."""
    add_person(email, language, now)
    known = _read_standing(event_id, _ask_for_standing(event_id, email))
    if known is None:
        raise Person.DoesNotExist
    return known


def _read_standing(event_id: uuid.UUID, asked: CursorWrapper) -> tuple[Standing, RegistrationTerms] | None:
    with asked:
        row = asked.fetchone()
    return (Standing(*row[:_SAID]), terms.read(event_id, row[_SAID:])) if row else None


def _ask_for_standing(event_id: uuid.UUID, email: str) -> CursorWrapper:
    """Ask who this is to the event, true only once that is locked, and on what terms it is.

    The person is locked too: who registers is not forgotten meanwhile.
    """
    return statements.execute(_STANDING, [event_id, event_id, email])


_ADD_PERSON = """
INSERT INTO catalogue_person (id, pseudonym, email, language, link_version, created_at)
VALUES (%s, %s, %s, %s, 1, %s) ON CONFLICT (email) DO NOTHING
"""
_ADD_PEOPLE = """
INSERT INTO catalogue_person (id, pseudonym, email, language, link_version, created_at)
SELECT gen_random_uuid(), gen_random_uuid(), added.email, added.language, 1, %s
FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS added(email, language, place) ORDER BY place
ON CONFLICT (email) DO NOTHING
"""
# Written out, so that the planner sees that the index of `one_active_registration` answers it.
_ACTIVE = ", ".join(f"'{state}'" for state in Registration.ACTIVE)
_STANDS = f"""
person.id, EXISTS (
    SELECT FROM registrations_registration AS other
    WHERE other.event_id = %s AND other.person_id = person.id AND other.state IN ({_ACTIVE})
), person.email_verified_at IS NOT NULL
"""
_SAID = len(Standing._fields)
_TERMS = ", ".join(f"terms.{column}" for column in terms.COLUMNS)
_STANDING = f"""
SELECT {_STANDS}, {_TERMS} FROM catalogue_person AS person
LEFT JOIN registrations_registrationterms AS terms ON terms.event_id = %s
WHERE person.email = %s FOR KEY SHARE OF person
"""  # noqa: S608
_STANDINGS = f"""
SELECT person.email, {_STANDS} FROM catalogue_person AS person
WHERE person.email = ANY (%s::text[]) ORDER BY person.email FOR KEY SHARE OF person
"""  # noqa: S608
