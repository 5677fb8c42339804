"""Answers: given, corrected, and gone when their time is over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Event
from registrations import answering, asking
from registrations.answering import Revision, Submission
from registrations.models import Answer, Question, Registration
from tests.factories import RegistrationFactory
from tests.registrations.arrangements import open_event
from tests.registrations.asked.arrangements import ask, choices

pytestmark = pytest.mark.django_db


def answered(event, **answers):
    registration = RegistrationFactory(event=event)
    answering.save_submission(registration, Submission(answers=answers), now=timezone.now())
    return registration


def test_standard_question_comes_into_being_with_its_first_answer():
    event = open_event()

    registrations = [answered(event, diet="vegaani"), answered(event, diet="gluteeniton", accessibility="luiska")]

    assert sorted(Question.objects.values_list("standard", flat=True)) == ["accessibility", "diet"]
    assert asking.answers_of(registrations[1].pk) == {"diet": "gluteeniton", "accessibility": "luiska"}


def test_training_asks_what_its_terms_want_first_and_then_its_own():
    event = open_event()
    ask(event, "Oma")
    answered(event, accessibility="luiska")

    asked = asking.questions_of(event.pk, ends_at=event.ends_at, standards={"diet"}, language="fi")

    assert [(question.standard, question.id is None) for question in asked] == [("diet", True), ("", False)]


def test_answers_in_words_are_of_each_kind():
    event = open_event()
    text, yes_no = ask(event, "Vapaa"), ask(event, "Tuletko?", "yes_no")
    several = ask(event, "Mitkä?", "several", options=choices("A", "B", "C"))
    registration = answered(event, **{text.key: "Sana", yes_no.key: False, several.key: ["1", "3"]})

    said = asking.answers_in_words([registration.pk], "fi")[registration.pk]

    assert [(str(question), words) for question, words in said] == [
        ("Vapaa", "Sana"),
        ("Tuletko?", "ei"),
        ("Mitkä?", "A, C"),
    ]


def test_revised_answers_change_what_is_asked_and_leave_the_rest():
    event = open_event()
    kept, changed, removed = (ask(event, text) for text in ("Säilyy", "Muuttuu", "Poistuu"))
    registration = answered(event, **{kept.key: "a", changed.key: "b", removed.key: "c"})

    asked = [changed.key, removed.key, "diet"]
    has_changed = answering.revise(registration, Revision(answers={changed.key: "B"}, asked=asked), now=timezone.now())

    assert has_changed
    assert asking.answers_of(registration.pk) == {kept.key: "a", changed.key: "B"}


@pytest.mark.parametrize(
    ("days", "ended_ago", "state", "left"),
    [
        (0, timedelta(minutes=1), "published", 0),
        (0, timedelta(minutes=-1), "published", 1),
        (30, timedelta(days=29), "published", 1),
        (30, timedelta(days=31), "published", 0),
        (0, timedelta(days=9), "postponed", 1),
    ],
)
def test_answer_is_removed_so_many_days_after_the_training(days, ended_ago, state, left):
    event = open_event()
    question = ask(event, delete_after_days=days)
    answered(event, **{question.key: "Sana"})
    now = timezone.now()
    ends_at = now - ended_ago
    Event.objects.filter(pk=event.pk).update(starts_at=ends_at - timedelta(hours=2), ends_at=ends_at, state=state)

    removed = answering.remove_due_answers(now=now)

    assert (removed, Answer.objects.count()) == (1 - left, left)


def test_dietary_wish_of_who_has_cancelled_is_removed_and_other_answers_stay():
    event = open_event()
    question = ask(event, delete_after_days=30)
    registration = answered(event, diet="vegaani", **{question.key: "Sana"})
    Registration.objects.filter(pk=registration.pk).update(state="cancelled")

    answering.remove_due_answers()

    assert asking.answers_of(registration.pk) == {question.key: "Sana"}


@pytest.mark.parametrize("count", [1, 3])
def test_answers_in_words_take_one_query(count, django_assert_num_queries):
    event = open_event(capacity=count)
    question = ask(event)
    registrations = [answered(event, **{question.key: "Sana"}).pk for _number in range(count)]

    with django_assert_num_queries(1):
        asking.answers_in_words(registrations, "fi")
