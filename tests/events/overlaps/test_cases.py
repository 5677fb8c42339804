"""The life of stored cases as far as they live by themselves."""

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError

from events import drafting, publishing, scheduling, signals
from events.models import Event, OverlapCase, OverlapChange, OverlapCheck, Session
from events.overlaps import life
from tests.events.overlaps.arrangements import BY, NOW, TUESDAY, at, refresh, stored, training
from tests.factories import OrganisationFactory, RoomFactory, TargetGroupFactory, ThemeFactory, TrainerFactory

pytestmark = pytest.mark.django_db
State = OverlapCase.State


@pytest.fixture
def teachers():
    return TargetGroupFactory()


@pytest.fixture
def pair(teachers):
    """Two trainings of two organisations, planned for the same teachers at the same hour."""
    return training(audiences=[teachers]), training(audiences=[teachers])


def move(event, day, hours=(9, 12)):
    moves = [
        scheduling.SessionMove(session_id=session.pk, starts_at=at(day, hours[0]), ends_at=at(day, hours[1]))
        for session in event.sessions.all()
    ]
    scheduling.move_event(by=BY, event_id=event.pk, moves=moves, now=NOW)


def settle(case, state):
    OverlapCase.objects.filter(pk=case.pk).update(state=state)


def history():
    return list(OverlapChange.objects.values_list("action", "from_state", "to_state"))


def test_clash_of_two_planned_trainings_is_one_open_case_with_its_reasons_and_history(pair):
    first, second = sorted(pair, key=lambda event: event.pk)

    changed = refresh(first)

    case = OverlapCase.objects.get()
    assert changed == [case]
    assert (case.first_id, case.second_id, case.kind, case.severity, case.score, case.state) == (
        first.pk,
        second.pk,
        "clash",
        "high",
        75,
        State.OPEN,
    )
    assert [reason["code"] for reason in case.reasons] == [
        "same_time",
        "audience_shared",
        "same_language",
        "both_online",
    ]
    assert case.evidence == [[first.sessions.get().uid, second.sessions.get().uid]]
    assert (case.starts_at, case.ends_at, case.due_on) == (at(TUESDAY, 9), at(TUESDAY, 12), dt.date(2027, 2, 15))
    assert history() == [("open", "", "open")]


def test_check_of_the_other_side_or_a_second_time_changes_nothing(pair):
    refresh(pair[0])
    before = OverlapCase.objects.values().get()

    assert refresh(*pair) == []
    assert OverlapCase.objects.values().get() == before
    assert OverlapChange.objects.count() == 1


def test_draft_has_no_case_and_is_in_nobodys_case(pair, teachers):
    draft = training(audiences=[teachers], state="draft")

    refresh(draft, *pair)

    assert stored(draft) == []
    assert OverlapCheck.objects.get(event=draft).checked_version == draft.version


@pytest.mark.parametrize("state", ["cancelled", "postponed"])
def test_cancelled_and_postponed_trainings_are_not_compared(teachers, state):
    training(audiences=[teachers])

    refresh(training(audiences=[teachers], state=state))

    assert stored() == []


def test_cancelled_session_is_not_compared(teachers):
    one, two = training(audiences=[teachers], days=[TUESDAY, TUESDAY + dt.timedelta(7)]), training(audiences=[teachers])
    refresh(two)

    scheduling.cancel_session(by=BY, session_id=one.sessions.first().pk, now=NOW)
    refresh(one)

    assert stored() == [("clash", "closed")]


@pytest.mark.parametrize(
    "leave",
    [
        lambda event: move(event, TUESDAY + dt.timedelta(days=1)),
        lambda event: publishing.cancel_event(by=BY, event_id=event.pk, now=NOW),
        lambda event: drafting.update_event(by=BY, event_id=event.pk, columns={}, links={"audiences": []}),
        lambda event: drafting.update_event(by=BY, event_id=event.pk, columns={"languages": ["se"]}),
    ],
    ids=["moved", "cancelled", "other audience", "other language"],
)
def test_case_that_no_longer_holds_closes_by_itself(pair, leave):
    refresh(pair[0])

    leave(pair[1])
    refresh(pair[1])

    assert stored() == [("clash", "closed")]
    assert history()[-1] == ("close", "open", "closed")


def test_case_whose_sessions_are_over_closes_and_an_old_pair_makes_none(pair):
    refresh(pair[0])
    later = at(TUESDAY, 12)

    refresh(pair[0], now=later)

    assert stored() == [("clash", "closed")]
    assert OverlapChange.objects.last().details == {"cause": "over"}
    OverlapCase.objects.all().delete()
    assert refresh(*pair, now=later) == []


@pytest.mark.parametrize("settled", OverlapCase.SETTLED)
def test_settled_case_stays_settled_while_nothing_it_rests_on_changes(pair, settled):
    (case,) = refresh(pair[0])
    settle(case, settled)

    drafting.update_event(by=BY, event_id=pair[1].pk, columns={"title_fi": "Toinen nimi"})
    refresh(*pair)

    assert stored() == [("clash", settled)]


