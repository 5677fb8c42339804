"""What organisers see and do after a big change, and when somebody sends a colleague."""

from datetime import timedelta

import pytest

from catalogue import outbox
from catalogue.models import Membership, Message
from events import scheduling
from events.scheduling import SessionMove
from registrations import notices, reconfirming
from registrations.models import Answer, Registration
from tests.factories import MembershipFactory
from tests.registrations.arrangements import BY, fill, open_event
from tests.registrations.asked.arrangements import ask

pytestmark = pytest.mark.django_db
COLLEAGUE = {
    "first_name": "Veera",
    "last_name": "Salo",
    "email": "veera@example.org",
    "workplace": "Keskuskoulu",
    "language": "sv",
}


@pytest.fixture
def event():
    return open_event(capacity=2)


@pytest.fixture
def desk(client, event):
    """A clerk of the lead, signed in."""
    client.force_login(MembershipFactory(organisation=event.lead, role=Membership.Role.CLERK).user)
    return client


def move_far(event):
    session = event.sessions.get()
    step = timedelta(days=1)
    move = SessionMove(session_id=session.pk, starts_at=session.starts_at + step, ends_at=session.ends_at + step)
    scheduling.move_event(by=BY, event_id=event.pk, moves=[move])


def page(event):
    return f"/en/workspace/events/{event.pk}/"


def test_page_of_the_training_counts_who_has_answered_and_reminds_once(desk, event):
    coming, _silent = fill(event, 2)
    move_far(event)
    reconfirming.reconfirm(registration_id=coming.pk)

    shown = desk.get(page(event))
    reminded = desk.post(f"{page(event)}remind/", follow=True).content.decode()
    again = desk.post(f"{page(event)}remind/", follow=True).content.decode()

    answers = shown.context["panels"][0].values["answers"]
    assert (answers.coming, answers.gone, answers.silent) == (1, 0, 1)
    assert "Remind those who have not answered" in shown.content.decode()
    assert "1 person is reminded." in reminded
    assert "They have been reminded once already." in again
    assert Message.objects.filter(kind="reconfirm_reminder").count() == 1


def test_page_without_a_big_change_or_a_minimum_shows_no_panel(desk, event):
    fill(event, 1)

    assert desk.get(page(event)).context["panels"] == []


@pytest.mark.parametrize("number", [1, 2])
def test_panel_asks_a_fixed_number_of_queries(desk, event, number, django_assert_max_num_queries):
    fill(event, number)
    move_far(event)
    desk.get(page(event))

    with django_assert_max_num_queries(39):
        desk.get(page(event))


def test_analyst_reminds_nobody(client, event):
    client.force_login(MembershipFactory(organisation=event.lead, role=Membership.Role.ANALYST).user)

    assert client.post(f"{page(event)}remind/").status_code == 403


def test_colleague_takes_the_seat_at_the_desk(desk, event):
    seated = fill(event, 1)[0]
    path = f"/en/workspace/registrations/{seated.pk}/substitute/"

    form = desk.get(path)
    done = desk.post(path, COLLEAGUE | {"reason": "Soitti"}, follow=True)

    assert form.context["form"]["workplace"].value() == "Koulu"
    assert "The colleague has the seat. Both are told." in done.content.decode()
    colleague = Registration.objects.get(email="veera@example.org")
    assert (colleague.replaces, colleague.changes.get().reason) == (seated, "Soitti")


def test_refusal_stands_on_the_page_and_nothing_is_lost(desk, event):
    first, second = fill(event, 2)

    response = desk.post(f"/en/workspace/registrations/{first.pk}/substitute/", COLLEAGUE | {"email": second.email})

    assert response.status_code == 409
    assert 'value="Veera"' in response.content.decode()
    assert Registration.objects.get(pk=first.pk).state == "confirmed"


def test_stranger_finds_no_registration_to_pass_on(client, event):
    seated = fill(event, 1)[0]
    client.force_login(MembershipFactory(role=Membership.Role.CLERK).user)

    assert client.get(f"/en/workspace/registrations/{seated.pk}/substitute/").status_code in (403, 404)


def test_colleague_is_asked_by_mail_and_on_their_page_what_the_training_must_know(client, desk, event):
    (leaving,) = fill(event, 1)
    must, may = ask(event, "Mihin ryhmään tulet?", required=True), ask(event, "Terveisiä?")
    there = f"/en/workspace/registrations/{leaving.pk}/substitute/"

    form = desk.get(there).content.decode()
    desk.post(there, COLLEAGUE)

    colleague = Registration.objects.get(email=COLLEAGUE["email"])
    letter = outbox.render(Message.objects.get(kind="substitute")).text
    assert "is asked the training’s own questions" in form
    assert ("Mihin ryhmään tulet?" in letter, "Terveisiä?" in letter) == (True, False)
    own = client.get(notices.page_path(colleague, "en"))
    assert [str(text) for text in own.context["own"].unanswered] == ["Mihin ryhmään tulet?"]
    Answer.objects.create(registration=colleague, question_id=must.pk, value="A")
    assert client.get(notices.page_path(colleague, "en")).context["own"].unanswered == []
    assert may.required is False


def test_nothing_is_said_of_questions_where_none_must_be_answered(desk, event):
    (leaving,) = fill(event, 1)
    ask(event, "Terveisiä?")

    html = desk.get(f"/en/workspace/registrations/{leaving.pk}/substitute/").content.decode()

    assert "own questions" not in html
