"""What an organiser does for a participant: registering them, with one seat more than there are if need be."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalogue import outbox
from catalogue.actors import Actor
from catalogue.rules import RuleError
from events.models import Event
from registrations import booking, notices, refusals, registering, waiting_list
from registrations.booking import Seats
from registrations.models import Registration, RegistrationChange
from registrations.registering import Participant, Wish

State = Registration.State
BY_STAFF = Wish(channel="staff")


@transaction.atomic
def add_by_staff(
    *,
    by: Actor,
    event_id: uuid.UUID,
    participant: Participant,
    wish: Wish = BY_STAFF,
    overbook: bool = False,
    reason: str = "",
    now: datetime | None = None,
) -> Registration:
    """Register a person before registration opens or after it has closed; a seat, or the next place in the queue.

    With `overbook` they get a seat of the first wanted pool even when there is none: for that a reason is asked. No
    approval is awaited, and the address need not be confirmed. Raises AlreadyRegisteredError, EventCancelledError,
    TrainingOverError, ReasonMissingError.
    """
    if overbook and not reason.strip():
        raise refusals.ReasonMissingError(field="reason")
    people = [(participant, wish)]
    [made] = add_all(by=by, event_id=event_id, people=people, overbook=overbook, reason=reason.strip(), now=now)
    if isinstance(made, RuleError):
        raise made
    return made


@transaction.atomic
def add_all(
    *,
    by: Actor,
    event_id: uuid.UUID,
    people: Sequence[tuple[Participant, Wish]],
    overbook: bool = False,
    reason: str = "",
    now: datetime | None = None,
) -> list[Registration | RuleError]:
    """Register these, one after the other, in as many statements as one; answer of each the registration, or why not.

    Raises EventCancelledError, RegistrationNotOpenError and TrainingOverError.
    """
    now = now or timezone.now()
    # All of them before the training is locked: who adds the same people elsewhere does not wait for us.
    registering.add_people([participant for participant, _wish in people], now)
    seats = booking.lock_seats(event_id)
    _refuse_impossible(seats.event, now)
    adding = _Adding(seats, people, overbook=overbook, now=now)
    made = [adding.add(participant, wish) for participant, wish in people]
    seats.save()
    rows = [each for each in made if isinstance(each, Registration)]
    Registration.objects.bulk_create(rows)
    RegistrationChange.objects.bulk_create(
        registering.build_first_change(row, by=by, reason=reason, details=adding.details_of(row), now=now)
        for row in rows
    )
    outbox.queue_messages([notices.build_first_message(row.state, row, now=now) for row in rows])
    return made


class _Adding:
    """Registers people of a locked training, unsaved."""

    def __init__(
        self, seats: Seats, people: Iterable[tuple[Participant, Wish]], *, overbook: bool, now: datetime
    ) -> None:
        self.seats, self.overbook, self.now = seats, overbook, now
        columns = [participant.columns() for participant, _wish in people]
        languages = {each["email"]: each["language"] for each in columns}
        self.standings = registering.standings_of(seats.event.pk, languages, now) if languages else {}
        self.added: set[uuid.UUID] = set()
        self.overbooked: set[uuid.UUID] = set()

    def add(self, participant: Participant, wish: Wish) -> Registration | RuleError:
        columns = participant.columns()
        person = self.standings[columns["email"]]
        if person.is_registered or person.id in self.added:
            return refusals.AlreadyRegisteredError()
        registration = registering.build_registration(
            self.seats.event, self.seats.pools, person_id=person.id, columns=columns, wish=wish, now=self.now
        )
        try:
            self._seat(registration)
        except RuleError as refusal:
            return refusal
        self.added.add(person.id)
        return registration

    def details_of(self, registration: Registration) -> dict[str, Any]:
        return {"overbooked": True} if registration.pk in self.overbooked else {}

    def _seat(self, registration: Registration) -> None:
        registration.state = State.CONFIRMED
        if self.seats.place(registration, self.now):
            return
        if self.overbook:
            self.seats.overbook(registration, self.seats.pool(registration.wanted_pools[0]))
            self.overbooked.add(registration.pk)
            return
        waiting_list.join(self.seats, registration)
        registration.state = State.WAITLISTED


def _refuse_impossible(event: Event, now: datetime) -> None:
    if event.state == Event.State.CANCELLED:
        raise refusals.EventCancelledError
    if event.state not in {Event.State.PUBLISHED, Event.State.POSTPONED}:
        raise refusals.RegistrationNotOpenError
    if event.state == Event.State.PUBLISHED and event.ends_at is not None and event.ends_at <= now:
        raise refusals.TrainingOverError
