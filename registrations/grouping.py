"""Groups: one contact registers colleagues, by name or to be named by a date; each gets a registration of their own."""

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.actors import PARTICIPANT, Actor, by_system
from catalogue.rules import RuleError
from events.models import Event
from registrations import booking, consents, contacts, notices, refusals, registering, terms, waiting_list
from registrations.booking import Seats
from registrations.models import ConsentText, GroupBooking, Registration, RegistrationChange, RegistrationTerms
from registrations.registering import ANY_SEAT, Participant, Wish

State = Registration.State
GROUPS = by_system("groups")


class Fit(StrEnum):
    """What a group wants when there are not seats for all of it."""

    ALL = "all"  # seats for everybody, or nothing is booked
    SPLIT = "split"  # seats for as many as there are, the others wait
    WAIT = "wait"  # nobody takes a seat alone: all wait


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """Who registers a group and hears of it; they need not take part."""

    first_name: str
    last_name: str
    email: str
    workplace: str
    language: str
    phone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupWish:
    """What is asked for a group: `together` those who wait get seats at once or not at all."""

    fit: Fit = Fit.ALL
    together: bool = False
    # How many of them were said to fit when the wish was made; None: nothing was said.
    expected: int | None = None
    seat: Wish = field(default_factory=lambda: ANY_SEAT)


class GroupDoesNotFitError(RuleError):
    """Nothing has been booked: `seats` are free, `waiting` would wait."""

    code = "group_does_not_fit"
    text = gettext_lazy("There are not enough seats for the whole group. Nothing has been booked yet.")

    def __init__(self, *, seats: int, waiting: int) -> None:
        self.seats, self.waiting = seats, waiting
        words = _("The training is full. Nothing has been booked yet: choose what you want.")
        if seats:
            words = _("%(seats)s of %(all)s fit. Nothing has been booked yet: choose what you want.")
        super().__init__(words % {"seats": seats, "all": seats + waiting})


class GroupTooLargeError(RuleError):
    code = "group_too_large"
    status = 422
    text = gettext_lazy("The group is larger than one registration may be.")


class NoGroupsError(RuleError):
    code = "no_groups"
    text = gettext_lazy("This training takes no groups. Everybody registers for themselves.")


class MemberRefusedError(RuleError):
    """One of the group cannot be registered; `number` counts its people from 1, `registered` is who is already."""

    code = "member_refused"
    status = 422
    text = gettext_lazy("Somebody in the group cannot be registered.")

    def __init__(self, text: str, *, number: int, registered: str = "") -> None:
        self.number, self.registered = number, registered
        super().__init__(text, field=f"members-{number}")


def register_group(
    *,
    by: Actor = PARTICIPANT,
    event_id: uuid.UUID,
    contact: Contact,
    members: Sequence[Participant | None],
    wish: GroupWish,
    read: Collection[ConsentText] = (),
    now: datetime | None = None,
) -> GroupBooking:
    """Register a group in one step: everybody as the wish says, or nobody. A member who is None is named later.

    `read` are the privacy texts that the contact was shown.

    Raises GroupDoesNotFitError when not all fit and the wish is for all, GroupTooLargeError, NoGroupsError,
    MemberRefusedError (an address twice, or registered already: then its owner is sent the link again),
    WaitingListFullError and the refusals of `register_person`.
    """
    now = now or timezone.now()
    try:
        with transaction.atomic():
            return _register(by, event_id, contact, members, wish, read, now)
    except MemberRefusedError as refusal:
        if refusal.registered:
            notices.send_link_again(event_id=event_id, email=refusal.registered, now=now)
        raise


def _register(  # noqa: PLR0917 - what register_group was given
    by: Actor,
    event_id: uuid.UUID,
    contact: Contact,
    members: Sequence[Participant | None],
    wish: GroupWish,
    read: Collection[ConsentText],
    now: datetime,
) -> GroupBooking:
    _refuse_twins(members)
    registering.add_people(filter(None, members), now)
    seats = booking.lock_seats(event_id)
    settled = terms.of(event_id)
    if not terms.takes_groups(settled):
        raise NoGroupsError
    if len(members) > settled.largest_group:
        raise GroupTooLargeError
    waiting_list.refuse_unless_open(seats.event, seats.pools, now, pool_ids=wish.seat.pool_ids)
    group = GroupBooking(
        event=seats.event,
        contact_first_name=contact.first_name,
        contact_last_name=contact.last_name,
        contact_email=contact.email,
        contact_phone=contact.phone,
        workplace=contact.workplace,
        language=contact.language,
        waits_together=wish.together or wish.fit == Fit.WAIT,
        names_due_at=_names_due(seats.event, settled, now) if None in members else None,
        created_at=now,
    )
    booked = _Booking(group, seats, settled, wish, by, now)
    rows = booked.rows(members)
    booked.seat(rows)
    group.save(force_insert=True)
    booked.save(rows)
    for row in rows:
        consents.record(row, read, now=now)
    return group


