"""Seats taken with an address that nobody has confirmed: held for a while, and never kept from those who wait.

Opening the link in a mail confirms the address; that of a group's contact for the seats without a name. A seat whose
address stays unconfirmed is given up at its deadline, or (the default) when somebody waits for it; its person is
reminded once, half-way.
"""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from catalogue import outbox
from catalogue.actors import PARTICIPANT, by_system
from catalogue.models import Person
from registrations import booking, notices, registering, waiting_list
from registrations.booking import Seats
from registrations.models import GroupBooking, Registration, RegistrationChange, RegistrationTerms
from registrations.notices import owing

HOLDING = by_system("holding")
RELEASE = "release_unverified"
State = Registration.State
Holding = RegistrationTerms.Holding


def confirm_address(person: Person, *, now: datetime | None = None) -> None:
    """A link that was mailed has been opened: the address is its person's, in all their registrations."""
    now = now or timezone.now()
    with transaction.atomic():
        Person.objects.filter(pk=person.pk, email_verified_at=None).update(email_verified_at=now)
        theirs = Q(person=person) | Q(person=None, group__contact_email=person.email)
        held = Registration.objects.filter(theirs, verify_by__isnull=False).order_by("pk")
        rows = list(held.select_for_update(no_key=True, of=("self",)))
        Registration.objects.filter(pk__in=[row.pk for row in rows]).update(verify_by=None)
        RegistrationChange.objects.bulk_create(
            RegistrationChange(
                registration=row,
                at=now,
                action="verify",
                from_state=row.state,
                to_state=row.state,
                **PARTICIPANT.columns(),
            )
            for row in rows
        )


def confirm_contact(group: GroupBooking, *, now: datetime | None = None) -> None:
    """A link that was mailed to a group's contact has been opened: seats without a name are held no longer."""
    if not Registration.objects.filter(group=group, person=None, verify_by__isnull=False).exists():
        return
    now = now or timezone.now()
    registering.add_person(group.contact_email, group.language, now)
    confirm_address(Person.objects.get(email=group.contact_email), now=now)


def release_unverified(*, now: datetime | None = None) -> int:
    """Give up the seats whose address nobody has confirmed in time, and pass them on; answers how many."""
    now = now or timezone.now()
    due = Registration.objects.filter(_is_due(now), verify_by__lte=now)
    return sum(_release(event_id, now) for event_id in set(due.values_list("event_id", flat=True)))


def has_released(registration: Registration) -> bool:
    """Whether a registration that has expired has lost its seat like this, not an offer."""
    last = registration.changes.order_by("-pk").values_list("action", flat=True).first()
    return last == RELEASE


def _is_due(now: datetime) -> Q:
    """Held seats that are given up: always, or because somebody waits for such a seat. A begun training keeps them.

    A seat that was taken while its person was confirming the address looks held, and is not given up.
    """
    always = Q(event__terms__holds_unverified=Holding.ALWAYS)
    is_wanted = always | Q(pool__waiting__gt=0)
    return Q(state=State.CONFIRMED, person__email_verified_at=None) & is_wanted & Q(event__starts_at__gt=now)


@transaction.atomic
def _release(event_id: uuid.UUID, now: datetime) -> int:
    seats = booking.lock_seats(event_id)
    released = 0
    # One after the other: the next is held on when nobody waits any more.
    while (row := _first_due(seats, now)) is not None:
        row.event = seats.event
        seats.give_back(row)
        change = booking.change_state(row, State.EXPIRED, by=HOLDING, action=RELEASE, now=now)
        seats.save()
        if row.is_unnamed:
            # One message to the contact for all of them.
            cause = f"seat_released:{row.group_id}:{row.pool_id}"
            outbox.queue_messages([owing.build("seat_released", row, cause=cause, now=now)])
        else:
            notices.send("seat_released", [(row, change)], now=now)
        waiting_list.promote(seats, now=now, because=change)
        released += 1
    return released


def _first_due(seats: Seats, now: datetime) -> Registration | None:
    due = Registration.objects.filter(_is_due(now), event=seats.event, verify_by__lte=now)
    return due.order_by("verify_by", "pk").select_for_update(no_key=True, of=("self",)).first()
