"""Many registrations at once: who is affected is known before, seats do not go to those who lose theirs."""

import pytest
from django.db import connection

from catalogue.models import Message
from registrations.models import Registration
from tests.factories import MembershipFactory
from tests.registrations.arrangements import fill, open_event, register

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
