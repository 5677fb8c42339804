"""Whether a training takes registrations at this moment, why not, and how many seats are left, in words.

Pages, API and booking all ask `status()`; `filters.registration_open()` is the same rule in SQL.
"""

import enum
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, ngettext

from catalogue.texts import page_language
from events import dates
from events.models import Event, SeatPool

FEW_SEATS = 3


class RegistrationState(enum.StrEnum):
    OPEN = "open"
    OPEN_QUEUE = "open_queue"  # no free seat: whoever registers joins the waiting list
    NOT_YET = "not_yet"
    CLOSED = "closed"
    STARTED = "started"
    PAST = "past"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    ELSEWHERE = "elsewhere"
    NONE = "none"
    FULL = "full"  # no free seat, and the waiting list is full too
    NOT_PUBLISHED = "not_published"


@dataclass(frozen=True, slots=True)
class RegistrationStatus:
    """`capacity` and `seats_left` are None when seats are unlimited; those kept for others do not count."""

    state: RegistrationState
    opens_at: datetime | None
    closes_at: datetime | None
    capacity: int | None
    seats_left: int | None
    waiting: int
    now: datetime

    @property
    def is_open(self) -> bool:
        """Whether a registration made here and now is taken, be it to the waiting list."""
        return self.state in {RegistrationState.OPEN, RegistrationState.OPEN_QUEUE}

    @property
    def sentence(self) -> str:
        """What a person is told, in the active language."""
        return _sentence(self)

    @property
    def seats(self) -> str:
        """Seats in words, in the active language."""
        return seats_in_words(capacity=self.capacity, left=self.seats_left, waiting=self.waiting)


def seats_in_words(*, capacity: int | None, left: int | None, waiting: int) -> str:
    """How many seats are left, in the active language; None is unlimited."""
    if left is None or capacity is None:
        return gettext("Plenty of room")
    if left == 0:
        if not waiting:
            return gettext("Full")
        words = ngettext("Full: %(count)s in the queue", "Full: %(count)s in the queue", waiting)
        return words % {"count": waiting}
    if left <= FEW_SEATS:
        words = ngettext("Only %(count)s seat left", "Only %(count)s seats left", left)
        return words % {"count": left}
    words = gettext("%(left)s of %(capacity)s seats left")
    return words % {"left": left, "capacity": capacity}


def status(
    event: Event, pools: Iterable[SeatPool], now: datetime, *, admitted: Collection[int] = ()
) -> RegistrationStatus:
    """Answer the state of registration; `pools` are all the event's seat pools, which know their event.

    Of the pools kept for some only those in `admitted` count: to others there is no seat in them.
    """
    counted = [pool for pool in pools if pool.pk in admitted or not pool.is_reserved(now)]
    ceiling = event.seat_ceiling
    seats_left = _least(_total(pool.free for pool in counted), ceiling.free if ceiling else None)
    is_queue_full = event.waiting_list_limit is not None and event.waiting >= event.waiting_list_limit
    state = _closed_state(event, now)
    if state is None:
        state = RegistrationState.OPEN
        if seats_left == 0:
            state = _queue_state(event, now, is_full=is_queue_full)
    return RegistrationStatus(
        state=state,
        opens_at=event.registration_opens_at,
        closes_at=closes_at(event),
        capacity=_least(_total(pool.capacity for pool in counted), ceiling.capacity if ceiling else None),
        seats_left=seats_left,
        waiting=event.waiting,
        now=now,
    )


def _total(seats: Iterable[int | None]) -> int | None:
    """Of all together; None, unlimited, when one of them is."""
    known = list(seats)
    return None if None in known else sum(filter(None, known))


def _least(seats: int | None, ceiling: int | None) -> int | None:
    return min((number for number in (seats, ceiling) if number is not None), default=None)


def _queue_state(event: Event, now: datetime, *, is_full: bool) -> RegistrationState:
    """What a training without a free seat takes: its queue moves until it begins, so it is closed then."""
    if event.has_begun(now):
        return RegistrationState.STARTED
    return RegistrationState.FULL if is_full else RegistrationState.OPEN_QUEUE


def closes_at(event: Event) -> datetime | None:
    """When registration ends: as the organiser set, else when the training starts; never after its end."""
    if event.registration_closes_at is None:
        return event.starts_at
    return min(event.registration_closes_at, event.ends_at or event.registration_closes_at)


def _closed_state(event: Event, now: datetime) -> RegistrationState | None:
    """Why no registration is taken here, or None when the window is open."""
    by_state = {
        Event.State.CANCELLED: RegistrationState.CANCELLED,
        Event.State.POSTPONED: RegistrationState.POSTPONED,
        Event.State.DRAFT: RegistrationState.NOT_PUBLISHED,
        Event.State.PLANNED: RegistrationState.NOT_PUBLISHED,
    }
    if event.state in by_state:
        return by_state[Event.State(event.state)]
    if event.ends_at is not None and event.ends_at <= now:
        return RegistrationState.PAST
    if event.registration_mode == Event.RegistrationMode.NONE:
        return RegistrationState.NONE
    return _outside_window(event, now)


def _outside_window(event: Event, now: datetime) -> RegistrationState | None:
    ends_at = closes_at(event)
    if ends_at is not None and ends_at <= now:
        return RegistrationState.STARTED if event.has_begun(now) else RegistrationState.CLOSED
    if event.registration_opens_at is not None and event.registration_opens_at > now:
        return RegistrationState.NOT_YET
    is_elsewhere = event.registration_mode == Event.RegistrationMode.ELSEWHERE
    return RegistrationState.ELSEWHERE if is_elsewhere else None


def _sentence(status: RegistrationStatus) -> str:
    state, dated = status.state, {}
    language = page_language()
    for name, moment in (("opens", status.opens_at), ("closes", status.closes_at)):
        dated[name] = dates.moment(moment, language, now=status.now) if moment else ""
    if state in {RegistrationState.OPEN, RegistrationState.OPEN_QUEUE, RegistrationState.ELSEWHERE}:
        return _open_sentence(state, dated["closes"])
    if state is RegistrationState.NOT_YET:
        return gettext("Registration opens on %(moment)s.") % {"moment": dated["opens"]}
    if state is RegistrationState.CLOSED:
        return gettext("Registration closed on %(moment)s.") % {"moment": dated["closes"]}
    return {
        RegistrationState.STARTED: gettext("The training has started and registration is closed."),
        RegistrationState.PAST: gettext("The training is over."),
        RegistrationState.CANCELLED: gettext("The training has been cancelled."),
        RegistrationState.POSTPONED: gettext("The training has been postponed. New dates will be published here."),
        RegistrationState.NONE: gettext("No registration is needed. You are warmly welcome."),
        RegistrationState.FULL: gettext("The training and its waiting list are full."),
        RegistrationState.NOT_PUBLISHED: gettext("The training has not been published."),
    }[state]


def _open_sentence(state: RegistrationState, closes: str) -> str:
    if state is RegistrationState.ELSEWHERE:
        return gettext("Registration is on the organiser’s own site.")
    if state is RegistrationState.OPEN_QUEUE:
        return gettext("The training is full. You can join the waiting list.")
    if closes:
        return gettext("Registration is open until %(moment)s.") % {"moment": closes}
    return gettext("Registration is open.")
