"""The waiting list: one queue per event, in the order of the tickets drawn under the event's lock."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalogue import statements
from catalogue.actors import by_system
from catalogue.rules import RuleError
from events import locks, registration_window
from events.models import Event, SeatPool
from events.registration_window import RegistrationState
from registrations import booking, notices, refusals
from registrations.models import Registration, RegistrationChange

WAITING_LIST = by_system("waiting_list")

_REFUSALS: dict[RegistrationState, type[RuleError]] = {
    RegistrationState.NOT_YET: refusals.RegistrationNotOpenError,
    RegistrationState.CANCELLED: refusals.EventCancelledError,
    RegistrationState.FULL: refusals.WaitingListFullError,
}


def refuse_unless_open(event: Event, pools: Sequence[SeatPool], now: datetime, *, pool_ids: Sequence[int] = ()) -> None:
    """Raise the refusal that says why nobody who would take these pools (none: any) can register for the event now."""
    status = registration_window.status(event, pools, now)
    if not status.is_open:
        raise _REFUSALS.get(status.state, refusals.RegistrationClosedError)
    # A seat in another pool keeps registration open, but not the waiting list.
    is_queue_full = event.waiting_list_limit is not None and status.waiting >= event.waiting_list_limit
    if is_queue_full and booking.find_seat(pools, booking.wanted_pools(pools, pool_ids)) is None:
        raise refusals.WaitingListFullError


def join(event: Event, pools: Sequence[SeatPool], registration: Registration) -> None:
    """Draw the next ticket of a locked event's queue for an unsaved registration.

    Raises RegistrationClosedError once the training has begun: its queue no longer moves.
    """
    if event.has_begun(registration.created_at):
        raise refusals.RegistrationClosedError
    enqueue(event, pools, registration)


def enqueue(event: Event, pools: Sequence[SeatPool], registration: Registration) -> None:
    """Draw the next ticket of a locked event's queue, whenever it begins."""
    event.queue_counter += 1
    statements.update(event, "queue_counter")
    registration.queue_number = event.queue_counter
    booking.count_waiting(registration, pools, +1)


def place(registration: Registration) -> int | None:
    """The place in the queue, from 1; None for one who does not wait."""
    if registration.state != Registration.State.WAITLISTED:
        return None
    ahead = Registration.objects.filter(
        event_id=registration.event_id,
        state=Registration.State.WAITLISTED,
        queue_number__lte=registration.queue_number,
    )
    return ahead.count()


def promote(*, event: Event, pools: Sequence[SeatPool], now: datetime) -> list[Registration]:
    """Give every free seat of a locked, published event to the first who would take it, until the training begins."""
    if event.state != Event.State.PUBLISHED or event.starts_at is None or event.has_begun(now):
        return []
    promoted: list[Registration] = []
    while free := [pool for pool in pools if pool.waiting and (pool.free is None or pool.free > 0)]:
        rows = booking.pass_seats(_first_in_queue(event, free), pools)
        if not rows:
            break
        changes = [
            booking.build_change(row, Registration.State.CONFIRMED, by=WAITING_LIST, action="promote", now=now)
            for row in rows
        ]
        Registration.objects.bulk_update(rows, ["state", "pool", "updated_at", "revision"])
        RegistrationChange.objects.bulk_create(changes)
        notices.send("promoted", list(zip(rows, changes, strict=True)), now=now)
        promoted += rows
    return promoted


def pass_on_freed_seats() -> int:
    """Give seats that are free while somebody waits for them, event by event; answers how many were given."""
    stuck = SeatPool.objects.with_free_seats().filter(
        waiting__gt=0, event__state=Event.State.PUBLISHED, event__starts_at__gt=timezone.now()
    )
    return sum(_pass_on(event_id) for event_id in set(stuck.values_list("event_id", flat=True)))


@transaction.atomic
def _pass_on(event_id: uuid.UUID) -> int:
    event = locks.lock_event(event_id)
    return len(promote(event=event, pools=locks.lock_pools(event), now=timezone.now()))


def _first_in_queue(event: Event, free: Sequence[SeatPool]) -> list[Registration]:
    """As many of those who would take these pools as there are seats in them, in the order of the queue."""
    waiting = Registration.objects.waiting().select_for_update(no_key=True)
    seats = [pool.free for pool in free]
    limit = None if None in seats else sum(filter(None, seats))
    return list(waiting.filter(event=event, wanted_pools__overlap=[pool.pk for pool in free])[:limit])
