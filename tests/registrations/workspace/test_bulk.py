"""Many registrations at once: who is affected is known before, seats do not go to those who lose theirs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.models import Message
from registrations import acting, bulk
from registrations.models import Registration
from tests.factories import MembershipFactory
from tests.registrations.arrangements import BY, fill, open_event, register

pytestmark = pytest.mark.django_db
State = Registration.State


@pytest.fixture
def event():
    return open_event(capacity=2)


@pytest.fixture
def post(client, event):
    """Post to the bulk page, and answer what came."""
    client.force_login(MembershipFactory(organisation=event.lead).user)

    def posted(**values):
        return client.post(f"/en/workspace/events/{event.pk}/registrations/bulk/", values)

    return posted


def ids(*registrations):
    return [str(each.pk) for each in registrations]


def test_preview_names_who_is_affected_and_who_not_and_changes_nothing(event, post):
    first, second, _third = fill(event, 3)
    Registration.objects.filter(pk=second.pk).update(state=State.REJECTED, language="sv")

    answer = post(action="cancel", scope="chosen", id=ids(first, second))

    plan = answer.context["plan"]
    assert (plan.affected, [(left.registration, str(left.why)) for left in plan.left]) == (
        [first],
        [(second, "Not approved")],
    )
    assert answer.context["mailed"] == {"count": 1, "languages": "suomi 1"}
    assert not Registration.objects.filter(state=State.CANCELLED).exists()


def test_more_than_one_transaction_should_do_are_left_for_the_next(event, post, monkeypatch):
    monkeypatch.setattr("registrations.bulk.MOST_ACTED", 2)
    first, second, third = fill(event, 3)

    plan = post(action="cancel", scope="all", query="").context["plan"]

    assert (plan.affected, [left.registration for left in plan.left]) == ([first, second], [third])


def test_all_that_the_filters_find_are_chosen_without_naming_them(event, post):
    first, second, third = fill(event, 3)

    found = post(action="cancel", scope="all", query="state=waitlisted").context["plan"]
    everybody = post(action="cancel", scope="all", query="").context["plan"]

    assert (found.affected, set(everybody.affected)) == ([third], {first, second, third})


def test_confirmed_bulk_cancelling_gives_no_seat_to_those_who_are_cancelled_too(event, post):
    _first, second, third, fourth = (*fill(event, 3), register(event, 9))
    Message.objects.all().delete()

    answer = post(
        action="cancel", ids=",".join(ids(second, third)), confirm="1", reason="Väärä osoite", query="sort=name"
    )

    assert answer.url == f"/en/workspace/events/{event.pk}/registrations/?sort=name"
    states = {each.pk: each.state for each in Registration.objects.all()}
    assert (states[second.pk], states[third.pk], states[fourth.pk]) == (
        State.CANCELLED,
        State.CANCELLED,
        State.CONFIRMED,
    )
    assert sorted(Message.objects.values_list("kind", flat=True)) == [
        "cancelled_by_organiser",
        "cancelled_by_organiser",
        "promoted",
    ]
    assert {change.reason for each in (second, third) for change in each.changes.filter(action="cancel")} == {
        "Väärä osoite"
    }


def test_bulk_without_its_reason_is_asked_again_with_what_was_chosen(event, post):
    first, _second = fill(event, 2)

    answer = post(action="cancel", ids=ids(first)[0], confirm="1", reason="")

    assert (answer.status_code, answer.context["plan"].ids) == (422, str(first.pk))
    assert not Registration.objects.filter(state=State.CANCELLED).exists()


def test_who_has_changed_since_the_preview_is_left_and_named(event, post):
    first, second = fill(event, 2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registrations_registration SET state = 'cancelled' WHERE id = %s", [first.pk])

    answer = post(action="cancel", ids=",".join(ids(first, second)), confirm="1", reason="x")

    assert answer.status_code == 302
    second.refresh_from_db()
    assert second.state == State.CANCELLED


def test_registrations_of_another_training_are_not_touched(event, post):
    other = register(open_event())

    chosen = post(action="cancel", scope="chosen", id=ids(other))
    named = post(action="cancel", ids=ids(other)[0], confirm="1", reason="x")

    assert chosen.status_code == named.status_code == 302
    other.refresh_from_db()
    assert other.state == State.CONFIRMED


@pytest.mark.parametrize("values", [{}, {"id": ["x"]}, {"scope": "all", "query": "q=nobody"}])
def test_nobody_chosen_leads_back(event, post, values):
    fill(event, 1)

    assert post(action="cancel", **values).url.startswith(f"/en/workspace/events/{event.pk}/registrations/")


def test_another_agency_does_nothing(client, event):
    registration = register(event)
    client.force_login(MembershipFactory().user)

    answer = client.post(
        f"/en/workspace/events/{event.pk}/registrations/bulk/",
        {"action": "cancel", "ids": str(registration.pk), "confirm": "1", "reason": "x"},
    )

    registration.refresh_from_db()
    assert (answer.status_code, registration.state) == (403, State.CONFIRMED)


def counted(write):
    """How many statements a write takes."""
    with CaptureQueriesContext(connection) as captured:
        write()
    return len(captured)


def arranged(code, number):
    """So many registrations with whom the act can be done, and as many who wait for what it frees."""
    states = {"approve": State.AWAITING_APPROVAL, "reject": State.AWAITING_APPROVAL, "accept": State.OFFERED}
    event = open_event(pools=[number, number])
    first, second = event.pools.all()
    people = fill(event, 3 * number)
    taken = [each for each in people if each.state == State.CONFIRMED and each.pool_id == first.pk]
    Registration.objects.filter(pk__in=[each.pk for each in taken]).update(
        state=states.get(code, State.CONFIRMED), offer_expires_at=timezone.now() + timedelta(days=1)
    )
    if code in {"approve", "reject"}:
        event.pools.filter(pk=first.pk).update(taken=0)
    if code == "seats":
        event.pools.filter(pk=second.pk).update(capacity=2 * number)
    return taken, second.pk


@pytest.mark.parametrize("code", [code for code, act in acting.ACTS.items() if act.is_for_many])
def test_bulk_takes_as_many_statements_for_thirty_as_for_three(code):
    statements = {}
    for number in (3, 30):
        taken, pool_id = arranged(code, number)
        outcome = None

        def perform(taken=taken, pool_id=pool_id):
            nonlocal outcome
            outcome = bulk.perform(
                by=BY,
                act=acting.ACTS[code],
                registration_ids=[each.pk for each in taken],
                reason="Väärin",
                answer=pool_id,
            )

        statements[number] = counted(perform)
        assert (outcome.done, outcome.refused) == (number, [])

    assert statements[30] == statements[3]


def test_history_says_of_each_seat_whose_it_was_when_many_are_freed_at_once(event):
    people = fill(event, 4)

    bulk.perform(
        by=BY, act=acting.ACTS["cancel"], registration_ids=[each.pk for each in people[:2]], reason="x", answer=None
    )

    freed = [each.changes.last().details["freed_by"]["reference"] for each in people[2:]]
    assert freed == [each.reference for each in people[:2]]


def test_bulk_change_of_seats_moves_as_many_as_there_is_room_for_and_names_the_others():
    event = open_event(pools=[3, 2])
    people = fill(event, 4)
    second = event.pools.last()

    outcome = bulk.perform(
        by=BY,
        act=acting.ACTS["seats"],
        registration_ids=[each.pk for each in people],
        reason="",
        answer=second.pk,
    )

    assert (outcome.done, [(left.registration, str(left.why)) for left in outcome.refused]) == (
        2,
        [(people[1], "There is no free seat."), (people[2], "There is no free seat.")],
    )
    assert list(event.pools.values_list("taken", flat=True)) == [2, 2]