@transaction.atomic
def name_seat(
    *, by: Actor = PARTICIPANT, registration_id: uuid.UUID, participant: Participant, now: datetime | None = None
) -> Registration:
    """Give an unnamed seat of a group its person, who is told and gets a link of their own.

    Raises RegistrationEndedError, SeatNamedError, EventCancelledError, TrainingBegunError and AlreadyRegisteredError.
    """
    now = now or timezone.now()
    registering.add_people([participant], now)
    registration, seats = booking.lock_registration(registration_id)
    if not registration.is_active:
        raise refusals.RegistrationEndedError
    if not registration.is_unnamed:
        raise refusals.SeatNamedError
    booking.refuse_unless_coming(seats.event, now)
    columns = participant.columns()
    person = registering.standing_of(seats.event.pk, columns["email"], columns["language"], now)
    if person.is_registered:
        raise refusals.AlreadyRegisteredError
    registration.person_id = person.id
    for name, value in columns.items():
        setattr(registration, name, value)
    registration.verify_by = None
    if registration.state == State.CONFIRMED and not person.is_verified:
        registration.verify_by = terms.hold_until(terms.of(seats.event.pk), seats.event, seats.pools, now)
    change = booking.change_state(registration, registration.state, by=by, action="name", now=now)
    # A seat without a name is never offered: the others are called as their messages are.
    notices.send(registration.state, [(registration, change)], now=now)
    return registration


@transaction.atomic
def wait_together(*, by: Actor = PARTICIPANT, group_id: uuid.UUID, together: bool, now: datetime | None = None) -> None:
    """Let those of a group who wait get seats together, or one by one; what that frees for them they get at once."""
    now = now or timezone.now()
    event_id = GroupBooking.objects.values_list("event_id", flat=True).get(pk=group_id)
    seats = booking.lock_seats(event_id)
    group = GroupBooking.objects.select_for_update(no_key=True).get(pk=group_id)
    if group.waits_together == together:
        return
    group.waits_together = together
    group.save(update_fields=["waits_together"])
    details = {"together": together}
    waiting = list(Registration.objects.waiting().filter(group=group).select_for_update(no_key=True, of=("self",)))
    changes = [
        booking.build_change(row, row.state, by=by, action="wait_together", details=details, now=now) for row in waiting
    ]
    if waiting:
        booking.save_all(zip(waiting, changes, strict=True))
    waiting_list.promote(seats, now=now)


def release_unnamed_seats(*, now: datetime | None = None) -> int:
    """Give up the seats that have no name when names were due, and pass them on; answers how many."""
    now = now or timezone.now()
    due = GroupBooking.objects.filter(names_due_at__lte=now).values_list("event_id", "pk").order_by("event_id", "pk")
    return sum(_release(event_id, group_id, now) for event_id, group_id in due)


@transaction.atomic
def _release(event_id: uuid.UUID, group_id: uuid.UUID, now: datetime) -> int:
    seats = booking.lock_seats(event_id)
    group = GroupBooking.objects.select_for_update(no_key=True).get(pk=group_id)
    if group.names_due_at is None or group.event_id != seats.event.pk:
        return 0
    group.names_due_at = None
    group.save(update_fields=["names_due_at"])
    if seats.event.has_begun(now):
        return 0
    unnamed = Registration.objects.active().filter(group=group, person=None).order_by("created_at", "pk")
    rows = list(unnamed.select_for_update(no_key=True))
    changed = []
    for row in rows:
        row.event = seats.event
        seats.give_back(row)
        change = booking.change_state(row, State.CANCELLED, by=GROUPS, action="release_unnamed", now=now)
        changed.append((row, change))
    seats.save()
    if changed:
        notices.send("group_released", changed[:1], now=now)
        waiting_list.promote(seats, now=now, because=changed[0][1])
    return len(changed)


