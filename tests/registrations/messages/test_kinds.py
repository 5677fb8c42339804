"""Every kind of message in every language: it can be sent, says everything, and is held back when it is too late."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from catalogue import vocabularies
from events.models import Event, SeatPool, Session
from registrations import notices
from registrations.models import Registration
from tests.factories import RegistrationFactory, SessionFactory
from tests.registrations.messages.arrangements import REASON, end, owed

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", notices.KINDS)
def test_message_of_every_kind_is_whole_in_every_language(kind, language):
    message = owed(kind, language)

    rendered = notices.render(message)

    assert rendered is not None
    assert f'lang="{language}"' in rendered.html
    for text in (rendered.subject, rendered.text, rendered.html.split("</style>")[-1]):
        assert not re.search(r"%\(|\{[a-z_]*\}|\bNone\b", text)
    assert rendered.reply_to == "Liisa Laine <liisa@example.org>"
    assert not rendered.unsubscribe_url
    assert "http" in rendered.text
    if "{reason}" in notices.KINDS[kind].default_words().paragraphs:
        assert REASON in rendered.text


@pytest.mark.parametrize("kind", notices.KINDS)
def test_message_whose_registration_is_in_another_state_is_not_sent(kind):
    message = owed(kind)
    others = set(Registration.State) - set(notices.KINDS[kind].states)
    own = Registration.objects.filter(pk=message.registration_id)
    own.update(queue_number=1, pool=SeatPool.objects.get())

    for state in others:
        own.update(state=state)
        assert notices.render(message) is None, state


@pytest.mark.parametrize("kind", ["reminder", "reminder_hour"])
@pytest.mark.parametrize("state", [Event.State.CANCELLED, Event.State.POSTPONED])
def test_reminder_of_a_training_that_is_not_held_is_not_sent(kind, state):
    message = owed(kind)
    Event.objects.update(state=state)

    assert notices.render(message) is None


OF_A_SEAT = {
    *("confirmed", "waitlisted", "awaiting_approval", "promoted", "offered", "verify_address", "pool_changed"),
    *("event_moved", "event_moved_far", "event_link", "event_postponed", "event_revived", "merged", "substitute"),
    *("reconfirm_reminder", "reminder", "reminder_hour", "thanks", "group_registered", "name_seats"),
}


@pytest.mark.parametrize("kind", notices.KINDS)
def test_of_a_seat_in_a_cancelled_training_nothing_more_is_said(kind):
    message = owed(kind)
    Event.objects.update(state=Event.State.CANCELLED)

    assert (notices.render(message) is None) == (kind in OF_A_SEAT)


def test_answers_reach_a_contact_person_whose_domain_is_not_ascii():
    message = owed("confirmed", contact_email="liisa@exämple.fi")

    rendered = notices.render(message)

    assert rendered is not None
    assert rendered.reply_to == "Liisa Laine <liisa@xn--exmple-cua.fi>"


@pytest.mark.parametrize(
    ("kind", "later", "is_sent"),
    [
        ("reminder", timedelta(hours=1), True),
        ("reminder", timedelta(days=1), False),
        ("reminder_hour", timedelta(minutes=30), False),
    ],
)
def test_reminder_of_a_moved_training_is_sent_only_while_it_tells_the_truth(kind, later, is_sent):
    message = owed(kind)
    session = Session.objects.get()
    Session.objects.update(starts_at=session.starts_at + later, ends_at=session.ends_at + later)

    assert (notices.render(message) is not None) == is_sent


@pytest.mark.parametrize("kind", ["reminder", "reminder_hour"])
def test_reminder_of_a_cancelled_session_is_not_sent(kind):
    message = owed(kind)
    Session.objects.update(state=Session.State.CANCELLED)

    assert notices.render(message) is None


@pytest.mark.parametrize("kind", ["reminder", "reminder_hour"])
def test_reminder_of_what_has_begun_is_not_sent(kind):
    message = owed(kind)
    end(Event.objects.get())
    message.context["starts_at"] = Session.objects.get().starts_at.isoformat()

    assert notices.render(message) is None


def test_thanks_are_not_sent_before_the_training_is_over():
    message = owed("thanks")
    later = timezone.now() + timedelta(days=1)
    Event.objects.update(ends_at=later)

    assert notices.render(message) is None


@pytest.mark.parametrize("kind", ["group_registered", "name_seats", "group_released"])
def test_message_about_a_group_goes_to_its_contact_and_opens_nobodys_own_page(kind):
    message = owed(kind)
    registration = Registration.objects.get(pk=message.registration_id)

    rendered = notices.render(message)

    assert (message.address, message.person_id) == ("veera@example.org", None)
    assert notices.token_of(registration) not in rendered.text
    assert registration.group.reference in rendered.text


def test_names_are_asked_for_only_while_some_are_missing():
    message = owed("name_seats")
    Registration.objects.filter(person=None).update(state="cancelled")

    assert notices.render(message) is None


def test_address_is_asked_for_only_while_it_is_not_confirmed():
    message = owed("verify_address")
    Registration.objects.update(verify_by=None)

    assert notices.render(message) is None


def test_confirmation_asks_to_confirm_the_address_only_where_it_must_be():
    held, kept = owed("confirmed", "en"), owed("confirmed", "en")
    Registration.objects.filter(pk=held.registration_id).update(verify_by=timezone.now() + timedelta(days=1))

    texts = [notices.render(message).text for message in (held, kept)]

    assert ["Please open your registration by" in text for text in texts] == [True, False]


def test_button_an_hour_before_joins_the_session():
    rendered = notices.render(owed("reminder_hour"))

    assert 'href="https://meet.example.org/1"' in rendered.html


def test_thanks_name_no_link_to_join_what_is_over():
    rendered = notices.render(owed("thanks"))

    assert "https://meet.example.org/1" not in rendered.text


def test_answers_go_nowhere_when_nobody_is_named():
    rendered = notices.render(owed("confirmed", contact_email=""))

    assert rendered.reply_to == ""


def test_contact_with_a_line_break_makes_no_header():
    rendered = notices.render(owed("confirmed", contact_name="Liisa\nBcc: everybody@example.org"))

    assert rendered.reply_to == '"Liisa Bcc: everybody@example.org" <liisa@example.org>'


@pytest.mark.parametrize("sessions", [1, 3])
def test_rendering_asks_a_fixed_number_of_queries(sessions, django_assert_num_queries):
    message = owed("waitlisted")
    SessionFactory.create_batch(sessions - 1, event=Event.objects.get())
    RegistrationFactory.create_batch(sessions, event=Event.objects.get())

    vocabularies.current()

    with django_assert_num_queries(9):
        notices.render(message)
