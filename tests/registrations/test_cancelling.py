"""Cancelling and the waiting list: what is freed goes to the first in the queue in the same transaction."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.actors import by_system
from catalogue.models import Message
from events import capacity, publishing
from events.models import Event
from registrations import cancelling, details, refusals, registering, tasks, waiting_list
from registrations.models import Registration, RegistrationChange
from registrations.registering import Wish
from tests.registrations.arrangements import fill, open_event, participant, register

pytestmark = pytest.mark.django_db
State = Registration.State
BY = by_system("test")


def state_of(registration):
    return Registration.objects.get(pk=registration.pk).state


def kinds():
    return sorted(Message.objects.values_list("kind", flat=True))


def test_cancel_a_seat_promotes_the_first_in_the_queue_and_tells_both():
    seated, first, second = fill(open_event(capacity=1), 3)

    cancelling.cancel_registration(registration_id=seated.pk)

    assert [state_of(row) for row in (seated, first, second)] == [State.CANCELLED, State.CONFIRMED, State.WAITLISTED]
    assert waiting_list.place(Registration.objects.get(pk=second.pk)) == 1
    assert kinds() == ["cancelled", "confirmed", "promoted", "waitlisted", "waitlisted"]
    change = RegistrationChange.objects.get(action="promote")
    assert (change.registration_id, change.from_state, change.to_state, change.actor_label) == (
        first.pk,
        "waitlisted",
        "confirmed",
        "waiting_list",
    )


def test_cancel_a_place_in_the_queue_moves_the_others_up():
    event = open_event(capacity=1)
    _seated, first, second = fill(event, 3)

    cancelling.cancel_registration(registration_id=first.pk)

    assert waiting_list.place(Registration.objects.get(pk=second.pk)) == 1
    pool = event.pools.get()
    assert (pool.taken, pool.waiting) == (1, 1)


def test_cancel_twice_is_refused():
    (registration,) = fill(open_event(), 1)
    cancelling.cancel_registration(registration_id=registration.pk)

    with pytest.raises(refusals.RegistrationEndedError):
        cancelling.cancel_registration(registration_id=registration.pk)


def test_cancel_after_the_training_has_begun_is_refused_and_nobody_is_promoted():
    event = open_event(capacity=1)
    seated, _waiting = fill(event, 2)

    with pytest.raises(refusals.TrainingBegunError):
        cancelling.cancel_registration(registration_id=seated.pk, now=event.starts_at)


def test_cancel_of_a_postponed_training_is_possible_after_its_old_dates():
    event = open_event(capacity=1)
    seated, _waiting = fill(event, 2)
    publishing.postpone_event(by=BY, event_id=event.pk)

    cancelling.cancel_registration(registration_id=seated.pk, now=event.ends_at)

    assert state_of(seated) == State.CANCELLED


def test_freed_seat_skips_those_who_would_not_take_its_pool():
    event = open_event(pools=[1, 1])
    onsite, online = event.pools.order_by("position")
    in_onsite = registering.register_person(
        event_id=event.pk, participant=participant(1), wish=Wish(pool_ids=[onsite.pk])
    )
    registering.register_person(event_id=event.pk, participant=participant(2), wish=Wish(pool_ids=[online.pk]))
    wants_online = registering.register_person(
        event_id=event.pk, participant=participant(3), wish=Wish(pool_ids=[online.pk])
    )
    wants_any = registering.register_person(event_id=event.pk, participant=participant(4))

    cancelling.cancel_registration(registration_id=in_onsite.pk)

    assert (state_of(wants_online), state_of(wants_any)) == (State.WAITLISTED, State.CONFIRMED)
    assert Registration.objects.get(pk=wants_any.pk).pool == onsite


def test_raised_capacity_promotes_in_order():
    event = open_event(capacity=1)
    rows = fill(event, 4)

    capacity.change_capacity(by=BY, pool_id=event.pools.get().pk, capacity=3)

    assert [state_of(row) for row in rows] == [State.CONFIRMED] * 3 + [State.WAITLISTED]


def test_capacity_made_unlimited_promotes_everybody():
    event = open_event(capacity=1)
    rows = fill(event, 4)

    capacity.change_capacity(by=BY, pool_id=event.pools.get().pk, capacity=None)

    assert {state_of(row) for row in rows} == {State.CONFIRMED}


def test_lowered_capacity_throws_nobody_out_and_freed_seats_beyond_it_are_not_passed_on():
    event = open_event(capacity=3)
    rows = fill(event, 4)

    pool = capacity.change_capacity(by=BY, pool_id=event.pools.get().pk, capacity=2)
    assert (pool.taken, pool.overbooked) == (3, 1)

    cancelling.cancel_registration(registration_id=rows[0].pk)
    pool.refresh_from_db()
    assert (pool.taken, pool.overbooked, state_of(rows[3])) == (2, 0, State.WAITLISTED)

    cancelling.cancel_registration(registration_id=rows[1].pk)
    assert state_of(rows[3]) == State.CONFIRMED


@pytest.mark.parametrize(
    ("write", "kind"),
    [(publishing.cancel_event, "event_cancelled"), (publishing.postpone_event, "event_postponed")],
)
def test_standing_event_tells_everybody_once_keeps_registrations_and_moves_no_queue(write, kind):
    event = open_event(capacity=1)
    seated, waiting, gone = fill(event, 3)
    cancelling.cancel_registration(registration_id=gone.pk)

    write(by=BY, event_id=event.pk)
    cancelling.cancel_registration(registration_id=seated.pk)

    assert Message.objects.filter(kind=kind).count() == 2
    assert state_of(waiting) == State.WAITLISTED


def test_revived_event_passes_on_what_was_freed_meanwhile():
    event = open_event(capacity=1)
    seated, waiting = fill(event, 2)
    publishing.cancel_event(by=BY, event_id=event.pk)
    cancelling.cancel_registration(registration_id=seated.pk)

    publishing.revive_event(by=BY, event_id=event.pk)

    assert state_of(waiting) == State.CONFIRMED


def test_sweep_passes_on_a_seat_that_no_write_passed_on():
    event = open_event(capacity=1)
    _seated, waiting = fill(event, 2)
    event.pools.update(capacity=2)

    assert tasks.pass_on_freed_seats() == 1
    assert state_of(waiting) == State.CONFIRMED


def test_sweep_leaves_a_begun_training_alone():
    event = open_event(capacity=1)
    fill(event, 2)
    event.pools.update(capacity=2)
    Event.objects.filter(pk=event.pk).update(starts_at=timezone.now() - timedelta(minutes=1))

    assert tasks.pass_on_freed_seats() == 0


def test_corrected_details_are_saved_and_the_history_names_only_the_fields():
    registration = register(open_event())

    details.correct_details(registration_id=registration.pk, details={"workplace": "Kirjasto", "first_name": "Aino"})

    assert Registration.objects.get(pk=registration.pk).workplace == "Kirjasto"
    assert RegistrationChange.objects.get(action="correct").details == {"fields": ["workplace"]}


def test_promoting_many_asks_a_number_of_queries_that_does_not_grow(django_assert_max_num_queries):
    event = open_event(capacity=1)
    rows = fill(event, 9)

    with django_assert_max_num_queries(22):
        capacity.change_capacity(by=BY, pool_id=event.pools.get().pk, capacity=None)

    assert {state_of(row) for row in rows} == {State.CONFIRMED}
    assert kinds().count("promoted") == 8
