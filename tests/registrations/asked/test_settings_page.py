"""The page "Seats and registration", as a browser without JavaScript meets it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Event, SeatPool
from registrations import terms
from registrations.models import Registration
from tests.factories import MembershipFactory, RegionFactory, TargetGroupFactory
from tests.registrations.arrangements import fill, open_event
from tests.registrations.asked.arrangements import ask

pytestmark = pytest.mark.django_db
QUERIES = 13


@pytest.fixture
def event():
    return open_event(capacity=20)


@pytest.fixture
def alice(client, event):
    client.force_login(MembershipFactory(organisation=event.lead).user)
    return client


def page_of(event, part=""):
    return f"/en/workspace/events/{event.pk}/registration/{part}"


def shown(client, event):
    """What the form of a page would send unchanged."""
    form = client.get(page_of(event)).context["form"]
    data = {}
    for part in (form, *form.pools):
        for field in part:
            value = field.value()
            if field.name in {"cancel_until", "decides_at", "kept_until"}:
                local = timezone.localtime(value) if value else None
                data[f"{field.html_name}_0"] = f"{local:%Y-%m-%d}" if local else ""
                data[f"{field.html_name}_1"] = f"{local:%H:%M}" if local else ""
            elif value not in {None, False}:
                data[field.html_name] = "on" if value is True else value
    return data


def test_page_that_is_saved_unchanged_changes_nothing(alice, event):
    version = event.version

    answer = alice.post(page_of(event), shown(alice, event))

    assert answer.status_code == 302
    assert Event.objects.get(pk=event.pk).version == version


def test_settings_are_saved(alice, event):
    day = timezone.localdate(event.starts_at) - timedelta(days=3)
    given = {
        "pools-0-capacity": "30",
        "waiting_list_mode": "offer",
        "offer_hours": "24",
        "approval": "supervisor",
        "cancel_until_0": day.isoformat(),
        "cancel_until_1": "12:00",
        "late_cancelling": "organiser",
        "has_catering": "on",
        "largest_group": "0",
    }

    answer = alice.post(page_of(event), shown(alice, event) | given)

    settled = terms.of(event.pk)
    assert answer.status_code == 302
    assert (settled.offer_hours, settled.approval, settled.late_cancelling) == (24, "supervisor", "organiser")
    assert (settled.has_catering, settled.largest_group) == (True, 0)
    assert timezone.localtime(settled.cancel_until).strftime("%H:%M") == "12:00"
    assert SeatPool.objects.get().capacity == 30
    assert Event.objects.get().waiting_list_mode == "offer"


def test_seats_of_another_kind_are_added_kept_and_dropped(alice, event):
    region = RegionFactory(name_en="Kainuu")
    added = alice.post(page_of(event), shown(alice, event) | {"do": "pool-add", "pools-0-capacity": "25"})
    assert (added.status_code, len(added.context["form"].pools)) == (200, 2)
    assert added.context["form"].pools[0]["capacity"].value() == "25"
    until = timezone.localdate() + timedelta(days=5)
    second = {
        "pools-1-capacity": "5",
        "pools-1-name_en": "Kainuu",
        "pools-1-kept_for": f"region:{region.code}",
        "pools-1-kept_until_0": until.isoformat(),
    }
    dropped = alice.post(page_of(event), shown(alice, event) | second | {"do": "pool-drop:1"})
    assert len(dropped.context["form"].pools) == 1

    alice.post(page_of(event), shown(alice, event) | second)

    pool = SeatPool.objects.get(position=1)
    assert (pool.capacity, pool.reserved_region, timezone.localdate(pool.reserved_until)) == (5, region, until)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"pools-0-capacity": "-1"}, "capacity"),
        ({"pools-0-kept_for": "language:sv"}, "kept_until"),
        ({"pools-0-kept_until_0": "2030-01-01"}, "kept_for"),
        ({"pools-0-kept_for": "region:nowhere"}, "kept_for"),
        ({"offer_hours": "0"}, "offer_hours"),
        ({"approval": "everybody"}, "approval"),
        ({"largest_group": "201"}, "largest_group"),
        ({"cancel_until_0": "x"}, "cancel_until"),
        ({"decides_at_0": "2030-01-01"}, "minimum_participants"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(alice, event, given, field):
    page = alice.post(page_of(event), shown(alice, event) | given | {"reason": "Syy"})

    form = page.context["form"]
    assert page.status_code == 422
    assert field in [fault.name for fault in form.faults]
    assert form["reason"].value() == "Syy"
    assert Event.objects.get().version == event.version


def test_lowering_below_what_is_taken_is_explained_before_it_is_saved(alice, event):
    fill(event, 12)
    lowered = shown(alice, event) | {"pools-0-capacity": "10"}

    meaning = alice.post(page_of(event, "meaning/"), lowered).content.decode()
    refused = alice.post(page_of(event), lowered)
    saved = alice.post(page_of(event), shown(alice, event) | lowered | {"reason": "Pienempi sali"})

    assert "Seats: 12 are taken. With 10 nobody loses a seat: the next 2 to cancel free none." in meaning
    assert (refused.status_code, [fault.name for fault in refused.context["form"].faults]) == (422, ["capacity"])
    assert saved.status_code == 302
    assert Registration.objects.filter(state="confirmed").count() == 12


def test_meaning_follows_what_is_typed_and_bears_nonsense(alice, event):
    RegionFactory(code="18", name_en="Kainuu")
    typed = {
        "pools-0-kept_for": "region:18",
        "pools-0-kept_until_0": "2030-12-03",
        "approval": "supervisor",
        "waiting_list_mode": "offer",
        "offer_hours": "24",
    }

    meaning = alice.post(page_of(event, "meaning/"), shown(alice, event) | typed).content.decode()
    nonsense = alice.post(page_of(event, "meaning/"), {"approval": "x", "offer_hours": "y", "pools-0-capacity": "z"})

    assert "only for Kainuu, then for everybody." in meaning
    assert "Nobody has a seat before their supervisor has approved it." in meaning
    assert "who has 24 hours to accept." in meaning
    assert "Whoever registers first gets a seat." in nonsense.content.decode()


def test_seats_kept_for_several_at_once_stay_so_when_something_else_is_saved(alice, event):
    region, audience = RegionFactory(name_en="Kainuu"), TargetGroupFactory(name_en="Principals")
    until = timezone.now().replace(second=0, microsecond=0) + timedelta(days=5)
    kept = {"reserved_region": region, "reserved_audience": audience, "reserved_language": "sv"}
    SeatPool.objects.filter(event=event).update(**kept, reserved_until=until)

    html = alice.get(page_of(event)).content.decode()
    meaning = alice.post(page_of(event, "meaning/"), shown(alice, event)).content.decode()
    answer = alice.post(page_of(event), shown(alice, event) | {"pools-0-capacity": "30"})

    pool = SeatPool.objects.get()
    assert "Kainuu, Principals, who have messages in Swedish" in html
    assert "only for Kainuu, Principals, who have messages in Swedish" in meaning
    assert (answer.status_code, pool.capacity, pool.reserved_until) == (302, 30, until)
    assert {name: getattr(pool, name) for name in kept} == kept


def test_seats_kept_for_what_is_not_offered_any_more_stay_so(alice, event):
    region = RegionFactory(name_en="Kainuu", is_active=False)
    until = timezone.now().replace(second=0, microsecond=0) + timedelta(days=5)
    SeatPool.objects.filter(event=event).update(reserved_region=region, reserved_until=until)

    answer = alice.post(page_of(event), shown(alice, event) | {"pools-0-capacity": "30"})

    assert (answer.status_code, SeatPool.objects.get().reserved_region) == (302, region)


def test_settings_that_somebody_else_has_changed_are_not_overwritten(alice, event):
    stale = shown(alice, event)
    alice.post(page_of(event), stale | {"offer_hours": "24"})

    page = alice.post(page_of(event), stale | {"offer_hours": "12"})

    assert page.status_code == 422
    assert "Somebody else has changed this training" in page.content.decode()
    assert terms.of(event.pk).offer_hours == 24


@pytest.mark.parametrize("count", [1, 3])
def test_page_has_a_fixed_number_of_queries(alice, event, count, django_assert_num_queries):
    for number in range(count):
        ask(event, f"Kysymys {number}")
        SeatPool.objects.create(event=event, position=number + 1, capacity=5)
    alice.get(page_of(event))

    with django_assert_num_queries(QUERIES):
        alice.get(page_of(event))


def test_meaning_is_for_who_may_edit_the_training(client, event):
    client.force_login(MembershipFactory(organisation=event.lead, role="clerk").user)

    assert client.post(page_of(event, "meaning/")).status_code == 403
    assert client.post(page_of(event)).status_code == 403
