"""What registrations do when an event changes, in the same transaction: tell the people, move the queue."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from catalogue.actors import Actor
from events import locks, publishing, session_changes, signals
from events.models import Event, EventChange, SeatPool
from registrations import admission, copying, merging, minimum, notices, succeeding, telling, waiting_list
from registrations.booking import Seats


@receiver(signals.event_cancelled)
def tell_of_cancelling(event: Event, change: EventChange, **_: Any) -> None:
    if not session_changes.is_over(event, change):
        is_for_few = change.details.get("because") == publishing.TOO_FEW
        notices.send_to_all("too_few" if is_for_few else "event_cancelled", event, change)
    minimum.forget_promise(event, change)


@receiver(signals.event_postponed)
def tell_of_postponing(event: Event, change: EventChange, **_: Any) -> None:
    notices.send_to_all("event_postponed", event, change)
    minimum.forget_promise(event, change)


@receiver(signals.event_moved)
def tell_of_moving(event: Event, change: EventChange, **_: Any) -> None:
    telling.tell_of_moving(event, change)
    _move_queue(event, change)


@receiver(signals.event_revived)
def tell_of_reviving(event: Event, change: EventChange, **_: Any) -> None:
    if event.is_public:
        if not session_changes.is_over(event, change):
            notices.send_to_all("event_revived", event, change)
        _move_queue(event, change)


@receiver(signals.event_merged)
def take_people_over(event: Event, into: Event, change: EventChange, **_: Any) -> None:
    merging.move_registrations(event=event, into=into, change=change)


@receiver(signals.event_copied)
def take_registration_along(event: Event, copied: UUID, **_: Any) -> None:
    copying.copy_registration(event_id=copied, into=event)


@receiver(signals.capacity_changed)
def pass_on_new_seats(
    event: Event, pools: Sequence[SeatPool], added: Collection[int], change: EventChange, **_: Any
) -> None:
    seats = Seats(event, pools)
    admission.tell_queue_of_pools(seats, added)
    waiting_list.promote(seats, now=change.at, because=change)


@receiver(signals.organisations_succeeded)
def take_words_over(heirs: Mapping[int, Collection[int]], reform_id: int, by: Actor, now: datetime, **_: Any) -> None:
    succeeding.pass_on_words(by=by, heirs=heirs, reform_id=reform_id, now=now)


@receiver(signals.succession_undone)
def give_words_back(reform_id: int, by: Actor, now: datetime, **_: Any) -> None:
    succeeding.take_back_words(by=by, reform_id=reform_id, now=now)


def _move_queue(event: Event, change: EventChange) -> None:
    # People may have cancelled while the event stood still: what they freed is passed on now that it runs again.
    waiting_list.promote(Seats(event, locks.lock_pools(event)), now=change.at, because=change)
