"""Moving on the planning board: what the preview says is what is stored, and nothing is stored before it is said."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from events import dates
from events.boards import moving
from events.drafting import SessionDraft
from events.models import Event, OverlapCase
from events.overlaps import spans as overlap_spans
from events.queries import drafts
from tests.factories import (
    EventFactory,
    MembershipFactory,
    OrganisationFactory,
    RegistrationFactory,
    SessionFactory,
    TargetGroupFactory,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2031, 2, 1, 12, tzinfo=dt.UTC)


def at(day, hour=9, month=3):
    return dates.midnight(dt.date(2031, month, day)) + dt.timedelta(hours=hour)


@pytest.fixture
def cast():
    own, other = OrganisationFactory(), OrganisationFactory()
    plan = EventFactory(lead=own, state="planned", audiences=[TargetGroupFactory()])
    first = SessionFactory(event=plan, starts_at=at(25), ends_at=at(25, 12))
    second = SessionFactory(event=plan, starts_at=at(27, 13), ends_at=at(27, 15))
    user = MembershipFactory(organisation=own).user
    return SimpleNamespace(plan=plan, first=first, second=second, user=user, other=other)


def address(event, query=""):
    return f"/en/workspace/board/move/{event.pk}/?{query}"


def times(event):
    return [(row.starts_at, row.ends_at) for row in event.sessions.order_by("pk")]


def form(event, **values):
    return {"day": "2031-04-01", "time": "10:30", "version": event.version} | values


def test_all_sessions_go_as_far_by_the_local_clock_across_the_change_of_hours(cast):
    draft = drafts.saved_draft(cast.plan.pk)
    held = moving.grabbed(moving.movable(draft, NOW), cast.first.pk)

    proposal = moving.propose(draft, moving.shift_to(held, dt.date(2031, 4, 1), dt.time(10, 30)), NOW)

    # The clocks go forward on 30 March.
    assert [(each.after.starts_at, each.after.ends_at) for each in proposal.sessions] == [
        (at(1, 10.5, 4), at(1, 13.5, 4)),
        (at(3, 14.5, 4), at(3, 16.5, 4)),
    ]


def test_whole_day_keeps_its_days_whatever_the_hour():
    session = SessionDraft(starts_at=at(29, 0), ends_at=at(30, 0), all_day=True, session_id=1)
    draft = SimpleNamespace(sessions=[session])

    shift = moving.shift_to(session, dt.date(2031, 3, 30), dt.time(10))

    assert shift == moving.Shift(1, 0)
    assert moving.movable(draft, NOW) == [session]


def test_sessions_that_are_over_or_cancelled_stay(cast):
    SessionFactory(event=cast.plan, starts_at=at(10, month=1), ends_at=at(10, 12, month=1))
    SessionFactory(event=cast.plan, starts_at=at(26), ends_at=at(26, 12), state="cancelled")
    draft = drafts.saved_draft(cast.plan.pk)

    proposal = moving.propose(draft, moving.Shift(7, 0), NOW)

    assert {move.session_id for move in proposal.moves} == {cast.first.pk, cast.second.pk}
    assert len(proposal.draft.sessions) == 3


def test_preview_says_what_is_stored_after_the_move(cast, client):
    client.force_login(cast.user)

    preview = client.get(address(cast.plan, f"day=2031-04-01&time=10:30&session={cast.second.pk}")).context["preview"]
    before = times(cast.plan)
    response = client.post(address(cast.plan), form(cast.plan, session=cast.second.pk))

    promised = {each.before.session_id: (each.after.starts_at, each.after.ends_at) for each in preview.sessions}
    assert before == [(at(25), at(25, 12)), (at(27, 13), at(27, 15))]
    assert times(cast.plan) == [promised[cast.first.pk], promised[cast.second.pk]]
    assert times(cast.plan)[1] == (at(1, 10.5, 4), at(1, 12.5, 4))
    assert response.status_code == 302


def test_preview_names_the_overlaps_of_the_new_place_before_anything_is_saved(cast, client):
    theirs = EventFactory(
        lead=cast.other, title_en="Theirs", state="planned", audiences=list(cast.plan.audiences.all())
    )
    SessionFactory(event=theirs, starts_at=at(1, 9, 4), ends_at=at(1, 12, 4))
    overlap_spans.refresh([cast.plan.pk, theirs.pk])
    client.force_login(cast.user)

    response = client.get(address(cast.plan, "day=2031-04-01"))

    found = response.context["overlaps"]
    assert [(each.severity, each.title.value) for each in found] == [("high", "Theirs")]
    assert "same time" in response.content.decode()
    assert (times(cast.plan)[0][0], OverlapCase.objects.count()) == (at(25), 0)


def test_overlap_of_today_that_would_be_gone_is_counted_and_one_that_stays_is_apart(cast, client):
    audience = list(cast.plan.audiences.all())
    gone, stays = (EventFactory(lead=cast.other, state="planned", audiences=audience) for _ in range(2))
    SessionFactory(event=gone, starts_at=at(25), ends_at=at(25, 12))
    SessionFactory(event=stays, starts_at=at(25), ends_at=at(1, 12, 4))
    overlap_spans.refresh([cast.plan.pk, gone.pk, stays.pk])
    client.force_login(cast.user)

    context = client.get(address(cast.plan, "day=2031-04-01")).context

    assert (len(context["overlaps"]), len(context["kept_overlaps"]), context["gone"]) == (0, 1, 1)


def test_day_of_a_public_holiday_is_said(cast, client):
    client.force_login(cast.user)

    found = client.get(address(cast.plan, "day=2031-05-01")).context["overlaps"]

    assert [(each.severity, each.title) for each in found] == [("low", None)]
    assert "May Day" in found[0].reasons[0]


def test_who_saves_second_sees_that_it_has_changed_and_moves_nothing(cast, client):
    client.force_login(cast.user)
    Event.objects.filter(pk=cast.plan.pk).update(version=9)

    response = client.post(address(cast.plan), form(cast.plan))

    assert (response.status_code, times(cast.plan)[0][0]) == (409, at(25))
    assert "Somebody else has changed this training" in response.content.decode()


@pytest.fixture
def published(cast):
    Event.objects.filter(pk=cast.plan.pk).update(state="published", published_at=timezone.now())
    cast.plan.refresh_from_db()
    return cast


def test_published_one_asks_for_a_reason_and_says_whom_it_tells(published, client):
    published.plan.pools.update(capacity=1)
    RegistrationFactory(event=published.plan)
    RegistrationFactory(event=published.plan, state="waitlisted")
    client.force_login(published.user)

    preview = client.get(address(published.plan, "day=2031-04-01")).content.decode()
    refused = client.post(address(published.plan), form(published.plan, reason=" "))
    moved = client.post(address(published.plan), form(published.plan, reason="The trainer is ill"))

    text = " ".join(preview.split())
    assert "2 people get a message" in text
    assert "<dt>Confirmed</dt><dd>1</dd>" in text
    assert "<dt>On the waiting list</dt><dd>1</dd>" in text
    assert "Aika tai paikka muuttunut" in text
    assert (refused.status_code, moved.status_code) == (422, 302)
    assert [change.reason for change in published.plan.changes.filter(action="move")] == ["The trainer is ill"]


def test_plan_asks_for_no_reason(cast, client):
    client.force_login(cast.user)

    assert client.post(address(cast.plan), form(cast.plan)).status_code == 302


def test_moved_training_is_shown_where_it_is_now(cast, client):
    client.force_login(cast.user)

    response = client.post(
        address(cast.plan, "rows=sector&columns=day&from=2031-03-01&until=2031-03-31"), form(cast.plan)
    )

    assert response.url == (
        f"/en/workspace/board/?rows=sector&columns=day&from=2031-04-01&until=2031-04-30&show={cast.plan.pk}"
    )


@pytest.mark.parametrize("typed", [{"day": ""}, {"day": "1.13.2031"}, {"time": "25:00"}, {"version": "x"}])
def test_nonsense_is_refused_and_what_was_typed_stays(cast, client, typed):
    client.force_login(cast.user)

    response = client.post(address(cast.plan), form(cast.plan, **typed))

    assert (response.status_code, times(cast.plan)[0][0]) == (422, at(25))


def test_training_that_is_over_cannot_be_moved(cast, client):
    over = EventFactory(lead=cast.plan.lead)
    SessionFactory(event=over, starts_at=timezone.now() - dt.timedelta(days=9))
    client.force_login(cast.user)

    assert "no session that could still be moved" in client.get(address(over)).content.decode()


def test_co_organiser_may_move_and_others_may_not(cast, client):
    bob = MembershipFactory(organisation=cast.other).user
    client.force_login(bob)
    statuses = [client.post(address(cast.plan), form(cast.plan)).status_code]
    cast.plan.co_organisers.set([cast.other])

    statuses.append(client.post(address(cast.plan), form(cast.plan)).status_code)

    assert statuses == [403, 302]