@pytest.mark.parametrize("settled", [State.ACKNOWLEDGED, State.KEPT, State.CLOSED])
def test_case_opens_again_when_its_time_changes(pair, settled):
    (case,) = refresh(pair[0])
    settle(case, settled)

    move(pair[1], TUESDAY, (10, 13))
    refresh(pair[1])

    assert stored() == [("clash", "open")]
    assert history()[-1] == ("reopen", settled, "open")


@pytest.mark.parametrize("name", ["audiences", "themes"])
def test_case_opens_again_when_audience_or_theme_changes(pair, teachers, name):
    (case,) = refresh(pair[0])
    settle(case, State.DISMISSED)
    ids = {"audiences": {teachers.pk, TargetGroupFactory().pk}, "themes": {ThemeFactory().pk}}

    drafting.update_event(by=BY, event_id=pair[1].pk, columns={}, links={name: ids[name]})
    refresh(pair[1])

    assert stored() == [("clash", "open")]


def test_settled_case_of_a_training_that_leaves_and_comes_back_unchanged_stays_settled(pair):
    (case,) = refresh(pair[0])
    settle(case, State.KEPT)

    move(pair[1], TUESDAY + dt.timedelta(days=30))
    refresh(pair[1])
    move(pair[1], TUESDAY)
    refresh(pair[1])

    assert stored() == [("clash", "kept")]


def test_trainer_and_room_of_a_resource_case_are_what_it_rests_on():
    room, other = RoomFactory(), RoomFactory()
    one, two = training(rooms=room), training(rooms=room)
    (case,) = refresh(one)
    settle(case, State.KEPT)

    for session in Session.objects.all():
        session.trainers.add(TrainerFactory())
    for event in (one, two):
        drafting.update_event(by=BY, event_id=event.pk, columns={"title_fi": "Nimi"})
    refresh(one)

    assert stored() == [("resource", "open")]
    Session.objects.filter(event=two).update(room=other)
    drafting.update_event(by=BY, event_id=two.pk, columns={"title_fi": "Muu"})
    refresh(two)
    assert stored() == [("resource", "closed")]


def test_acknowledgement_of_one_side_is_forgotten_when_the_overlap_is_another(pair):
    (case,) = refresh(pair[0])
    OverlapCase.objects.filter(pk=case.pk).update(first_acknowledged_at=NOW)

    move(pair[1], TUESDAY, (10, 13))
    refresh(pair[1])

    assert OverlapCase.objects.get().first_acknowledged_at is None


def test_pair_has_one_row_for_each_kind(teachers):
    theme = ThemeFactory(parent=ThemeFactory())
    one, two = (training(audiences=[teachers], themes=[theme]) for _ in range(2))

    refresh(one)

    assert stored(one, two) == [("clash", "open"), ("duplicate", "open")]


def test_trainings_of_one_organisation_have_an_internal_clash_and_no_duplicate(teachers):
    lead, theme = OrganisationFactory(), ThemeFactory(parent=ThemeFactory())
    one, _two = (training(audiences=[teachers], themes=[theme], lead=lead) for _ in range(2))

    refresh(one)

    assert list(OverlapCase.objects.values_list("kind", "is_internal")) == [("clash", True)]


def test_news_is_sent_of_opening_reopening_and_closing(pair):
    heard = []
    receivers = {
        name: partial(lambda name, case, change, **_: heard.append((name, case.state, change.action)), name)
        for name in ("overlap_opened", "overlap_reopened", "overlap_closed")
    }
    for name, receiver in receivers.items():
        getattr(signals, name).connect(receiver)

    refresh(pair[0])
    move(pair[1], TUESDAY + dt.timedelta(days=1))
    refresh(pair[1])
    move(pair[1], TUESDAY, (8, 10))
    refresh(pair[1])

    assert heard == [
        ("overlap_opened", "open", "open"),
        ("overlap_closed", "closed", "close"),
        ("overlap_reopened", "open", "reopen"),
    ]


def test_write_compares_after_its_commit(pair, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        move(pair[1], dt.date(2099, 3, 10))
        move(pair[0], dt.date(2099, 3, 10))

    assert stored() == [("clash", "open")]
    versions = Event.objects.values_list("version", "overlap_check__checked_version")
    assert all(version == checked for version, checked in versions)


def test_database_refuses_a_second_row_of_a_pair_and_kind(pair):
    (case,) = refresh(pair[0])
    case.pk = None

    with pytest.raises(IntegrityError, match="overlap_once_per_pair_and_kind"):
        case.save(force_insert=True)


@pytest.mark.parametrize(
    ("starts_in", "ends_in", "due_in"),
    [(60, 60, 14), (5, 60, 4), (0, 0, 0), (-60, 10, 9), (-60, 60, 14)],
)
def test_case_is_due_before_the_first_session_that_lies_ahead(starts_in, ends_in, due_in):
    starts_at, ends_at = (NOW + dt.timedelta(days=days, hours=1) for days in (starts_in, ends_in))

    assert life.due_on(starts_at, ends_at, NOW) == NOW.date() + dt.timedelta(days=due_in)
