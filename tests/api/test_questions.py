"""The API's side of what trainings ask."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import SeatPool
from events.reserving import Reservation
from registrations import asking
from registrations.models import Registration
from tests.api.arrangements import register
from tests.factories import EventFactory, TargetGroupFactory
from tests.registrations.arrangements import fill, keep_seats, open_event
from tests.registrations.asked.arrangements import ask, choices

pytestmark = pytest.mark.django_db


def form_of(event, lang="en"):
    return reverse("api-1:get_registration_form", args=[event.pk]) + f"?lang={lang}"


def test_form_names_questions_with_purpose_and_time_and_the_texts(client):
    event = open_event()
    question = ask(event, "Ryhmä", "choice", options=choices("A", "B"), required=True, delete_after_days=30)

    answer = client.get(form_of(event)).json()

    kept_until = answer["questions"][0].pop("kept_until")
    assert answer["questions"] == [
        {
            "key": question.key,
            "kind": "choice",
            "text": "Ryhmä",
            "help": "",
            "required": True,
            "choices": [{"code": "1", "text": "A"}, {"code": "2", "text": "B"}],
            "purpose": "Sisällön sovittamiseen",
            "needs_consent": False,
        }
    ]
    assert kept_until > event.ends_at.date().isoformat()
    assert (answer["needs_supervisor"], answer["notice"]["version"], answer["consent"]["version"]) == (False, 1, 1)
    assert answer["notice"]["text"].startswith("The organiser uses your details")


def test_form_of_what_is_not_published_is_not_found(client):
    assert client.get(form_of(EventFactory(state="planned"))).status_code == 404


def test_answers_are_written_with_the_registration(client):
    event = open_event()
    text, yes_no = ask(event, "Vapaa"), ask(event, "Tuletko?", "yes_no")
    several = ask(event, "Aiheet", "several", options=choices("X", "Y"))
    given = {text.key: "Sana", yes_no.key: False, several.key: ["2"]}

    answer = register(client, event, answers=given)

    assert answer.status_code == 201
    assert asking.answers_of(Registration.objects.get().pk) == given


def test_wrong_answers_are_named_each_by_its_field(client):
    event = open_event()
    text, yes_no = ask(event, "Vapaa", required=True), ask(event, "Tuletko?", "yes_no")
    choice = ask(event, "Ryhmä", "choice", options=choices("A", "B"))
    several = ask(event, "Aiheet", "several", options=choices("X", "Y"))

    answer = register(client, event, answers={yes_no.key: "yes", choice.key: "9", several.key: "1", "diet": "x"})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [
        (f"answers.{text.key}", "required"),
        (f"answers.{yes_no.key}", "type"),
        (f"answers.{choice.key}", "invalid_choice"),
        (f"answers.{several.key}", "type"),
        ("answers.diet", "unknown"),
    ]
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    "value", ["x", 7, [], [["x"]], True, {"1": {"a": "b"}}, {"\x00": "\x00"}, {"": None}, {"\ud800": 1}]
)
def test_answers_of_no_sense_never_fail(client, value):
    event = open_event()
    ask(event)

    assert register(client, event, answers=value).status_code in {201, 422}


@pytest.mark.parametrize("kind", ["text", "yes_no", "choice", "several"])
@pytest.mark.parametrize("value", [None, "", "\x00", "\ud800", 7, 1.5, True, [], {}, [["x"]], ["\x00"], "9" * 5000])
def test_hostile_answer_never_fails(client, kind, value):
    event = open_event()
    question = ask(event, "Kysymys", kind, options=choices("A", "B"))

    assert register(client, event, answers={question.key: value}).status_code in {201, 422}


# --- Seats ------------------------------------------------------------------------------------------------------------
def with_kept_seats():
    """One seat for everybody, which is taken, and five that are kept for principals."""
    event, audience = open_event(pools=[1, 5]), TargetGroupFactory(name_en="Principals")
    general, kept = event.pools.all()
    until = timezone.now() + timedelta(days=5)
    keep_seats(kept, Reservation(until=until, audience_id=audience.pk))
    fill(event, 1)
    return event, general, kept


def seats_of(answer):
    row = Registration.objects.get(reference=answer.json()["reference"])
    return row.state, row.pool_id


def test_form_names_ways_of_taking_part_and_kept_seats(client):
    event, general, kept = with_kept_seats()

    answer = client.get(form_of(event)).json()

    assert [each["id"] for each in answer["pools"]] == [general.pk]
    until = answer["kept"][0].pop("until")
    assert answer["kept"] == [{"pool": kept.pk, "whom": "Principals", "seats_left": 5}]
    assert until > timezone.now().isoformat()


def test_who_says_that_kept_seats_are_for_them_gets_one(client):
    event, _general, kept = with_kept_seats()

    answers = [
        register(client, event, email=f"eino{number}@example.org", claimed=claimed)
        for number, claimed in enumerate((None, [], [kept.pk]))
    ]

    assert [seats_of(answer) for answer in answers] == [
        ("waitlisted", None),
        ("waitlisted", None),
        ("confirmed", kept.pk),
    ]


def test_way_of_taking_part_is_chosen_and_without_it_any_will_do(client):
    event = open_event(pools=[1, 1])
    first, second = event.pools.all()
    SeatPool.objects.filter(pk=second.pk).update(delivery="online")

    answers = [
        register(client, event, email=f"eino{number}@example.org", pool=pool)
        for number, pool in enumerate((second.pk, second.pk, None))
    ]

    assert [seats_of(answer) for answer in answers] == [
        ("confirmed", second.pk),
        ("waitlisted", None),
        ("confirmed", first.pk),
    ]


@pytest.mark.parametrize(
    ("seats", "errors"),
    [
        ({"pool": "1"}, [("pool", "type")]),
        ({"pool": True}, [("pool", "type")]),
        ({"pool": 0}, [("pool", "unknown")]),
        ({"claimed": 7}, [("claimed", "type")]),
        ({"claimed": ["7"]}, [("claimed", "type")]),
        ({"claimed": [0]}, [("claimed", "unknown")]),
        ({"pool": 0, "claimed": [0]}, [("claimed", "unknown"), ("pool", "unknown")]),
    ],
)
def test_seats_that_are_not_there_are_named_by_their_field(client, seats, errors):
    event, _general, _kept = with_kept_seats()

    answer = register(client, event, **seats)

    assert answer.status_code == 422
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == errors
