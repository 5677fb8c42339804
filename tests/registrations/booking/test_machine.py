"""A state machine on the real database: whatever is done to a training's seats, in whatever order, promises hold."""

import random

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from catalogue import loading
from events.models import Event
from registrations import booking
from tests.registrations.arrangements import BY, open_event
from tests.registrations.booking import invariants
from tests.registrations.booking.writers import KINDS, Tally, Writers

pytestmark = pytest.mark.django_db
MODES = list(Event.WaitingListMode)
FEW = settings(
    max_examples=8,
    stateful_step_count=40,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class Machine(RuleBasedStateMachine):
    """One training with up to three pools; every example is taken back at its end."""

    def __init__(self):
        super().__init__()
        self.before = transaction.savepoint()

    @initialize(
        pools=st.lists(st.sampled_from([None, 1, 2, 3]), min_size=1, max_size=3),
        mode=st.sampled_from(MODES),
        limit=st.sampled_from([None, 3]),
    )
    def open(self, pools, mode, limit):
        self.event = open_event(pools=pools, waiting_list_mode=mode, waiting_list_limit=limit)

    @rule(kind=st.sampled_from(KINDS), seed=st.integers(0, 10_000))
    def write(self, kind, seed):
        Writers(self.event.pk, random.Random(seed)).act(kind)

    @invariant()
    def every_promise_is_kept(self):
        if hasattr(self, "event"):
            assert invariants.broken(connection, self.event.pk, invariants.SEATS | invariants.TOLD) == []

    def teardown(self):
        transaction.savepoint_rollback(self.before)


@pytest.fixture
def reference():
    loading.load_reference(by=BY)


def test_machine_keeps_every_promise(reference):
    run_state_machine_as_test(Machine, settings=FEW)


def test_control_a_seat_given_back_uncounted_is_seen(reference, monkeypatch):
    monkeypatch.setattr(booking.Seats, "take_from", lambda _seats, _registration: None)

    with pytest.raises((AssertionError, ExceptionGroup), match=r"seats counted otherwise than held|sub-exception"):
        run_state_machine_as_test(Machine, settings=FEW)


def test_writers_of_every_kind_do_something(reference):
    event = open_event(pools=[2, 3], waiting_list_mode=Event.WaitingListMode.OFFER)
    dice, tally = random.Random(1), Tally()
    writers = Writers(event.pk, dice)

    for _act in range(1200):
        kind = tally.draw(dice)
        tally.count(kind, is_done=writers.act(kind))
        if not tally.missing:
            break

    assert tally.missing == []
