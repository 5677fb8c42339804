"""The pages on which an organiser writes questions."""

import pytest

from registrations.models import Question
from tests.factories import MembershipFactory
from tests.registrations.arrangements import open_event
from tests.registrations.asked.arrangements import ask, choices
from tests.registrations.asked.test_questions import answer

pytestmark = pytest.mark.django_db
GIVEN = {"kind": "text", "text_fi": "Mitä odotat?", "purpose_fi": "Sisältöön", "delete_after_days": "30"}


@pytest.fixture
def event():
    return open_event()


@pytest.fixture
def alice(client, event):
    client.force_login(MembershipFactory(organisation=event.lead).user)
    return client


def settings_of(event):
    return f"/fi/workspace/events/{event.pk}/registration/"


def stored():
    return list(Question.objects.values_list("text_fi", "kind", "required", "delete_after_days"))


def test_question_is_written_and_listed(alice, event):
    answer = alice.post(f"{settings_of(event)}questions/new/", GIVEN | {"required": "on"}, follow=True)

    assert stored() == [("Mitä odotat?", "text", True, 30)]
    assert answer.redirect_chain == [(settings_of(event), 302)]
    assert "Mitä odotat?" in answer.content.decode()


def test_question_with_choices_is_written_with_those_that_are_filled_in(alice, event):
    rows = {f"options-{number}-fi": text for number, text in enumerate(["Aamu", "", "Ilta"])}

    alice.post(f"{settings_of(event)}questions/new/", GIVEN | {"kind": "choice"} | rows)

    assert Question.objects.get().options == [
        {"code": "1", "fi": "Aamu", "sv": "", "en": ""},
        {"code": "2", "fi": "Ilta", "sv": "", "en": ""},
    ]


def test_more_choices_are_asked_for_and_what_was_typed_stays(alice, event):
    rows = {f"options-{number}-fi": text for number, text in enumerate(["Aamu", "Ilta", "Yö"])}

    page = alice.post(f"{settings_of(event)}questions/new/", GIVEN | {"kind": "choice", "do": "more"} | rows)

    assert page.status_code == 200
    assert [row["fi"].value() for row in page.context["form"].options] == ["Aamu", "Ilta", "Yö", None, None, None]
    assert page.context["form"]["text_fi"].value() == "Mitä odotat?"
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"text_fi": ""}, ["text_fi"]),
        ({"purpose_fi": " "}, ["purpose_fi"]),
        ({"delete_after_days": "9999"}, ["delete_after_days"]),
        ({"kind": "x"}, ["kind"]),
        ({"kind": "several", "options-0-fi": "Yksi"}, ["__all__"]),
    ],
)
def test_question_that_lacks_something_is_refused_beside_its_field(alice, event, change, fields):
    page = alice.post(f"{settings_of(event)}questions/new/", GIVEN | change)

    assert page.status_code == 422
    assert list(page.context["form"].errors) == fields
    assert not Question.objects.exists()


def test_question_with_answers_is_corrected_and_keeps_its_kind(alice, event):
    question = ask(event, "Mita odotat?", "choice", options=choices("A", "B"))
    answer(event, question, "1")
    rows = {"options-0-code": "1", "options-0-fi": "Aa", "options-1-code": "2", "options-1-fi": "Bee"}

    alice.post(f"{settings_of(event)}questions/{question.pk}/", GIVEN | {"kind": "yes_no"} | rows)

    question.refresh_from_db()
    assert (question.kind, question.text_fi) == ("choice", "Mitä odotat?")
    assert [(option["code"], option["fi"]) for option in question.options] == [("1", "Aa"), ("2", "Bee")]


def test_questions_are_put_in_order_retired_and_asked_again(alice, event):
    first, second = ask(event, "A"), ask(event, "B")
    answer(event, first, "x")

    for number, action in (
        (second.pk, "earlier"),
        (second.pk, "retire"),
        (first.pk, "retire"),
        (first.pk, "ask-again"),
    ):
        response = alice.post(f"{settings_of(event)}questions/{number}/{action}/")
        assert response.status_code == 302

    assert list(Question.objects.values_list("text_fi", "retired_at")) == [("A", None)]


@pytest.mark.parametrize("action", ["", "retire/"])
def test_question_of_another_training_is_not_there(alice, event, action):
    other = ask(open_event())

    answer = alice.post(f"{settings_of(event)}questions/{other.pk}/{action}", GIVEN)

    assert answer.status_code == 404
    assert Question.objects.get().text_fi == "Mitä odotat?"


@pytest.mark.parametrize("action", ["drop", "new"])
def test_action_that_is_none_is_not_there(alice, event, action):
    question = ask(event)

    assert alice.post(f"{settings_of(event)}questions/{question.pk}/{action}/").status_code == 404


def test_question_action_is_for_who_may_edit_the_training(client, event):
    question = ask(event)
    client.force_login(MembershipFactory(organisation=event.lead, role="clerk").user)

    answer = client.post(f"{settings_of(event)}questions/{question.pk}/retire/")

    assert answer.status_code == 403
    assert Question.objects.exists()
