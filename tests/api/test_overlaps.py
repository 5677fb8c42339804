"""Overlaps through the API: of a training that is about to be written, and the stored ones of an agency."""

import datetime as dt

import pytest

from events.models import OverlapCase
from tests.api.arrangements import key_of
from tests.api.test_writing import ask
from tests.events.overlaps.arrangements import at, refresh, training
from tests.factories import OrganisationFactory, TargetGroupFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2098, 3, 11)


@pytest.fixture
def own():
    return OrganisationFactory(slug="own")


@pytest.fixture
def key(own):
    return key_of(own)


@pytest.fixture
def teachers():
    return TargetGroupFactory(code="class_teacher", name_en="Class teachers")


def wanted(**fields):
    session = {"starts_at": at(DAY, 10).isoformat(), "ends_at": at(DAY, 13).isoformat(), "online": True}
    defaults = {"title": {"fi": "Uusi"}, "agency": "own", "languages": ["fi"], "delivery": "online"}
    return defaults | {"audiences": ["class_teacher"], "sessions": [session]} | fields


def check(client, key, **fields):
    return ask(client, "POST", "overlaps/check", wanted(**fields), key=key)


def test_check_answers_what_the_training_would_overlap_with(client, key, teachers):
    other = training(DAY, audiences=[teachers], title_en="Reading", lead=OrganisationFactory(slug="other"))

    answer = check(client, key)

    assert answer.status_code == 200
    (item,) = answer.json()["items"]
    assert {name: item[name] for name in ("kind", "severity", "score", "own_session", "other_session")} == {
        "kind": "clash",
        "severity": "high",
        "score": 75,
        "own_session": 0,
        "other_session": other.sessions.get().uid,
    }
    assert (item["event"]["id"], item["event"]["title"], item["event"]["agency"]["slug"]) == (
        str(other.pk),
        "Reading",
        "other",
    )
    assert [reason["text"] for reason in item["reasons"]] == [
        "same time: Tuesday 11 March, 10:00–12:00",
        "both for: class teachers",
        "both in Finnish",
        "both online",
    ]


def test_check_saves_nothing_and_leaves_out_the_training_it_would_change(client, key, own, teachers):
    saved = training(DAY, audiences=[teachers], lead=own)

    answer = check(client, key, exclude=str(saved.pk))

    assert answer.json() == {"items": []}
    assert not OverlapCase.objects.exists()


def test_check_tells_of_a_date_that_matters_without_another_training(client, key):
    session = {"starts_at": "2098-12-25T09:00:00+02:00", "ends_at": "2098-12-25T12:00:00+02:00"}

    (item,) = check(client, key, audiences=[], sessions=[session]).json()["items"]

    assert (item["kind"], item["event"], item["other_session"]) == ("calendar", None, None)


def test_check_needs_a_token_and_names_what_it_does_not_know(client, key):
    assert check(client, None).status_code == 401
    assert check(client, key, audiences=["nobody"]).status_code == 422


def test_list_answers_the_cases_of_ones_own_agency_page_by_page(client, key, own, teachers):
    mine = training(DAY, audiences=[teachers], lead=own)
    others = [training(DAY, audiences=[teachers]) for _ in range(2)]
    refresh(mine, *others)

    first = ask(client, "GET", "overlaps?page_size=1", key=key).json()
    second = ask(client, "GET", f"overlaps?page_size=1&cursor={first['next']}", key=key).json()

    items = [*first["items"], *second["items"]]
    assert {event["id"] for item in items for event in item["events"]} == {str(each.pk) for each in (mine, *others)}
    assert all(str(mine.pk) in {event["id"] for event in item["events"]} for item in items)
    assert (second["next"], {item["state"] for item in items}) == (None, {"open"})


def test_list_keeps_from_others_what_meets_within_one_agency(client, key, own, teachers):
    lead = OrganisationFactory()
    refresh(*(training(DAY, audiences=[teachers], lead=lead) for _ in range(2)))

    assert ask(client, "GET", "overlaps", key=key).json()["items"] == []
    assert len(ask(client, "GET", "overlaps", key=key_of(lead)).json()["items"]) == 1


def test_list_refuses_a_cursor_it_did_not_give(client, key):
    assert ask(client, "GET", "overlaps?cursor=abc", key=key).status_code == 422