def _refuse_twins(members: Sequence[Participant | None]) -> None:
    addresses = [member.columns()["email"] if member else None for member in members]
    counts = Counter(addresses)
    for number, address in enumerate(addresses, start=1):
        if address is not None and counts[address] > 1:
            raise MemberRefusedError(_("This e-mail address is given for two people."), number=number)


def _names_due(event: Event, settled: RegistrationTerms, now: datetime) -> datetime | None:
    if event.starts_at is None:
        return None
    due = event.starts_at - timedelta(days=settled.names_due_days)
    # Too late for that: the last moment is when the training begins.
    return due if due > now else event.starts_at


class _Booking:
    """A group on its way to seats and places in the queue."""

    def __init__(  # noqa: PLR0917 - what register_group has at hand
        self,
        group: GroupBooking,
        seats: Seats,
        settled: RegistrationTerms,
        wish: GroupWish,
        by: Actor,
        now: datetime,
    ) -> None:
        self.group, self.seats, self.settled, self.wish, self.by, self.now = group, seats, settled, wish, by, now
        self.kinds: list[str] = []

    def rows(self, members: Sequence[Participant | None]) -> list[Registration]:
        """Unsaved registrations of the group's people; raises MemberRefusedError for who is registered already."""
        self.verified: set[uuid.UUID] = set()
        self.is_contact_known = None in members and bool(contacts.known_of([self.group]))
        return [self._row(number, member) for number, member in enumerate(members, start=1)]

    def _row(self, number: int, member: Participant | None) -> Registration:
        person_id = None
        columns: dict[str, Any] = {"workplace": self.group.workplace, "language": self.group.language}
        if member is not None:
            columns = member.columns()
            person = registering.standing_of(self.seats.event.pk, columns["email"], columns["language"], self.now)
            if person.is_registered:
                words = _("There is already a registration with the address %(email)s.")
                email = columns["email"]
                raise MemberRefusedError(words % {"email": email}, number=number, registered=email)
            person_id = person.id
            if person.is_verified:
                self.verified.add(person.id)
        return registering.build_registration(
            self.seats.event,
            self.seats.pools,
            person_id=person_id,
            columns=columns,
            wish=self.wish.seat,
            now=self.now,
            group=self.group,
        )

    def seat(self, rows: Sequence[Registration]) -> None:
        """Give everybody their state, in memory; raises GroupDoesNotFitError, WaitingListFullError."""
        if self.settled.approval != RegistrationTerms.Approval.NONE:
            self.kinds = [registering.await_approval(row, self.seats) for row in rows]
            return
        placed = [row for row in rows if self.seats.place(row, self.now)]
        left = len(rows) - len(placed)
        is_otherwise = self.wish.expected not in {None, len(placed)}
        if left and (self.wish.fit == Fit.ALL or is_otherwise):
            raise GroupDoesNotFitError(seats=len(placed), waiting=left)
        if left and self.wish.fit == Fit.WAIT:
            for row in placed:
                self.seats.take_from(row)
                row.pool = None
            left = len(rows)
        limit = self.seats.event.waiting_list_limit
        if left and limit is not None and self.seats.event.waiting + left > limit:
            raise refusals.WaitingListFullError
        self.kinds = [self._settle(row) for row in rows]

    def _settle(self, row: Registration) -> str:
        is_verified = self.is_contact_known if row.is_unnamed else row.person_id in self.verified
        if row.pool is not None:
            row.state = State.CONFIRMED
            row.verify_by = (
                None if is_verified else terms.hold_until(self.settled, self.seats.event, self.seats.pools, self.now)
            )
            return "confirmed"
        waiting_list.join(self.seats, row)
        row.state = State.WAITLISTED
        return "waitlisted"

    def save(self, rows: Sequence[Registration]) -> None:
        """Write it all, and owe each named person their own message and the contact one about the whole."""
        self.seats.save()
        Registration.objects.bulk_create(rows)
        changes = [registering.build_first_change(row, by=self.by, now=self.now) for row in rows]
        RegistrationChange.objects.bulk_create(changes)
        for row, kind in zip(rows, self.kinds, strict=True):
            if not row.is_unnamed:
                notices.send_first(kind, row, now=self.now)
        notices.send_first("group_registered", rows[0], now=self.now)
