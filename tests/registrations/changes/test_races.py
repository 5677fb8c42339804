"""One seat passed on while it is given up, or to many at once: one of them has it. Controls fail without the lock."""

import threading
from functools import partial

import pytest
from django.db import connection, connections, transaction

from registrations import booking, cancelling, substituting
from registrations.booking import Seats
from registrations.models import Registration
from tests.registrations.arrangements import fill, open_event, participant
from tests.registrations.test_races import assert_consistent, at_once

pytestmark = pytest.mark.django_db(transaction=True)
State = Registration.State
COLLEAGUES = 6


def send(registration, number):
    return substituting.substitute(registration_id=registration.pk, participant=participant(number))


def unlocked(read_by_all):
    """What `booking.lock_registration` answers without its locks, once everybody has read the same."""

    def read(registration_id):
        row = Registration.objects.select_related("event").get(pk=registration_id)
        pools = list(row.event.pools.order_by("position"))
        read_by_all.wait(timeout=30)
        return row, Seats(row.event, pools)

    return read


def is_somebody_waiting():
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


def cancel_slowly(registration, *, begun, until):
    """Cancel, and hold the transaction open until somebody else has come to the same seat."""
    try:
        with transaction.atomic():
            cancelling.cancel_registration(registration_id=registration.pk)
            begun.set()
            while not until():
                pass
    finally:
        connections.close_all()


def test_seat_that_is_given_up_meanwhile_is_not_passed_on():
    event = open_event(capacity=1)
    (seated,) = fill(event, 1)
    begun = threading.Event()
    cancelling_thread = threading.Thread(
        target=cancel_slowly, args=[seated], kwargs={"begun": begun, "until": is_somebody_waiting}
    )
    cancelling_thread.start()
    begun.wait(timeout=30)

    (result,) = at_once([partial(send, seated, 50)])
    cancelling_thread.join()

    assert getattr(result, "code", None) == "registration_not_active"
    assert event.pools.get().taken == 0
    assert_consistent(event)


def test_control_without_the_lock_the_seat_is_given_up_and_passed_on(monkeypatch):
    event = open_event(capacity=1)
    (seated,) = fill(event, 1)
    begun, read = threading.Event(), threading.Event()
    cancelling_thread = threading.Thread(
        target=cancel_slowly, args=[seated], kwargs={"begun": begun, "until": read.is_set}
    )
    cancelling_thread.start()
    begun.wait(timeout=30)

    class Read:
        def wait(self, timeout):
            read.set()

    monkeypatch.setattr(booking, "lock_registration", unlocked(Read()))
    (result,) = at_once([partial(send, seated, 50)])
    cancelling_thread.join()

    assert result.state == State.CONFIRMED
    assert event.pools.get().taken == 0
    with pytest.raises(AssertionError):
        assert_consistent(event)


def test_seat_passed_on_to_many_at_once_goes_to_one():
    event = open_event(capacity=1)
    (seated,) = fill(event, 1)

    results = at_once([partial(send, seated, 50 + number) for number in range(COLLEAGUES)])

    assert [getattr(each, "state", None) for each in results].count(State.CONFIRMED) == 1
    assert Registration.objects.filter(event=event, state=State.CONFIRMED).count() == 1
    assert_consistent(event)


def test_control_without_the_lock_it_goes_to_many(monkeypatch):
    event = open_event(capacity=1)
    (seated,) = fill(event, 1)
    monkeypatch.setattr(booking, "lock_registration", unlocked(threading.Barrier(COLLEAGUES)))

    at_once([partial(send, seated, 50 + number) for number in range(COLLEAGUES)], writers=COLLEAGUES)

    assert Registration.objects.filter(event=event, state=State.CONFIRMED).count() > 1
