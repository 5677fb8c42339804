"""Two agencies at the same moment, on the real database: both overlaps and rows come out right, whoever is first."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import IntegrityError, connections

from events import publishing, scheduling
from events.models import OverlapCase, OverlapChange
from events.overlaps import cases, keeping
from tests.events.overlaps.arrangements import BY, NOW, TUESDAY, at, refresh, stored, training
from tests.factories import TargetGroupFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def teachers():
    return TargetGroupFactory()


def at_once(*calls):
    """Run the calls at the same moment, each with a connection of its own; answer results and errors in order."""
    barrier = threading.Barrier(len(calls))

    def run(call):
        try:
            barrier.wait(timeout=20)
            return call()
        except IntegrityError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def plan(event):
    return partial(publishing.plan_event, by=BY, event_id=event.pk, now=NOW)


def move(event, hour):
    (session,) = event.sessions.all()
    move = scheduling.SessionMove(session_id=session.pk, starts_at=at(TUESDAY, hour), ends_at=at(TUESDAY, hour + 3))
    return partial(scheduling.move_event, by=BY, event_id=event.pk, moves=[move], now=NOW)


def pause_before_writing(monkeypatch, parties):
    """Let all comparisons read before any of them writes."""
    barrier = threading.Barrier(parties)
    partners = cases._partners

    def wait(*arguments):
        found = partners(*arguments)
        barrier.wait(timeout=20)
        return found

    monkeypatch.setattr(cases, "_partners", wait)


def test_two_agencies_that_plan_at_the_same_moment_have_one_case(teachers, monkeypatch):
    monkeypatch.setattr(cases.timezone, "now", lambda: NOW)
    one, two = (training(audiences=[teachers], state="draft") for _ in range(2))

    at_once(plan(one), plan(two))

    assert stored() == [("clash", "open")]
    assert OverlapChange.objects.count() == 1


def test_comparison_before_the_commit_would_miss_the_other_agency(teachers, monkeypatch):
    """The control: inside the transactions neither sees the other."""
    from django.db import transaction

    barrier = threading.Barrier(2)
    one, two = (training(audiences=[teachers], state="draft") for _ in range(2))
    monkeypatch.setattr(keeping, "_compare", lambda _event_id: None)

    def plan_and_compare(event):
        with transaction.atomic():
            plan(event)()
            barrier.wait(timeout=20)
            cases.refresh_cases(event_ids=[event.pk], by=BY, now=NOW)
            # Who is done first would else have committed what the other reads.
            barrier.wait(timeout=20)

    at_once(partial(plan_and_compare, one), partial(plan_and_compare, two))

    assert stored() == []


def test_both_sides_compared_at_once_make_one_row(teachers, monkeypatch):
    one, two = (training(audiences=[teachers]) for _ in range(2))
    pause_before_writing(monkeypatch, 2)

    results = at_once(partial(refresh, one), partial(refresh, two))

    assert sorted(len(found) for found in results) == [0, 1]
    assert (stored(), OverlapChange.objects.count()) == ([("clash", "open")], 1)


def test_without_the_lock_the_second_side_runs_into_the_first(teachers, monkeypatch):
    """The control: the database refuses the second row, and with it that side's whole comparison."""
    one, two = (training(audiences=[teachers]) for _ in range(2))
    both_have_read = threading.Barrier(2)
    cases_of = cases._cases_of

    def read_and_wait(event_id):
        found = cases_of(event_id)
        both_have_read.wait(timeout=20)
        return found

    monkeypatch.setattr(cases, "lock", lambda _event_ids: None)
    monkeypatch.setattr(cases, "_cases_of", read_and_wait)

    results = at_once(partial(refresh, one), partial(refresh, two))

    assert sum(isinstance(result, IntegrityError) for result in results) == 1


def test_moves_of_both_sides_at_once_end_as_the_rules_say(teachers, monkeypatch):
    monkeypatch.setattr(cases.timezone, "now", lambda: NOW)
    one, two, three = (training(audiences=[teachers]) for _ in range(3))
    refresh(one, two, three)

    for hours in ((9, 13), (13, 13), (16, 9)):
        at_once(move(one, hours[0]), move(two, hours[1]), partial(refresh, three))
        held = {frozenset((case.first_id, case.second_id)) for case in OverlapCase.objects.unsettled()}

        starts = {event.pk: event.sessions.get().starts_at for event in (one, two, three)}
        ids = list(starts)
        assert held == {
            frozenset((first, second))
            for first in ids
            for second in ids
            if first < second and abs(starts[first] - starts[second]).total_seconds() < 3 * 3600
        }
