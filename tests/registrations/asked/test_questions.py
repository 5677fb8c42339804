"""Writing what a training asks: what has answers keeps its meaning."""

import dataclasses
from datetime import timedelta

import pytest
from django.utils import timezone

from events.editing import copying
from events.models import EventChange
from registrations import answering, asking, questions
from registrations.answering import Submission
from registrations.models import Question
from tests.factories import RegistrationFactory
from tests.registrations.arrangements import BY, open_event
from tests.registrations.asked.arrangements import ask, choices, draft

pytestmark = pytest.mark.django_db


def answer(event, question, value):
    registration = RegistrationFactory(event=event)
    answering.save_submission(registration, Submission(answers={question.key: value}), now=timezone.now())
    return registration


def texts_of(event, **states):
    return [question.text_fi for question in Question.objects.filter(event=event, **states)]


def last_change(event):
    return EventChange.objects.filter(event=event).latest("id")


def test_question_is_asked_after_the_others_with_a_history_row():
    event = open_event()

    ask(event, "Ensimmäinen")
    ask(event, "Toinen", "choice", options=choices("A", "B"), required=True, delete_after_days=30)

    assert texts_of(event) == ["Ensimmäinen", "Toinen"]
    change = last_change(event)
    assert (change.action, change.details) == (
        "add_question",
        {
            "question_fi": {"from": "", "to": "Toinen"},
            "purpose_fi": {"from": "", "to": "Sisällön sovittamiseen"},
            "kind": {"from": "", "to": "choice"},
            "options": {"from": "", "to": "A, B"},
            "required": {"from": False, "to": True},
            "delete_after_days": {"from": 0, "to": 30},
        },
    )


def test_question_with_choices_needs_two():
    with pytest.raises(questions.OptionsMissingError):
        ask(open_event(), "Ryhmä", "several", options=choices("Vain yksi"))


def test_more_questions_than_people_bear_are_refused():
    event = open_event()
    for number in range(questions.MOST):
        ask(event, f"Kysymys {number}")

    with pytest.raises(questions.TooManyQuestionsError):
        ask(event, "Vielä yksi")


def test_question_with_answers_is_corrected_but_not_made_another_kind():
    event = open_event()
    question = ask(event, "Mita odotat?")
    answer(event, question, "Keskustelua")

    questions.change_question(by=BY, question_id=question.pk, draft=draft("Mitä odotat?"))

    assert texts_of(event) == ["Mitä odotat?"]
    assert last_change(event).details == {"question_fi": {"from": "Mita odotat?", "to": "Mitä odotat?"}}
    with pytest.raises(questions.KindFixedError):
        questions.change_question(by=BY, question_id=question.pk, draft=draft("Mitä odotat?", "yes_no"))


def test_question_without_answers_may_become_another_kind():
    event = open_event()
    question = ask(event)

    questions.change_question(by=BY, question_id=question.pk, draft=draft("Tuletko?", "yes_no"))

    assert Question.objects.get().kind == "yes_no"


def test_removed_choice_is_offered_no_longer_and_stays_readable():
    event = open_event()
    question = ask(event, "Työpaja", "choice", options=choices("Aamu", "Ilta"))
    registration = answer(event, question, "2")
    stored = [questions.OptionDraft(code="1", names={"fi": "Aamu"}), *choices("Päivä")]

    questions.change_question(by=BY, question_id=question.pk, draft=draft("Työpaja", "choice", options=stored))

    [asked] = asking.questions_of(event.pk, ends_at=event.ends_at, standards=(), language="fi")
    assert [(option.code, str(option.text)) for option in asked.offered] == [("1", "Aamu"), ("3", "Päivä")]
    [(_text, words)] = asking.answers_in_words([registration.pk], "fi")[registration.pk]
    assert words == "Ilta"


def test_retired_question_with_answers_is_kept_and_without_is_deleted():
    event = open_event()
    answered, other = ask(event, "Vastattu"), ask(event, "Vastaamaton")
    answer(event, answered, "Kyllä")

    for question in (answered, other):
        questions.retire_question(by=BY, question_id=question.pk)

    assert texts_of(event) == ["Vastattu"]
    assert asking.questions_of(event.pk, ends_at=None, standards=(), language="fi") == []
    assert last_change(event).details == {"question_fi": {"from": "Vastaamaton", "to": ""}}


def test_retired_question_is_asked_again():
    event = open_event()
    question = ask(event)
    answer(event, question, "Kyllä")
    questions.retire_question(by=BY, question_id=question.pk)

    questions.bring_question_back(by=BY, question_id=question.pk)

    assert texts_of(event, retired_at=None) == ["Mitä odotat?"]


@pytest.mark.parametrize(("step", "expected"), [(-1, ["B", "A", "C"]), (1, ["A", "C", "B"]), (-9, ["B", "A", "C"])])
def test_question_moves_among_the_others(step, expected):
    event = open_event()
    second = [ask(event, text) for text in ("A", "B", "C")][1]

    questions.move_question(by=BY, question_id=second.pk, step=step)

    assert texts_of(event) == expected


def test_change_that_changes_nothing_writes_nothing():
    event = open_event()
    question = ask(event)

    questions.change_question(by=BY, question_id=question.pk, draft=dataclasses.replace(draft()))

    assert EventChange.objects.filter(event=event).count() == 1


def test_copy_of_a_training_asks_what_the_training_asks_now():
    event = open_event()
    retired = ask(event, "Vanha")
    answer(event, retired, "x")
    ask(event, "Uusi", "several", options=choices("A", "B"))
    questions.retire_question(by=BY, question_id=retired.pk)

    first_on = timezone.localdate(event.starts_at) + timedelta(days=7)
    copy = copying.copy_event(by=BY, event_id=event.pk, first_on=first_on)

    [asked] = Question.objects.filter(event=copy)
    assert (asked.text_fi, asked.kind, len(asked.options)) == ("Uusi", "several", 2)
    assert Question.objects.filter(event=event).count() == 2
