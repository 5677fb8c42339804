"""Proposals: what is asked of the other side is done when it accepts, and what is one's own at once."""

import datetime as dt
from functools import partial

import pytest
from django.utils import timezone

from catalogue.models import Membership
from catalogue.rules import RuleError
from events import drafting, joining, proposing, publishing, settling
from events.models import CaseProposal, Event, OverlapCase
from events.overlaps import rebuilding
from tests.events.overlaps.arrangements import HELSINKI, refresh
from tests.events.settling.arrangements import actor, clash, organisation_of, organiser
from tests.factories import EventFactory, SessionFactory, ThemeFactory
from tests.registrations.test_races import at_once

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)


@pytest.fixture
def pair():
    return clash()


def ask_to_move(pair, *, event=None, by=None, later=WEEK, **values):
    event, by = event or pair.other, by or pair.aino
    sides = [pair.own.pk] if by == pair.aino else [pair.other.pk]
    return proposing.propose_move(
        by=actor(by), case_id=pair.case.pk, event_id=event.pk, starts_at=event.starts_at + later, sides=sides, **values
    )


def ask_to_join(pair, registrations="apart", **values):
    return proposing.ask_to_join(
        by=actor(pair.aino),
        case_id=pair.case.pk,
        event_id=pair.own.pk,
        registrations=registrations,
        sides=[pair.own.pk],
        **values,
    )


def test_move_of_the_others_training_waits_for_their_yes_and_then_moves_it(pair):
    before = pair.other.starts_at
    proposal = ask_to_move(pair, note="Tuesdays are full")
    pair.other.refresh_from_db()
    waiting = (proposal.state, pair.other.starts_at, pair.reload().state)

    proposing.accept(by=actor(pair.kaisa), proposal_id=proposal.pk, sides=[pair.other.pk])

    pair.other.refresh_from_db()
    assert waiting == ("asked", before, "open")
    assert (pair.other.starts_at, pair.reload().state) == (before + WEEK, "moved")
    assert pair.actions() == ["open", "propose", "move"]
    # The note was Aino's; Kaisa said yes.
    assert pair.case.changes.get(action="move").reason == ""


def test_move_of_ones_own_training_is_done_at_once(pair):
    before = pair.own.starts_at

    proposal = ask_to_move(pair, event=pair.own)

    pair.own.refresh_from_db()
    assert (proposal.state, pair.own.starts_at, pair.reload().state) == ("accepted", before + WEEK, "moved")


def test_agreed_move_of_the_same_content_within_the_season_stays_settled_until_somebody_moves_it_again(pair):
    theme = ThemeFactory(parent=ThemeFactory())
    for event in (pair.own, pair.other):
        drafting.update_event(by=actor(pair.aino), event_id=event.pk, columns={}, links={"themes": [theme.pk]})
    refresh(pair.own, pair.other, now=timezone.now())
    duplicate = OverlapCase.objects.get(kind="duplicate")
    proposal = proposing.propose_move(
        by=actor(pair.aino),
        case_id=duplicate.pk,
        event_id=pair.other.pk,
        starts_at=pair.other.starts_at + WEEK,
        sides=[pair.own.pk],
    )

    proposing.accept(by=actor(pair.kaisa), proposal_id=proposal.pk, sides=[pair.other.pk])
    refresh(pair.own, pair.other, now=timezone.now())
    rebuilding.rebuild(by=actor(pair.aino))
    duplicate.refresh_from_db()
    agreed = duplicate.state
    own = Event.objects.get(pk=pair.own.pk)
    moves = proposing.moves_of(own, own.starts_at + 3 * WEEK, now=timezone.now())
    proposing.scheduling.move_event(by=actor(pair.aino), event_id=own.pk, moves=moves)
    refresh(pair.own, pair.other, now=timezone.now())

    duplicate.refresh_from_db()
    assert (agreed, duplicate.state) == ("moved", "open")


def test_move_that_leads_back_into_an_overlap_opens_the_case_again(pair):
    ask_to_move(pair, event=pair.own)
    refresh(pair.own, pair.other, now=timezone.now())
    settled = pair.reload().state

    proposing.scheduling.move_event(
        by=actor(pair.aino),
        event_id=pair.own.pk,
        moves=proposing.moves_of(Event.objects.get(pk=pair.own.pk), pair.other.starts_at, now=timezone.now()),
    )
    refresh(pair.own, pair.other, now=timezone.now())

    assert (settled, pair.reload().state) == ("moved", "open")


def test_moved_sessions_keep_their_clock_and_distance_over_a_change_of_the_clock(pair):
    winter = dt.datetime(2030, 3, 26, 9, tzinfo=HELSINKI)
    pair.own.sessions.all().delete()
    for starts_at in (winter, dt.datetime(2030, 3, 28, 13, tzinfo=HELSINKI)):
        SessionFactory(event=pair.own, starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=2))

    moves = proposing.moves_of(pair.own, dt.datetime(2030, 4, 2, 10, tzinfo=HELSINKI), now=timezone.now())

    assert [(move.starts_at.astimezone(HELSINKI).isoformat(), move.ends_at - move.starts_at) for move in moves] == [
        ("2030-04-02T10:00:00+03:00", dt.timedelta(hours=2)),
        ("2030-04-04T14:00:00+03:00", dt.timedelta(hours=2)),
    ]


@pytest.mark.parametrize("later", [dt.timedelta(0), -400 * WEEK])
def test_move_to_the_same_or_a_past_time_is_refused(pair, later):
    with pytest.raises(proposing.NewTimeError):
        ask_to_move(pair, later=later)

    assert not CaseProposal.objects.exists()


