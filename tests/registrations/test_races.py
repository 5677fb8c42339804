"""Races on the real database: many writers of every kind on one event, and controls that fail without the guard."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, connections, transaction, utils
from django.utils import timezone

from catalogue.actors import by_system
from catalogue.models import Message, Person
from catalogue.rules import RuleError
from events import capacity, joining, locks, proposing, settling
from events.models import Event, SeatPool
from events.overlaps import cases
from registrations import cancelling, details, forgetting, registering, waiting_list
from registrations.models import Registration, RegistrationChange
from tests.events.settling.arrangements import actor, clash
from tests.registrations.arrangements import fill, open_event, participant, register

pytestmark = pytest.mark.django_db(transaction=True)
State = Registration.State
BY = by_system("test")
WRITERS = 8


def at_once(calls, writers=WRITERS):
    """Run the calls from many threads, each with its own connection; answer results and exceptions in order."""
    barrier = threading.Barrier(min(writers, len(calls)))

    def run(call):
        if not barrier.broken and barrier.n_waiting < barrier.parties:
            with suppress(threading.BrokenBarrierError):
                barrier.wait(timeout=0.2)
        try:
            return call()
        except (RuleError, utils.Error, Registration.DoesNotExist) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=writers) as pool:
        return list(pool.map(run, calls))


def assert_consistent(event):
    """The counters say what the rows say, the queue has no gap that matters, and no free seat is left to a waiter."""
    for pool in SeatPool.objects.filter(event=event):
        rows = Registration.objects.filter(event=event)
        assert pool.taken == rows.filter(state__in=Registration.HOLDS_SEAT, pool=pool).count()
        assert pool.waiting == rows.waiting().filter(wanted_pools__contains=[pool.pk]).count()
        assert pool.capacity is None or pool.taken <= pool.capacity + pool.overbooked
        assert not (pool.waiting and (pool.free is None or pool.free > 0))
    places = [waiting_list.place(row) for row in Registration.objects.filter(event=event).waiting()]
    assert places == list(range(1, len(places) + 1))
    for row in Registration.objects.filter(event=event):
        assert row.changes.last().to_state == row.state


def test_sixty_people_at_once_for_ten_seats_get_exactly_ten_and_a_queue_without_gaps():
    event = open_event(capacity=10)
    calls = [
        partial(registering.register_person, event_id=event.pk, participant=participant(number)) for number in range(60)
    ]

    results = at_once(calls)

    assert [row.state for row in results].count(State.CONFIRMED) == 10
    assert sorted(waiting_list.place(row) for row in results if row.state == State.WAITLISTED) == list(range(1, 51))
    assert Message.objects.count() == 60
    assert_consistent(event)


def test_one_person_at_once_many_times_has_one_registration():
    event = open_event(capacity=10)
    calls = [partial(registering.register_person, event_id=event.pk, participant=participant(1))] * 12

    results = at_once(calls)

    assert sum(isinstance(result, Registration) for result in results) == 1
    assert Registration.objects.count() == 1
    assert_consistent(event)


def test_writers_of_every_kind_at_once_leave_everything_consistent():
    event = open_event(capacity=5)
    seated = fill(event, 15)
    pool = event.pools.get()
    dice = random.Random(7)
    calls = [
        *(
            partial(registering.register_person, event_id=event.pk, participant=participant(number))
            for number in range(100, 130)
        ),
        *(partial(cancelling.cancel_registration, registration_id=row.pk) for row in seated),
        *(partial(capacity.change_capacity, by=BY, pool_id=pool.pk, capacity=seats) for seats in (8, 3, 12, 6)),
    ]
    dice.shuffle(calls)

    results = at_once(calls)

    assert not [result for result in results if isinstance(result, utils.Error)]
    assert_consistent(event)


def test_two_who_cancel_at_once_free_two_seats_for_two():
    event = open_event(capacity=2)
    first, second, third, fourth = fill(event, 4)

    at_once([partial(cancelling.cancel_registration, registration_id=row.pk) for row in (first, second)])

    states = Registration.objects.filter(pk__in=[third.pk, fourth.pk]).values_list("state", flat=True)
    assert set(states) == {State.CONFIRMED}
    assert_consistent(event)


def test_same_registration_cancelled_at_once_is_cancelled_once():
    event = open_event(capacity=1)
    seated, first, second = fill(event, 3)

    at_once([partial(cancelling.cancel_registration, registration_id=seated.pk)] * 6)

    assert RegistrationChange.objects.filter(registration=seated, action="cancel").count() == 1
    assert Registration.objects.get(pk=first.pk).state == State.CONFIRMED
    assert Registration.objects.get(pk=second.pk).state == State.WAITLISTED
    assert_consistent(event)


def test_control_without_the_locks_the_same_hammering_breaks_something(monkeypatch):
    class NotLocked(locks.LocksAsked):
        def read(self):
            event = Event.objects.get(pk=event_id)
            return event, list(event.pools.order_by("position", "id"))

    event_id = None
    monkeypatch.setattr(locks, "ask_for_locks", lambda _event_id: NotLocked(None, None))
    event = open_event(capacity=10)
    event_id = event.pk
    calls = [
        partial(registering.register_person, event_id=event.pk, participant=participant(number)) for number in range(60)
    ]

    results = at_once(calls)

    broken = [result for result in results if isinstance(result, utils.Error)]
    taken = event.pools.get().taken
    confirmed = Registration.objects.filter(state=State.CONFIRMED).count()
    assert broken or confirmed != 10 or taken != confirmed


def test_control_database_itself_refuses_to_oversell_when_locks_and_counts_are_bypassed():
    event = open_event(capacity=1)
    fill(event, 1)

    with pytest.raises(utils.IntegrityError, match="pool_never_oversold"), connection.cursor() as cursor:
        cursor.execute("UPDATE events_seatpool SET taken = taken + 1 WHERE event_id = %s", [event.pk])


def test_person_who_registers_while_forgotten_stays_known():
    old, new = open_event(), open_event()
    fill(old, 1)
    long_ago = timezone.now() - timedelta(days=4 * 365)
    Event.objects.filter(pk=old.pk).update(starts_at=long_ago, ends_at=long_ago + timedelta(hours=2))
    registered, forgetting_begun = threading.Event(), threading.Event()

    def register_slowly():
        with transaction.atomic():
            registering.register_person(event_id=new.pk, participant=participant(1))
            registered.set()
            forgetting_begun.wait(5)
            time.sleep(0.3)  # forgetting has looked, and waits or is through

    def forget():
        registered.wait(5)
        forgetting_begun.set()
        forgetting.forget_personal_data()

    at_once([register_slowly, forget])

    assert Person.objects.get().email == "aino1@example.org"
    assert Registration.objects.active().filter(event=new, person__email="aino1@example.org").count() == 1


def test_person_forgotten_while_registering_is_known_anew():
    event = open_event()
    old = fill(open_event(), 1)[0].person
    asked = registering._ask_for_standing

    def forget_first(event_id, email):
        registering._ask_for_standing = asked
        time.sleep(0.1)  # the statement before has arrived
        at_once([partial(Person.objects.filter(pk=old.pk).update, email=None, anonymised_at=timezone.now())])
        return asked(event_id, email)

    registering._ask_for_standing = forget_first
    try:
        registration = registering.register_person(event_id=event.pk, participant=participant(1))
    finally:
        registering._ask_for_standing = asked

    assert registration.state == State.CONFIRMED
    assert registration.person_id != old.pk


WRITES_OF_ONE = {
    "cancelling": lambda row: cancelling.cancel_registration(registration_id=row.pk),
    "correcting": lambda row: details.correct_details(registration_id=row.pk, details={"first_name": "Eeva"}),
}


@pytest.mark.parametrize("waits", [False, True], ids=["seated", "waiting"])
@pytest.mark.parametrize("write", WRITES_OF_ONE.values(), ids=WRITES_OF_ONE)
def test_registration_that_goes_over_to_another_training_meanwhile_is_changed_there(monkeypatch, write, waits):
    event, into = open_event(capacity=1), open_event(capacity=1 if waits else 5)
    row = fill(event, 2)[waits]
    lock = locks.lock_event

    def merge_first(event_id):
        monkeypatch.setattr(locks, "lock_event", lock)
        (merged,) = at_once([merge])
        assert merged is None
        return lock(event_id)

    def merge():
        with transaction.atomic():
            first, second = lock(event.pk), lock(into.pk)
            joining.join_events(by=BY, event=first, into=second, how="merge", now=timezone.now())

    monkeypatch.setattr(locks, "lock_event", merge_first)

    (written,) = at_once([partial(write, row)])

    assert isinstance(written, Registration)
    assert set(Registration.objects.values_list("event", flat=True)) == {into.pk}
    assert_consistent(event)
    assert_consistent(into)


def test_trainings_joined_while_everybody_writes_are_left_consistent_and_nobody_waits_for_ever():
    pair = clash(own={"state": "published", "pools": [6]}, other={"state": "published", "pools": [4]})
    own, other = pair.own, pair.other
    seated = [*fill(own, 10), *(register(other, number) for number in range(6, 14))]
    asked = proposing.ask_to_join(
        by=actor(pair.aino), case_id=pair.case.pk, event_id=own.pk, registrations="merge", sides=[own.pk]
    )
    say = partial(settling.comment, by=BY, case_id=pair.case.pk, text="Hei", organisation_id=None)
    calls = [
        partial(proposing.accept, by=actor(pair.kaisa), proposal_id=asked.pk, sides=[other.pk]),
        *(partial(cancelling.cancel_registration, registration_id=row.pk) for row in seated[::2]),
        *(partial(WRITES_OF_ONE["correcting"], row) for row in seated[1::3]),
        *(partial(register, event, number) for event in (own, other) for number in range(20, 26)),
        *(partial(cases.refresh_cases, event_ids=[event.pk], by=BY) for event in (own, other)),
        *(partial(capacity.change_capacity, by=BY, pool_id=other.pools.get().pk, capacity=seats) for seats in (6, 3)),
        *[say] * 4,
    ]
    random.Random(0).shuffle(calls)

    results = at_once(calls)

    assert not [result for result in results if isinstance(result, utils.Error)]
    assert not Registration.objects.active().filter(event=own).exists()
    assert_consistent(own)
    assert_consistent(other)
