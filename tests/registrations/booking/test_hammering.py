"""Ten writers of every kind at one event at random, watched from outside; and the same without locks, which breaks."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction, utils

from catalogue import loading
from events import locks
from events.models import Event, SeatCeiling, SeatPool
from registrations.models import Registration
from tests.registrations.arrangements import BY, open_event
from tests.registrations.booking import invariants
from tests.registrations.booking.writers import Tally, Writers

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, ACTS, MOST_ACTS = 10, 20, 200
WATCHED = invariants.SEATS | invariants.TOLD
LOOK_SECONDS = 0.05


@pytest.fixture
def event(settings):
    loading.load_reference(by=BY)
    return open_event(pools=[3, 2], waiting_list_mode=Event.WaitingListMode.OFFER)


def hammer(event, *, until):
    """Let the writers loose until something is so, or `MOST_ACTS` of each; answer what they did, broke and met.

    `until` is asked with what they have done so far and what was seen to be broken at any moment.
    """
    watching, done = threading.Event(), threading.Event()
    broken, refused, tally = set(), [], Tally()

    def write(number):
        dice = random.Random(number)
        writers = Writers(event.pk, dice)
        try:
            for act in range(MOST_ACTS):
                if act >= ACTS and until(tally, broken):
                    return
                kind = tally.draw(dice)
                try:
                    tally.count(kind, is_done=writers.act(kind))
                except (utils.Error, Registration.DoesNotExist) as error:
                    refused.append(f"{type(error).__name__}: {error}")
        finally:
            connections.close_all()

    def watch():
        try:
            connection.ensure_connection()  # before the writers and the courier have them all
            watching.set()
            while not done.wait(LOOK_SECONDS):
                broken.update(look(event))
        finally:
            connections.close_all()

    watcher = threading.Thread(target=watch)
    watcher.start()
    assert watching.wait(60)
    with ThreadPoolExecutor(max_workers=WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    done.set()
    watcher.join()
    return tally, sorted(broken | set(look(event))), refused


def look(event):
    with transaction.atomic():
        connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return invariants.broken(connection, event.pk, WATCHED)


def test_ten_writers_of_every_kind_break_no_promise_at_any_moment(event):
    tally, broken, refused = hammer(event, until=lambda tally, _broken: not tally.missing)

    assert (broken, refused) == ([], [])
    assert tally.missing == []


def test_control_without_locks_the_same_hammering_breaks_promises(event, monkeypatch):
    def lock_pools(found):
        pools = list(SeatPool.objects.filter(event=found).order_by("position"))
        for pool in pools:
            pool.event = found
        locks.tie_ceiling(found, SeatCeiling.objects.filter(event=found).first())
        return pools

    class NotLocked(locks.LocksAsked):
        def read(self):
            found = Event.objects.get(pk=event.pk)
            return found, lock_pools(found)

    monkeypatch.setattr(locks, "lock_event", lambda event_id: Event.objects.get(pk=event_id))
    monkeypatch.setattr(locks, "lock_pools", lock_pools)
    monkeypatch.setattr(locks, "ask_for_locks", lambda _event_id: NotLocked(None, None))

    _tally, broken, _refused = hammer(event, until=lambda _tally, broken: broken)

    assert broken
