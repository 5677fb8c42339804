"""What a copy of a training takes along of how one registers: terms, kept seats, the ceiling and the questions."""

from datetime import datetime, timedelta
from uuid import UUID

from events import dates
from events.models import Event, SeatCeiling
from registrations import questions
from registrations.models import RegistrationTerms


def copy_registration(*, event_id: UUID, into: Event) -> None:
    """Settle registration for a copy as for its original, every moment as much later as the copy is."""
    original = Event.objects.get(pk=event_id)
    later = _later(original, into)
    questions.copy_questions(event_id=event_id, into=into)
    for values in RegistrationTerms.objects.filter(event=original).values():
        moments = {name: _moved(values[name], later) for name in ("cancel_until", "decides_at")}
        RegistrationTerms.objects.create(**values | moments | {"event_id": into.pk, "will_take_place_at": None})
    for ceiling in SeatCeiling.objects.filter(event=original):
        SeatCeiling.objects.create(event=into, capacity=ceiling.capacity)
    _copy_kept_seats(original, into, later)


def _copy_kept_seats(original: Event, into: Event, later: timedelta) -> None:
    """Keep the copy's pools for whom the original's are kept: they stand in the same order."""
    for pool, copy in zip(original.pools.all(), into.pools.all(), strict=False):
        if pool.reserved_until is not None:
            copy.reserved_until = _moved(pool.reserved_until, later)
            copy.reserved_organisation_id = pool.reserved_organisation_id
            copy.reserved_region_id = pool.reserved_region_id
            copy.reserved_audience_id = pool.reserved_audience_id
            copy.reserved_language = pool.reserved_language
            copy.save()


def _later(original: Event, into: Event) -> timedelta:
    """By how many days; nothing when either has no date."""
    if original.starts_at is None or into.starts_at is None:
        return timedelta()
    return dates.first_day(into.starts_at) - dates.first_day(original.starts_at)


def _moved(moment: datetime | None, later: timedelta) -> datetime | None:
    return dates.shifted(moment, later) if moment else None
