"""Free slots through the API: with a token, exact as the workspace's, and every refusal by its field."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.api.arrangements import key_of
from tests.events.slots.arrangements import at, make_world, other, store
from tests.factories import OrganisationFactory, TargetGroupFactory, ThemeFactory, TrainerFactory, VenueFactory

pytestmark = pytest.mark.django_db
NEXT_YEAR = timezone.localdate().year + 1
# A Tuesday in an ordinary week of next April.
TUESDAY = dt.date.fromisocalendar(NEXT_YEAR, 17, 2)


@pytest.fixture
def own():
    return OrganisationFactory(slug="own")


@pytest.fixture
def key(own):
    return key_of(own)


def asked(**values):
    return {"minutes": 120, "earliest": str(TUESDAY), "latest": str(TUESDAY), "languages": ["fi"]} | values


def find(client, key=None, **values):
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return client.post("/api/v1/slots?lang=en", asked(**values), content_type="application/json", headers=headers)


def test_slots_of_a_free_day_are_its_usual_hours(client, key):
    TargetGroupFactory(code="teachers", name_en="Teachers")

    answer = find(client, key, audiences=["teachers"])

    assert [item["starts_at"][11:16] for item in answer.json()["items"]] == ["09:00", "13:00"]
    assert answer.json()["items"][0]["reasons"] == [
        {"code": "nothing_touched", "text": "overlaps with no other training"},
        {
            "code": "nobody_that_week",
            "text": "nobody else trains the same people that week: teachers",
        },
        {"code": "usual_hour", "text": "begins at 9:00, as most trainings do"},
    ]


def test_touched_training_is_described_as_by_the_check_of_overlaps(client, key):
    world = make_world()
    (event_id,) = store([other(world, at(TUESDAY))])
    audience, theme = code_of(TargetGroupFactory, world.audiences[1]), code_of(ThemeFactory, world.themes[1])

    (item,) = find(client, key, audiences=[audience], themes=[theme], from_hour=9, to_hour=11).json()["items"]

    clash = item["touches"][0]
    assert (clash["kind"], clash["severity"], clash["own_session"]) == ("clash", "high", 0)
    assert clash["event"]["id"] == str(event_id)
    assert clash["event"]["url"].endswith(reverse("workspace-event", args=[event_id]).removeprefix("/fi"))
    assert [reason["code"] for reason in clash["reasons"]][:2] == ["same_time", "audience_shared"]


def code_of(factory, pk):
    return factory._meta.model.objects.get(pk=pk).code


def test_slots_are_for_those_who_plan(client, own, key):
    assert find(client).status_code == 401
    assert find(client, key_of(own, role="analyst"), agency="own").status_code == 403
    assert find(client, key_of(OrganisationFactory()), agency="own").status_code == 403
    assert find(client, key, agency="own").status_code == 200


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"minutes": 5}, "minutes"),
        ({"minutes": 500}, "minutes"),
        ({"latest": "2020-01-01"}, "latest"),
        ({"sessions": 2}, "latest"),
        ({"weekdays": [8]}, "weekdays.0"),
        ({"weekdays": []}, "weekdays"),
        ({"audiences": ["nobody"]}, "audiences.0"),
        ({"agency": "nowhere"}, "agency"),
        ({"trainers": ["Ei Kukaan"]}, "trainers.0"),
        ({"venue": {"name": "Ei missään"}}, "venue"),
        ({"from_hour": 16}, "from_hour"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_wrong_question_names_its_field(client, key, values, field):
    answer = find(client, key, **values)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_trainer_and_venue_are_known_by_name(client, key):
    TrainerFactory(name="Kaisa Niemi")
    VenueFactory(name_fi="Kirjasto")

    answer = find(client, key, trainers=["Kaisa Niemi"], venue={"name": "Kirjasto"})

    assert {"code": "trainers_free", "text": "the trainer is free"} in answer.json()["items"][0]["reasons"]
