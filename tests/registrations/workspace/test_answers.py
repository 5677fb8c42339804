"""What a training asks itself: columns of its table and its export, and a part of each registration's page."""

import csv
import io

import pytest

from registrations.models import Answer, Registration
from tests.factories import MembershipFactory
from tests.registrations.arrangements import open_event, register
from tests.registrations.asked.arrangements import ask

pytestmark = pytest.mark.django_db
State = Registration.State


@pytest.fixture
def event():
    return open_event(capacity=3)


@pytest.fixture
def clerk(client, event):
    client.force_login(MembershipFactory(organisation=event.lead).user)
    return client


@pytest.fixture
def question(event):
    """Asked of two people, answered by the second alone."""
    question = ask(event)
    register(event)
    Answer.objects.create(registration=register(event, 2), question=question, value="Kasvisruoka")
    return question


def address(event, page=""):
    return f"/en/workspace/events/{event.pk}/registrations/{page}"


def test_answers_are_columns_by_choice_and_sort_the_table(event, clerk, question):
    code = f"question-{question.pk}"
    assert code not in [column.code for column in clerk.get(address(event)).context["table"].columns]

    clerk.post(address(event, "columns/"), {"column": [code]})
    table = clerk.get(address(event, f"?sort={code}")).context["table"]

    assert [(row.name, [text for _column, text in row.cells]) for row in table.listing.items] == [
        ("Aino Virtanen 2", ["Kasvisruoka"]),
        ("Aino Virtanen 1", [""]),
    ]


def test_answers_are_exported_when_their_column_is_chosen(event, clerk, question):
    clerk.post(address(event, "columns/"), {"column": [f"question-{question.pk}"]})

    answer = clerk.post(address(event, "export/"), {"form": "csv", "reason": "Ruokatilaus"})

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[3] for row in rows[1:]] == ["", "Kasvisruoka"]


def test_question_of_another_training_is_no_column_here_and_stays_chosen_there(event, clerk, question):
    other = open_event(lead=event.lead)
    asked = ask(other)

    clerk.post(address(event, "columns/"), {"column": [f"question-{question.pk}"]})
    clerk.post(address(other, "columns/"), {"column": [f"question-{asked.pk}", f"question-{question.pk}"]})

    assert [each.code for each in clerk.get(address(event)).context["table"].columns[2:]] == [f"question-{question.pk}"]
    assert [each.code for each in clerk.get(address(other)).context["table"].columns[2:]] == [f"question-{asked.pk}"]


def test_answers_stand_on_the_page_of_the_registration(event, clerk, question):
    registration = Registration.objects.get(answers__question=question)

    one = clerk.get(f"/en/workspace/registrations/{registration.pk}/").context["one"]

    assert [(text.value, answer) for text, answer in one.answers] == [(question.text_fi, "Kasvisruoka")]


def test_many_are_approved_in_the_order_they_came(event, clerk):
    rows = [register(event, number) for number in range(4)]
    event.pools.update(taken=1, waiting=0)
    Registration.objects.exclude(pk=rows[0].pk).update(state=State.AWAITING_APPROVAL, pool=None, queue_number=None)
    type(event).objects.update(waiting=0)
    event.pools.update(capacity=2)

    chosen = ",".join(str(row.pk) for row in reversed(rows[1:]))
    clerk.post(address(event, "bulk/"), {"action": "approve", "ids": chosen, "confirm": "1"})

    states = [Registration.objects.get(pk=row.pk).state for row in rows]
    assert states == [State.CONFIRMED, State.CONFIRMED, State.WAITLISTED, State.WAITLISTED]


def test_registration_is_turned_down_with_a_reason(event, clerk):
    registration = register(event)
    Registration.objects.update(state=State.AWAITING_APPROVAL, pool=None)
    event.pools.update(taken=0)
    page = f"/en/workspace/registrations/{registration.pk}/reject/"

    assert clerk.post(page, {"reason": ""}).status_code == 422
    clerk.post(page, {"reason": "Ei kohderyhmää"})

    registration.refresh_from_db()
    assert registration.state == State.REJECTED
