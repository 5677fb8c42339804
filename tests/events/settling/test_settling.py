"""Settling an overlap: what each side may do, what it leaves in the history, and what is refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events import proposing, settling
from events.models import CaseComment, CaseProposal
from tests.events.overlaps.arrangements import refresh
from tests.events.settling.arrangements import actor, clash, organisation_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return clash()


def test_acknowledge_by_one_side_leaves_it_open_and_by_both_changes_its_state(pair):
    settling.acknowledge(by=actor(pair.aino), case_id=pair.case.pk, sides=[pair.own.pk])
    after_one = pair.reload().state
    settling.acknowledge(by=actor(pair.kaisa), case_id=pair.case.pk, sides=[pair.other.pk])

    assert (after_one, pair.reload().state) == ("open", "acknowledged")
    assert pair.actions() == ["open", "acknowledge", "acknowledge"]


def test_acknowledge_twice_writes_it_once(pair):
    for _time in range(2):
        settling.acknowledge(by=actor(pair.aino), case_id=pair.case.pk, sides=[pair.own.pk])

    assert pair.actions() == ["open", "acknowledge"]


def test_acknowledge_for_neither_side_is_refused(pair):
    with pytest.raises(settling.NotYourSideError):
        settling.acknowledge(by=actor(pair.aino), case_id=pair.case.pk, sides=[])


@pytest.mark.parametrize(("settle", "state"), [(settling.keep_both, "kept"), (settling.dismiss, "dismissed")])
def test_settling_with_a_reason_closes_the_case_and_keeps_the_reason(pair, settle, state):
    settle(by=actor(pair.aino), case_id=pair.case.pk, reason=" Different levels ")

    change = pair.reload().changes.last()
    assert (pair.case.state, change.reason, change.actor_user) == (state, "Different levels", pair.aino)


@pytest.mark.parametrize("settle", [settling.keep_both, settling.dismiss])
def test_settling_without_a_reason_is_refused(pair, settle):
    with pytest.raises(settling.MissingReasonError):
        settle(by=actor(pair.aino), case_id=pair.case.pk, reason="  ")

    assert pair.reload().state == "open"


@pytest.mark.parametrize("settle", [settling.keep_both, settling.dismiss])
def test_settling_what_is_settled_is_refused(pair, settle):
    settling.keep_both(by=actor(pair.kaisa), case_id=pair.case.pk, reason="On purpose")

    with pytest.raises(settling.CaseSettledError):
        settle(by=actor(pair.aino), case_id=pair.case.pk, reason="Why not")


def test_settled_case_stays_settled_when_it_is_compared_again(pair):
    settling.dismiss(by=actor(pair.aino), case_id=pair.case.pk, reason="Not the same people")

    refresh(pair.own, pair.other, now=timezone.now())

    assert pair.reload().state == "dismissed"


def test_reopen_takes_a_settlement_back_for_both_sides(pair):
    settling.acknowledge(by=actor(pair.aino), case_id=pair.case.pk, sides=[pair.own.pk])
    settling.dismiss(by=actor(pair.aino), case_id=pair.case.pk, reason="Not the same people")

    settling.reopen(by=actor(pair.kaisa), case_id=pair.case.pk, reason="They are")

    case = pair.reload()
    assert (case.state, case.first_acknowledged_at, case.second_acknowledged_at) == ("open", None, None)
    with pytest.raises(settling.CaseOpenError):
        settling.reopen(by=actor(pair.kaisa), case_id=pair.case.pk, reason="Again")


def test_comment_stands_in_the_thread_and_in_the_history_without_its_words(pair):
    settling.comment(
        by=actor(pair.aino),
        case_id=pair.case.pk,
        text=" Shall we talk? ",
        organisation_id=organisation_of(pair.aino).pk,
    )

    comment = CaseComment.objects.get()
    change = pair.reload().changes.last()
    assert (comment.text, comment.author, comment.organisation) == (
        "Shall we talk?",
        pair.aino,
        organisation_of(pair.aino),
    )
    assert (change.action, change.details, change.reason) == ("comment", {"comment": comment.pk}, "")


def test_comment_without_a_word_is_refused(pair):
    with pytest.raises(settling.EmptyCommentError):
        settling.comment(by=actor(pair.aino), case_id=pair.case.pk, text=" ", organisation_id=None)


def test_settling_takes_back_what_was_asked(pair):
    proposing.propose_move(
        by=actor(pair.aino),
        case_id=pair.case.pk,
        event_id=pair.other.pk,
        starts_at=pair.other.starts_at + timedelta(days=7),
        sides=[pair.own.pk],
    )

    settling.keep_both(by=actor(pair.kaisa), case_id=pair.case.pk, reason="On purpose")

    assert CaseProposal.objects.get().state == "withdrawn"


def test_locks_are_taken_in_the_one_order(pair, django_assert_num_queries):
    with django_assert_num_queries(6):
        locked = settling.lock_case(pair.case.pk)

    assert [locked.first.pk, locked.second.pk] == sorted([pair.own.pk, pair.other.pk])
