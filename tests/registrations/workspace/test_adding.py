"""An organiser registers somebody: a seat, the queue, or a seat more than there are, for a reason."""

import pytest

from registrations.models import Registration
from tests.factories import MembershipFactory
from tests.registrations.arrangements import fill, open_event

pytestmark = pytest.mark.django_db
State = Registration.State
RECORD = {
    "first_name": "Eino",
    "last_name": "Aho",
    "email": "eino@example.org",
    "workplace": "Koulu",
    "language": "fi",
}


@pytest.fixture
def event():
    return open_event(capacity=1)


@pytest.fixture
def add(client, event):
    client.force_login(MembershipFactory(organisation=event.lead).user)

    def posted(**values):
        return client.post(f"/en/workspace/events/{event.pk}/registrations/add/", RECORD | values)

    return posted


def added():
    return Registration.objects.get(email="eino@example.org")


@pytest.mark.parametrize(("before", "state"), [(0, State.CONFIRMED), (1, State.WAITLISTED)])
def test_added_person_gets_a_seat_or_a_place_in_the_queue(event, add, before, state):
    fill(event, before)

    answer = add()

    assert answer.url == f"/en/workspace/registrations/{added().pk}/"
    assert (added().state, added().channel) == (state, "staff")


def test_seat_beyond_the_capacity_needs_a_reason(event, add):
    fill(event, 1)

    refused = add(overbook="on")
    assert refused.status_code == 422
    assert "reason" in refused.context["form"].errors

    add(overbook="on", reason="Puhuja")
    pool = event.pools.get()
    assert (added().state, pool.taken, pool.overbooked) == (State.CONFIRMED, 2, 1)
    assert added().changes.get().reason == "Puhuja"


def test_who_is_registered_already_is_shown_where(event, add):
    (registered,) = fill(event, 1)

    answer = add(email="aino1@example.org")

    assert (answer.status_code, answer.context["registered"]) == (422, registered)
    assert Registration.objects.count() == 1
