"""Seats kept for some, a common ceiling, other seats than one had, one more than there are, and held seats."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from catalogue import loading
from catalogue.models import Person, Region
from events import capacity, registration_window, reserving
from events.models import Event, SeatCeiling
from events.reserving import Reservation
from registrations import (
    approving,
    cancelling,
    holding,
    notices,
    offers,
    pool_changing,
    refusals,
    registering,
    staffing,
    terms,
    waiting_list,
)
from registrations.models import Registration
from registrations.registering import Wish
from tests.registrations.arrangements import BY, fill, keep_seats, open_event, participant, register

pytestmark = pytest.mark.django_db
State = Registration.State


def keep(pool, days=10, **whom):
    keep_seats(pool, Reservation(until=timezone.now() + timedelta(days=days), **whom))


def come(event, number, *, pools=(), claimed=(), **values):
    wish = Wish(pool_ids=[pool.pk for pool in pools], claimed=[pool.pk for pool in claimed])
    return registering.register_person(event_id=event.pk, participant=participant(number, **values), wish=wish)


# --- Seats kept for some ----------------------------------------------------------------------------------------------
def test_kept_seats_are_for_those_who_belong_and_others_wait():
    event = open_event(pools=[1, 1])
    general, kept = event.pools.all()
    keep(kept, language="sv")

    finnish, swedish, second_finnish = (
        come(event, 1),
        come(event, 2, language="sv"),
        come(event, 3),
    )

    assert (finnish.pool, swedish.pool) == (general, kept)
    assert second_finnish.state == State.WAITLISTED


def test_kept_seats_go_first_to_whom_they_are_kept_for():
    event = open_event(pools=[5, 5])
    _general, kept = event.pools.all()
    keep(kept, language="sv")

    assert come(event, 1, language="sv").pool == kept


def test_work_municipality_tells_the_region_and_a_claim_what_no_column_tells():
    loading.load_reference(by=BY)
    event = open_event(pools=[0, 3])
    _general, kept = event.pools.all()
    keep(kept, region_id=Region.objects.get(code="19").pk)

    in_lapland = come(event, 1, municipality="Rovaniemi")
    elsewhere = come(event, 2, municipality="Helsinki")
    claims = come(event, 3, claimed=[kept])

    assert [row.state for row in (in_lapland, elsewhere, claims)] == [
        State.CONFIRMED,
        State.WAITLISTED,
        State.CONFIRMED,
    ]


def test_seats_that_are_kept_no_longer_pass_on_by_the_clock():
    event = open_event(pools=[0, 1])
    _general, kept = event.pools.all()
    keep(kept, language="sv")
    waiting = come(event, 1)
    before = waiting_list.pass_on_freed_seats()

    kept.refresh_from_db()
    kept.reserved_until = timezone.now() - timedelta(seconds=1)
    kept.save(update_fields=["reserved_until"])
    after = waiting_list.pass_on_freed_seats()

    waiting.refresh_from_db()
    assert (before, after, waiting.state) == (0, 1, State.CONFIRMED)


def test_seats_kept_for_nobody_any_more_pass_on_at_once():
    event = open_event(pools=[0, 1])
    _general, kept = event.pools.all()
    keep(kept, language="sv")
    waiting = come(event, 1)

    keep_seats(kept, None)

    waiting.refresh_from_db()
    assert waiting.state == State.CONFIRMED


def test_kept_seats_are_passed_on_though_one_who_belongs_wants_others():
    event = open_event(pools=[1, 1])
    general, kept = event.pools.all()
    belongs = [come(event, number, pools=[general], language="sv") for number in (1, 2)][1]
    keep(kept, language="sv")
    wants = come(event, 3, pools=[kept])

    with connection.execute_wrapper(no_more_than(30)):
        given = waiting_list.pass_on_freed_seats()

    belongs.refresh_from_db()
    wants.refresh_from_db()
    assert (given, belongs.admitted_pools, belongs.state, wants.state) == (0, [kept.pk], "waitlisted", "waitlisted")


def no_more_than(statements):
    left = iter(range(statements))

    def execute(run, *asked):
        assert next(left, None) is not None, f"more than {statements} statements"
        return run(*asked)

    return execute


def test_free_kept_seats_are_none_to_the_public():
    event = open_event(pools=[0, 4])
    _general, kept = event.pools.all()
    keep(kept, language="sv")

    event = Event.objects.prefetch_related("pools").get(pk=event.pk)
    status = registration_window.status(event, event.pools.all(), timezone.now())

    assert (status.seats_left, status.state) == (0, registration_window.RegistrationState.OPEN_QUEUE)


def test_seats_kept_for_nobody_are_refused_by_rule_and_by_the_database():
    event = open_event(capacity=1)
    pool = event.pools.get()

    with pytest.raises(reserving.ReservedForNobodyError):
        keep(pool)
    pool.reserved_until = timezone.now()
    with transaction.atomic(), pytest.raises(IntegrityError, match="pool_reserved_for_somebody"):
        pool.save()


# --- The common ceiling -----------------------------------------------------------------------------------------------
def test_ceiling_is_full_though_each_pool_has_room():
    event = open_event(pools=[2, 2])
    reserving.set_ceiling(by=BY, event_id=event.pk, capacity=3)

    states = [row.state for row in fill(event, 4)]

    assert states == [State.CONFIRMED] * 3 + [State.WAITLISTED]
    assert SeatCeiling.objects.get().taken == 3


def test_ceiling_that_is_raised_or_taken_away_lets_the_queue_move():
    event = open_event(pools=[2, 2])
    reserving.set_ceiling(by=BY, event_id=event.pk, capacity=1)
    rows = fill(event, 4)

    reserving.set_ceiling(by=BY, event_id=event.pk, capacity=2)
    after_raising = Registration.objects.filter(state=State.CONFIRMED).count()
    reserving.set_ceiling(by=BY, event_id=event.pk, capacity=None)

    assert after_raising == 2
    assert Registration.objects.filter(state=State.CONFIRMED).count() == len(rows)


def test_ceiling_below_what_is_taken_throws_nobody_out_and_shrinks():
    event = open_event(pools=[3])
    first, *_others = fill(event, 3)

    reserving.set_ceiling(by=BY, event_id=event.pk, capacity=1)
    over = SeatCeiling.objects.get().overbooked
    cancelling.cancel_registration(registration_id=first.pk)

    ceiling = SeatCeiling.objects.get()
    assert (over, ceiling.taken, ceiling.overbooked) == (2, 2, 1)


def test_database_refuses_more_than_the_ceiling():
    event = open_event(pools=[3])
    reserving.set_ceiling(by=BY, event_id=event.pk, capacity=1)

    with transaction.atomic(), pytest.raises(IntegrityError, match="ceiling_never_oversold"):
        SeatCeiling.objects.update(taken=2)


# --- Other seats ------------------------------------------------------------------------------------------------------
def test_change_of_seats_frees_the_old_one_for_who_waits():
    event = open_event(pools=[1, 1])
    first, second = event.pools.all()
    mover, waiting = come(event, 1, pools=[first]), come(event, 2, pools=[first])

    pool_changing.change_pool(registration_id=mover.pk, pool_id=second.pk)

    waiting.refresh_from_db()
    mover.refresh_from_db()
    assert (mover.pool, waiting.state, waiting.pool) == (second, State.CONFIRMED, first)
    assert mover.changes.last().details == {"pool": {"from": first.pk, "to": second.pk}}


def test_change_to_seats_that_are_full_or_kept_for_others_is_refused():
    event = open_event(pools=[1, 1, 1])
    first, full, kept = event.pools.all()
    keep(kept, language="sv")
    mover, _other = come(event, 1, pools=[first]), come(event, 2, pools=[full])

    for pool in (full, kept):
        with pytest.raises(refusals.NoSeatError):
            pool_changing.change_pool(registration_id=mover.pk, pool_id=pool.pk)


def test_change_of_seats_in_a_cancelled_training_is_refused():
    event = open_event(pools=[1, 1])
    first, second = event.pools.all()
    mover = come(event, 1, pools=[first])
    Event.objects.update(state=Event.State.CANCELLED)

    with pytest.raises(refusals.EventCancelledError):
        pool_changing.change_pool(registration_id=mover.pk, pool_id=second.pk)


def test_change_under_a_full_ceiling_is_no_more_than_before():
    event = open_event(pools=[2, 2])
    first, second = event.pools.all()
    mover, _other = come(event, 1, pools=[first]), come(event, 2, pools=[first])
    reserving.set_ceiling(by=BY, event_id=event.pk, capacity=1)

    pool_changing.change_pool(registration_id=mover.pk, pool_id=second.pk)

    ceiling = SeatCeiling.objects.get()
    assert (ceiling.taken, ceiling.overbooked) == (2, 1)


# --- By staff ---------------------------------------------------------------------------------------------------------
def test_staff_overbook_with_a_reason_only():
    event = open_event(capacity=1)
    register(event)

    with pytest.raises(refusals.ReasonMissingError):
        staffing.add_by_staff(by=BY, event_id=event.pk, participant=participant(2), overbook=True)
    added = staffing.add_by_staff(
        by=BY, event_id=event.pk, participant=participant(2), overbook=True, reason="Kouluttajan kollega"
    )

    pool = event.pools.get()
    assert (added.state, pool.taken, pool.overbooked) == (State.CONFIRMED, 2, 1)
    change = added.changes.get()
    assert (change.reason, change.details) == ("Kouluttajan kollega", {"overbooked": True})


def test_staff_add_after_registration_has_closed():
    event = open_event(capacity=1, registration_closes_at=timezone.now() - timedelta(days=1))

    added = staffing.add_by_staff(by=BY, event_id=event.pk, participant=participant(1))

    assert added.state == State.CONFIRMED


# --- The order of the queue -------------------------------------------------------------------------------------------
def test_reorder_moves_one_with_a_reason_and_keeps_the_others_in_order():
    event = open_event(capacity=1)
    _seated, second, third, fourth = fill(event, 4)

    with pytest.raises(refusals.ReasonMissingError):
        waiting_list.reorder(by=BY, registration_id=fourth.pk, to_place=1, reason=" ")
    waiting_list.reorder(by=BY, registration_id=fourth.pk, to_place=1, reason="Sairaustapaus")

    assert list(Registration.objects.waiting()) == [fourth, second, third]
    assert fourth.changes.last().details == {"place": {"from": 3, "to": 1}}


def test_reorder_keeps_the_place_of_those_who_wait_for_approval():
    event = open_event(capacity=1)
    _seated, second, third = fill(event, 3)
    terms.save_terms(by=BY, event_id=event.pk, values={"approval": "organiser"})
    awaiting = register(event, 4)
    terms.save_terms(by=BY, event_id=event.pk, values={"approval": "none"})
    fifth = register(event, 5)

    waiting_list.reorder(by=BY, registration_id=fifth.pk, to_place=1, reason="Sovittu")
    approving.approve_registration(by=BY, registration_id=awaiting.pk)

    assert list(Registration.objects.waiting()) == [fifth, second, third, awaiting]


# --- Addresses that nobody has confirmed ------------------------------------------------------------------------------
def held(event, **values):
    if values:
        terms.save_terms(by=BY, event_id=event.pk, values=values)
    return register(event)


def test_held_seat_is_kept_as_long_as_nobody_waits_and_passes_on_then():
    event = open_event(capacity=1)
    first = held(event)
    later = first.verify_by + timedelta(minutes=1)

    alone = holding.release_unverified(now=later)
    waiting = register(event, 2)
    released = holding.release_unverified(now=later)

    first.refresh_from_db()
    waiting.refresh_from_db()
    assert (alone, released) == (0, 1)
    assert (first.state, waiting.state) == (State.EXPIRED, State.CONFIRMED)


@pytest.mark.parametrize(("holds", "released"), [("always", 1), ("never", 0)])
def test_held_seat_is_given_up_always_or_never_as_settled(holds, released):
    event = open_event(capacity=5)
    first = held(event, holds_unverified=holds)

    assert holding.release_unverified(now=timezone.now() + timedelta(hours=25)) == released
    first.refresh_from_db()
    assert (first.state == State.EXPIRED) == bool(released)


def test_address_that_is_confirmed_keeps_its_seats_everywhere():
    one, other = open_event(capacity=1), open_event(capacity=1)
    first, second = register(one), register(other)

    holding.confirm_address(first.person)
    for event in (one, other):
        register(event, 2)
    released = holding.release_unverified(now=timezone.now() + timedelta(hours=25))

    second.refresh_from_db()
    # The second of each waits without a seat to hold.
    assert (released, second.state, second.verify_by) == (0, State.CONFIRMED, None)


def test_seat_taken_while_its_address_was_being_confirmed_is_not_given_up(client):
    event = open_event(capacity=1)
    first = held(event, holds_unverified="always")
    # Who confirms at the moment of registering is not seen by it, and does not see it.
    Person.objects.update(email_verified_at=timezone.now())

    released = holding.release_unverified(now=first.verify_by + timedelta(minutes=1))
    client.get(notices.mailed_path(first))

    first.refresh_from_db()
    assert (released, first.state, first.verify_by) == (0, State.CONFIRMED, None)


def test_without_limits_nothing_is_held():
    assert register(open_event(pools=[None])).verify_by is None


def test_seat_from_the_queue_is_held_like_any_other():
    event = open_event(capacity=1)
    first, second = fill(event, 2)

    cancelling.cancel_registration(registration_id=first.pk)

    second.refresh_from_db()
    assert second.verify_by is not None


# --- Fewer and more ---------------------------------------------------------------------------------------------------
def test_capacity_that_grows_offers_seats_to_as_many_as_there_are():
    event = open_event(capacity=1, waiting_list_mode=Event.WaitingListMode.OFFER)
    fill(event, 4)

    capacity.change_capacity(by=BY, pool_id=event.pools.get().pk, capacity=3)

    assert Registration.objects.filter(state=State.OFFERED).count() == 2
    assert offers.expire_offers(now=timezone.now() + timedelta(hours=49)) == 2
