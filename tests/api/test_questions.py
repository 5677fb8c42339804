"""The API's side of what trainings ask."""

import pytest
from django.urls import reverse

from registrations import asking
from registrations.models import Registration
from tests.api.arrangements import register
from tests.factories import EventFactory
from tests.registrations.arrangements import open_event
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
