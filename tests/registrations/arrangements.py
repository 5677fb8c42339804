"""What registration tests begin with: an open training, and people who register for it."""

from datetime import timedelta

from catalogue.actors import by_system
from catalogue.texts import LANGUAGES
from events.drafting import PoolDraft
from events.models import SeatCeiling, SeatPool
from events.reserving import Reservation
from registrations import registering, seat_settings
from registrations.registering import Participant
from registrations.seat_settings import PoolSettings, SeatSettings
from tests.factories import EventFactory, SessionFactory, in_a_week

BY = by_system("test")


def open_event(capacity=2, **values):
    """A published training in a month at ten o'clock, open for registration, with one pool of `capacity` seats."""
    starts_at = in_a_week() + timedelta(days=23)
    event = EventFactory(pools=values.pop("pools", [capacity]), **values)
    SessionFactory(event=event, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    type(event).objects.filter(pk=event.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    event.refresh_from_db()
    return event


def participant(number=1, **values):
    return Participant(
        first_name="Aino",
        last_name=f"Virtanen {number}",
        email=values.pop("email", f"aino{number}@example.org"),
        workplace="Koulu",
        language=values.pop("language", "fi"),
        **values,
    )


def register(event, number=1, **values):
    return registering.register_person(event_id=event.pk, participant=participant(number, **values))


def fill(event, count):
    """Register `count` people, the first first."""
    return [register(event, number) for number in range(1, count + 1)]


def keep_seats(pool, reservation, *, by=BY):
    """Keep a pool's seats for some, or (None) for nobody; all other settings of its training stay."""
    pools = SeatPool.objects.filter(event=pool.event_id)
    settings = SeatSettings(
        event={},
        terms={},
        pools=[settings_of(each, reservation if each == pool else reservation_of(each)) for each in pools],
        ceiling=SeatCeiling.objects.filter(event=pool.event_id).values_list("capacity", flat=True).first(),
    )
    seat_settings.save_settings(by=by, event_id=pool.event_id, settings=settings, reason="Varattu")


def settings_of(pool, reservation):
    names = {language: getattr(pool, f"name_{language}") for language in LANGUAGES}
    draft = PoolDraft(capacity=pool.capacity, names=names, delivery=pool.delivery, pool_id=pool.pk)
    return PoolSettings(draft=draft, reservation=reservation)


def reservation_of(pool):
    if pool.reserved_until is None:
        return None
    return Reservation(
        until=pool.reserved_until,
        organisation_id=pool.reserved_organisation_id,
        region_id=pool.reserved_region_id,
        audience_id=pool.reserved_audience_id,
        language=pool.reserved_language,
    )
