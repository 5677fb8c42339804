"""Seats and registration: one write that settles everything, and the queue that moves last."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from catalogue import vocabularies
from events.drafting import PoolDraft, VersionConflictError
from events.editing import copying
from events.editing.pools import CapacityBelowTakenError
from events.models import Event, EventChange, SeatCeiling, SeatPool
from events.queries import histories
from events.queries.offers import Offers
from events.reserving import Reservation
from registrations import asking, seat_settings, terms
from registrations.models import Registration, RegistrationTerms
from registrations.seat_settings import PoolSettings, SeatSettings
from tests.factories import RegionFactory
from tests.registrations.arrangements import BY, fill, keep_seats, open_event
from tests.registrations.asked.test_answering import answered

pytestmark = pytest.mark.django_db
State = Registration.State


def settled(event, *pools, ceiling=None, event_columns=None, **values):
    return SeatSettings(
        event=event_columns or {},
        terms=values,
        pools=pools or [kept(pool) for pool in event.pools.all()],
        ceiling=ceiling,
    )


def kept(pool, capacity="same", reservation=None, **names):
    amount = pool.capacity if capacity == "same" else capacity
    return PoolSettings(draft=PoolDraft(pool_id=pool.pk, capacity=amount, **names), reservation=reservation)


def save(event, settings, **values):
    seat_settings.save_settings(by=BY, event_id=event.pk, settings=settings, **values)


def states(event):
    return list(Registration.objects.filter(event=event).order_by("created_at").values_list("state", flat=True))


def test_settings_are_written_with_a_history_that_reads_as_words():
    event = open_event()

    columns = {"waiting_list_mode": "offer", "waiting_list_limit": 9}
    save(event, settled(event, approval="organiser", has_catering=True, event_columns=columns), reason="Suosittu")

    event.refresh_from_db()
    assert (event.waiting_list_mode, event.waiting_list_limit) == ("offer", 9)
    assert (terms.of(event.pk).approval, terms.of(event.pk).has_catering) == ("organiser", True)
    with translation.override("en"):
        page = histories.page_of(event.pk, page=1, offers=Offers(vocabularies.current(), "en"), with_draft=True)
        said = {(line.name, line.before, line.after) for step in page.items for line in step.lines}
    assert said == {
        ("Waiting list", "The next in the queue gets the seat", "The next in the queue is offered the seat"),
        ("Longest waiting list", "", "9"),
        ("Who approves a registration", "nobody", "the organiser"),
        ("There is catering: ask for dietary wishes", "no", "yes"),
    }
    assert {step.reason for step in page.items} == {"Suosittu"}


def test_settings_that_change_nothing_write_nothing():
    event = open_event()

    save(event, settled(event, approval="none"))

    assert not EventChange.objects.filter(event=event).exists()


def test_new_seats_are_kept_before_the_queue_can_take_them():
    event, region = open_event(capacity=1), RegionFactory()
    fill(event, 3)
    [pool] = event.pools.all()
    until = timezone.now() + timedelta(days=5)
    added = PoolSettings(draft=PoolDraft(capacity=5), reservation=Reservation(until=until, region_id=region.pk))

    save(event, settled(event, kept(pool), added))

    assert states(event) == [State.CONFIRMED, State.WAITLISTED, State.WAITLISTED]
    assert SeatPool.objects.get(reserved_region=region).reserved_until == until


def test_seats_that_are_kept_no_longer_go_to_the_queue_at_once():
    event, region = open_event(pools=[1, 5]), RegionFactory()
    first, second = event.pools.all()
    reservation = Reservation(until=timezone.now() + timedelta(days=5), region_id=region.pk)
    keep_seats(second, reservation)
    fill(event, 3)
    assert states(event).count(State.WAITLISTED) == 2

    save(event, settled(event, kept(first), kept(second)))

    assert states(event) == [State.CONFIRMED] * 3


def test_seats_go_out_by_the_mode_that_is_saved_with_them():
    event = open_event(capacity=1)
    fill(event, 2)
    [pool] = event.pools.all()

    save(event, settled(event, kept(pool, capacity=2), event_columns={"waiting_list_mode": "offer"}))

    assert states(event) == [State.CONFIRMED, State.OFFERED]


def test_ceiling_holds_before_new_seats_are_given_out():
    event = open_event(capacity=1)
    fill(event, 3)
    [pool] = event.pools.all()

    save(event, settled(event, kept(pool, capacity=9), ceiling=2))

    assert states(event) == [State.CONFIRMED, State.CONFIRMED, State.WAITLISTED]
    assert SeatCeiling.objects.get().taken == 2


def test_fewer_seats_than_are_taken_need_a_reason_and_throw_nobody_out():
    event = open_event(capacity=3)
    fill(event, 3)
    [pool] = event.pools.all()

    with pytest.raises(CapacityBelowTakenError):
        save(event, settled(event, kept(pool, capacity=1)))
    with pytest.raises(seat_settings.CeilingBelowTakenError):
        save(event, settled(event, ceiling=2))
    assert SeatPool.objects.get().capacity == 3

    save(event, settled(event, kept(pool, capacity=1), ceiling=2), reason="Pienempi sali")

    assert states(event) == [State.CONFIRMED] * 3
    pool.refresh_from_db()
    assert (pool.capacity, pool.taken, pool.overbooked) == (1, 3, 2)


def test_settings_are_not_saved_over_those_of_somebody_else():
    event = open_event()
    save(event, settled(event, approval="organiser"))

    with pytest.raises(VersionConflictError):
        save(event, settled(event, approval="supervisor"), expected_version=event.version)

    assert terms.of(event.pk).approval == "organiser"


def test_answers_that_are_asked_for_no_longer_are_removed_at_once():
    event = open_event()
    save(event, settled(event, has_catering=True, asks_accessibility=True))
    registration = answered(event, diet="vegaani", accessibility="luiska")

    save(event, settled(event, has_catering=False, asks_accessibility=True))

    assert asking.answers_of(registration.pk) == {"accessibility": "luiska"}


def test_copy_takes_registration_along_and_every_moment_as_much_later():
    event, region = open_event(pools=[3, 9]), RegionFactory()
    first, second = event.pools.all()
    until, cancel_until = event.starts_at - timedelta(days=9), event.starts_at - timedelta(days=2)
    reservation = Reservation(until=until, region_id=region.pk)
    save(
        event,
        settled(
            event,
            kept(first, reservation=reservation),
            kept(second),
            ceiling=10,
            offer_hours=24,
            cancel_until=cancel_until,
        ),
    )
    first_on = timezone.localdate(event.starts_at) + timedelta(days=7)

    copy = copying.copy_event(by=BY, event_id=event.pk, first_on=first_on)

    copied = RegistrationTerms.objects.get(event=copy)
    pool = copy.pools.first()
    assert (copied.offer_hours, timezone.localdate(copied.cancel_until)) == (24, first_on - timedelta(days=2))
    assert (pool.reserved_region, timezone.localdate(pool.reserved_until)) == (region, first_on - timedelta(days=9))
    assert SeatCeiling.objects.get(event=copy).capacity == 10
    assert Event.objects.get(pk=event.pk).terms.cancel_until == cancel_until
