"""A burst of false names is seen, and undone as one without a mail to false addresses; a rush at opening is none."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.models import Message, Person
from registrations.models import Registration
from registrations.queries import table_bursts
from tests.factories import MembershipFactory
from tests.registrations.arrangements import open_event, register

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HERE, THERE = "0123456789abcdef", "fedcba9876543210"


@pytest.fixture
def event():
    return open_event(capacity=3)


def came(event, count, *, origin="", minutes_ago=10, pause=timedelta(seconds=10), first=0):
    """So many registrations one upon the other."""
    rows = [register(event, first + number) for number in range(count)]
    for number, row in enumerate(rows):
        at = NOW - timedelta(minutes=minutes_ago) + number * pause
        Registration.objects.filter(pk=row.pk).update(origin=origin, created_at=at)
    return rows


def confirm(rows):
    Person.objects.filter(registrations__in=rows).update(email_verified_at=NOW)


def found(event):
    return [(burst.count, burst.of_one_network) for burst in table_bursts.of_event(event, now=NOW)]


@pytest.mark.parametrize(
    ("count", "values", "bursts"),
    [
        (5, {"origin": HERE}, [(5, True)]),
        (4, {"origin": HERE}, []),
        (5, {"origin": HERE, "pause": timedelta(minutes=6)}, []),
        (10, {"minutes_ago": 90}, [(10, False)]),
        (9, {"minutes_ago": 90}, []),
        (10, {"minutes_ago": 30}, []),
    ],
)
def test_many_within_minutes_are_a_burst(event, count, values, bursts):
    came(event, count, **values)

    assert found(event) == bursts


def test_confirmed_addresses_are_no_burst(event):
    confirm(came(event, 5, origin=HERE))

    assert found(event) == []


def test_rush_in_which_most_confirm_is_no_burst(event):
    rows = came(event, 12, minutes_ago=90)
    confirm(rows[3:5])

    assert found(event) == []


def test_networks_are_told_apart(event):
    came(event, 5, origin=HERE)
    came(event, 4, origin=THERE, first=50)

    assert found(event) == [(5, True)]


def test_those_of_one_network_are_not_counted_among_many(event):
    came(event, 5, origin=HERE, minutes_ago=90)
    came(event, 9, minutes_ago=90, first=50)

    assert found(event) == [(5, True)]


def test_bursts_come_the_latest_first(event):
    earlier = came(event, 5, origin=HERE, minutes_ago=300)
    later = came(event, 11, origin=HERE, minutes_ago=90, first=50)
    others = came(event, 10, minutes_ago=200, first=100)

    bursts = table_bursts.of_event(event, now=NOW)

    assert [list(burst.ids) for burst in bursts] == [[row.pk for row in rows] for rows in (later, others, earlier)]


def test_burst_is_undone_as_one_and_false_addresses_get_nothing(client, event):
    false = came(event, 6, origin=HERE)
    (real,) = came(event, 1, first=50)
    confirm(false[:1])
    Message.objects.filter(kind="waitlisted").update(state=Message.State.SENT)
    client.force_login(MembershipFactory(organisation=event.lead).user)
    address = f"/en/workspace/events/{event.pk}/registrations/"
    (burst,) = client.get(address).context["bursts"]

    assert set(burst.ids) == {row.pk for row in false[1:]}
    preview = client.post(f"{address}bulk/", {"action": "false", "ids": f"{false[0].pk},{burst.joined_ids}"})
    plan = preview.context["plan"]
    assert (set(plan.affected), plan.told) == (set(false), [false[0]])
    client.post(f"{address}bulk/", {"action": "false", "ids": plan.ids, "confirm": "1", "reason": "Vääriä nimiä"})

    real.refresh_from_db()
    assert real.state == Registration.State.CONFIRMED
    cancelled = Registration.objects.filter(state=Registration.State.CANCELLED)
    assert set(cancelled) == set(false)
    assert {row.changes.last().reason for row in cancelled} == {"Vääriä nimiä"}
    owed = Message.objects.filter(state=Message.State.QUEUED, registration_id__in=[row.pk for row in false])
    assert set(owed.values_list("registration_id", "kind")) == {
        (false[0].pk, "confirmed"),
        (false[0].pk, "cancelled_by_organiser"),
    }
    assert client.get(address).context["bursts"] == []