def test_move_of_a_third_training_is_refused(pair):
    third = EventFactory()

    with pytest.raises(proposing.NotOfTheCaseError):
        proposing.propose_move(
            by=actor(pair.aino),
            case_id=pair.case.pk,
            event_id=third.pk,
            starts_at=pair.own.starts_at + WEEK,
            sides=[pair.own.pk],
        )


def test_second_proposal_is_refused_while_one_waits(pair):
    ask_to_move(pair)

    with pytest.raises(proposing.ProposalWaitsError):
        ask_to_join(pair)


def test_answer_is_for_the_side_that_is_asked(pair):
    proposal = ask_to_move(pair)

    with pytest.raises(settling.NotYourSideError):
        proposing.accept(by=actor(pair.aino), proposal_id=proposal.pk, sides=[pair.own.pk])
    with pytest.raises(settling.NotYourSideError):
        proposing.decline(by=actor(pair.aino), proposal_id=proposal.pk, sides=[])


def test_no_leaves_the_case_open_with_its_reason_and_room_for_another_proposal(pair):
    proposal = ask_to_move(pair)

    proposing.decline(by=actor(pair.kaisa), proposal_id=proposal.pk, sides=[pair.other.pk], reason="The room is booked")

    assert (pair.reload().state, pair.case.changes.last().reason) == ("open", "The room is booked")
    assert ask_to_join(pair).state == "asked"


def test_answered_proposal_is_not_answered_again(pair):
    proposal = ask_to_move(pair)
    proposing.withdraw(by=actor(pair.aino), proposal_id=proposal.pk)

    with pytest.raises(proposing.ProposalAnsweredError):
        proposing.accept(by=actor(pair.kaisa), proposal_id=proposal.pk, sides=[pair.other.pk])


def test_joining_apart_makes_each_organiser_join_the_other_and_both_trainings_stay(pair):
    proposal = ask_to_join(pair)

    proposing.accept(by=actor(pair.kaisa), proposal_id=proposal.pk, sides=[pair.other.pk])

    own, other = (Event.objects.get(pk=each.pk) for each in (pair.own, pair.other))
    assert (own.state, other.state, pair.reload().state) == ("planned", "planned", "joined")
    assert [each.pk for each in own.co_organisers.all()] == [organisation_of(pair.kaisa).pk]
    assert [each.pk for each in other.co_organisers.all()] == [organisation_of(pair.aino).pk]


def test_joining_as_one_cancels_the_training_that_goes_over_and_settles_every_case_of_the_pair(pair):
    proposal = ask_to_join(pair, "merge")

    proposing.accept(by=actor(pair.kaisa), proposal_id=proposal.pk, sides=[pair.other.pk])
    refresh(pair.own, pair.other, now=timezone.now())

    own, other = (Event.objects.get(pk=each.pk) for each in (pair.own, pair.other))
    assert (own.state, other.state) == ("cancelled", "planned")
    assert [each.pk for each in other.co_organisers.all()] == [organisation_of(pair.aino).pk]
    assert set(OverlapCase.objects.values_list("kind", "state")) == {("clash", "joined"), ("duplicate", "joined")}


def test_joining_what_has_been_cancelled_meanwhile_is_refused_and_changes_nothing(pair):
    proposal = ask_to_join(pair, "merge")
    publishing.cancel_event(by=actor(pair.aino), event_id=pair.own.pk)

    with pytest.raises(joining.NotAliveError):
        proposing.accept(by=actor(pair.kaisa), proposal_id=proposal.pk, sides=[pair.other.pk])

    assert (CaseProposal.objects.get().state, pair.reload().state) == ("asked", "open")


def test_coordinators_proposal_waits_for_the_side_it_is_about(pair):
    proposal = proposing.propose_move(
        by=actor(pair.aino),
        case_id=pair.case.pk,
        event_id=pair.own.pk,
        starts_at=pair.own.starts_at + WEEK,
        sides=[],
    )

    assert (proposal.state, proposal.answering_id) == ("asked", pair.own.pk)


def test_coordinators_proposal_to_join_is_accepted_by_both_sides(pair):
    coordinator = organiser("Helena", Membership.Role.COORDINATOR)
    proposal = proposing.ask_to_join(
        by=actor(coordinator), case_id=pair.case.pk, event_id=pair.own.pk, registrations="apart", sides=[]
    )

    first = proposing.accept(by=actor(pair.aino), proposal_id=proposal.pk, sides=[pair.own.pk])
    joint_after_one = (pair.own.co_organisers.count(), pair.other.co_organisers.count())
    second = proposing.accept(by=actor(pair.kaisa), proposal_id=proposal.pk, sides=[pair.other.pk])

    assert (first.state, first.answering_id, joint_after_one) == ("asked", pair.other.pk, (0, 0))
    assert (second.state, pair.reload().state) == ("accepted", "joined")
    assert (pair.own.co_organisers.count(), pair.other.co_organisers.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_proposal_answered_by_many_at_once_is_answered_once():
    pair = clash()
    proposal = ask_to_move(pair)
    answers = [
        partial(proposing.accept, by=actor(pair.kaisa), proposal_id=proposal.pk, sides=[pair.other.pk]),
        partial(proposing.decline, by=actor(pair.kaisa), proposal_id=proposal.pk, sides=[pair.other.pk]),
        partial(proposing.withdraw, by=actor(pair.aino), proposal_id=proposal.pk),
    ]

    results = at_once(answers * 3)

    assert sum(not isinstance(each, RuleError) for each in results) == 1
    assert {type(each) for each in results} == {CaseProposal, proposing.ProposalAnsweredError}
