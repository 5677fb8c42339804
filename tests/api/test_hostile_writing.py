"""Calls of the planning API that no program of good will makes: a problem each, and nothing broken is kept."""

from functools import partial

import pytest
from django.test import Client

from events.models import Event
from tests.api.arrangements import key_of
from tests.api.test_writing import MINIMAL, ask, problems
from tests.factories import EventFactory, OrganisationFactory, SessionFactory
from tests.registrations.test_races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def own():
    return OrganisationFactory(slug="own")


@pytest.fixture
def key(own):
    return key_of(own)


@pytest.fixture
def hostile():
    return Client(raise_request_exception=False)


def session(starts_at, ends_at, **values):
    return {"sessions": [{"starts_at": starts_at, "ends_at": ends_at} | values]}


HOURS = ("2027-03-12T13:00:00+02:00", "2027-03-12T14:00:00+02:00")
BODIES = {
    "first year": session("0001-01-01T00:00:00+14:00", "0001-01-02T00:00:00+14:00"),
    "first year as such": session("0001-01-01T00:00:00Z", "0001-01-02T00:00:00Z"),
    "last year": session("9999-12-31T20:00:00-12:00", "9999-12-31T23:59:59-12:00"),
    "last year as such": session("9999-12-31T20:00:00Z", "9999-12-31T23:59:59Z"),
    "centuries": session("1990-01-02T00:00:00Z", "2199-01-01T00:00:00Z"),
    "registration from the first year": {"registration": {"opens_at": "0001-01-01T00:00:00+14:00"}},
    "registration to the last year": {"registration": {"closes_at": "9999-12-31T23:59:59-12:00"}},
    "NUL in a link": session(*HOURS, join_url="https://x.example/\x00"),
    "script as a link": session(*HOURS, join_url="javascript:alert(1)"),
    "NUL in the registration's address": {"registration": {"mode": "elsewhere", "url": "https://x.example/\x00"}},
    "script as the registration's address": {"registration": {"mode": "elsewhere", "url": "javascript:alert(1)"}},
    "no registration's address": {"registration": {"mode": "elsewhere", "url": ""}},
    "NUL in the contact": {"contact": {"email": "a\x00@example.org", "phone": "\x00"}},
    "no address of the contact": {"contact": {"email": "a@example.org\nBcc: b@example.org"}},
    "NUL in a title": {"title": {"fi": "a\x00"}},
    "lines in a title": {"title": {"fi": "a\r\nBcc: b@example.org"}},
    "lone surrogate": {"title": {"fi": "a\ud800"}},
    "lone surrogate in a link": session(*HOURS, join_url="https://x.example/\ud800"),
    "NUL as series": {"series": "\x00"},
    "lone surrogate as series": {"series": "\ud800"},
    "NUL as session": session(*HOURS, uid="\x00"),
    "NUL as room": session(*HOURS, room="\x00", venue={"name": "a\ud800"}),
    "lone surrogate as trainer": session(*HOURS, trainers=["\ud800"]),
    "NUL as theme": {"themes": ["\x00"]},
    "5,000 sessions": {"sessions": session(*HOURS)["sessions"] * 5_000},
    "number beyond all": {"registration": {"waiting_list_limit": 10**30}},
    "seats beyond all": {"pools": [{"capacity": 10**30}]},
    "a number that is none": {"series_part": float("inf")},
    "title of 10,000": {"title": {"fi": "a" * 10_000}},
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("address", ["events", "overlaps/check"])
def test_strange_training_is_a_problem_or_can_be_read(hostile, key, body, address):
    answer = ask(hostile, "POST", address, MINIMAL | body, key=key)

    assert answer.status_code in (200, 201, 422, 413)
    for event in Event.objects.values_list("pk", flat=True):
        read = ask(hostile, "GET", f"events/{event}", key=key)
        assert read.status_code == 200
        assert ask(hostile, "POST", f"events/{event}/plan", key=key).status_code == 200


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_strange_change_is_a_problem_or_can_be_read(hostile, own, key, body):
    event = EventFactory(lead=own, state="planned")

    answer = ask(hostile, "PATCH", f"events/{event.pk}", body, key=key, If_Match="1")

    assert answer.status_code in (200, 422, 413)
    assert ask(hostile, "GET", f"events/{event.pk}", key=key).status_code == 200


def test_session_of_more_than_a_year_is_a_problem_everywhere(hostile, own, key):
    event = EventFactory(lead=own, state="planned")
    uid = SessionFactory(event=event).uid
    times = {"starts_at": "2027-03-12T13:00:00Z", "ends_at": "2028-03-13T13:00:01Z"}
    calls = [
        ("POST", "events", MINIMAL | {"sessions": [times]}),
        ("POST", "overlaps/check", MINIMAL | {"sessions": [times]}),
        ("PATCH", f"events/{event.pk}", {"sessions": [times]}),
        ("POST", f"events/{event.pk}/move", {"sessions": [times | {"uid": uid}]}),
    ]

    answers = [ask(hostile, method, address, body, key=key, If_Match="1") for method, address, body in calls]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert [problems(answer) for answer in answers[:3]] == [[("sessions.0.ends_at", "session_length")]] * 3
    assert answers[3].json()["code"] == "session_length"


@pytest.mark.parametrize(
    ("starts_at", "ends_at"),
    [
        ("0001-01-01T00:00:00+14:00", "0001-01-02T00:00:00+14:00"),
        ("9999-12-31T20:00:00-12:00", "9999-12-31T23:59:59-12:00"),
    ],
)
def test_move_to_the_end_of_time_is_a_problem(hostile, own, key, starts_at, ends_at):
    event = EventFactory(lead=own, state="planned")
    uid = SessionFactory(event=event).uid
    body = {"sessions": [{"uid": uid, "starts_at": starts_at, "ends_at": ends_at}]}

    answer = ask(hostile, "POST", f"events/{event.pk}/move", body, key=key)

    assert answer.status_code == 422
    assert ask(hostile, "GET", f"events/{event.pk}", key=key).status_code == 200


SLOTS = {"agency": "own", "minutes": 60, "earliest": "2027-03-01", "latest": "2027-04-01"}


@pytest.mark.parametrize(
    "changes",
    [
        {"earliest": "9999-06-01", "latest": "9999-12-31"},
        {"earliest": "0001-01-01", "latest": "0001-06-01"},
        {"earliest": "0001-01-01", "latest": "9999-12-31"},
        {"weekdays": []},
        {"weekdays": [1] * 8},
        {"trainers": ["\x00"]},
        {"venue": {"name": "\ud800"}},
        {"agency": "\x00"},
        {"sessions": 20, "earliest": "9999-06-01", "latest": "9999-12-31"},
    ],
    ids=str,
)
def test_strange_search_for_slots_is_a_problem(hostile, key, changes):
    assert ask(hostile, "POST", "slots", SLOTS | changes, key=key).status_code in (200, 422)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_change_one_version_at_once_one_does(own, key):
    event = EventFactory(lead=own, state="planned")

    def change(number):
        body = {"title": {"fi": f"Nimi {number}"}}
        return ask(Client(), "PATCH", f"events/{event.pk}", body, key=key, If_Match='"1"').status_code

    assert sorted(at_once([partial(change, number) for number in range(6)])) == [200, *[412] * 5]
