"""Writing to participants: to those who are chosen, in their language, once; and sending a message again."""

import uuid

import pytest
from django.core import mail

from catalogue import outbox
from catalogue.models import Message
from catalogue.rules import RuleError
from events.models import EventChange
from registrations import cancelling, messaging, notices
from registrations.models import CustomMessage, GroupBooking, Registration, RegistrationChange
from tests.factories import RegistrationFactory
from tests.registrations.arrangements import BY, fill, open_event, register

pytestmark = pytest.mark.django_db


def send(event, *registrations, **values):
    given = {"subjects": {"fi": "Tervetuloa: {title}"}, "bodies": {"fi": "Hei {first_name}!\n\nOta kynä mukaan."}}
    chosen = [each.pk for each in registrations]
    return messaging.send_custom(by=BY, event_id=event.pk, registration_ids=chosen, **given | values)


def delivered():
    outbox.sweep(now=messaging.timezone.now() + outbox.GRACE)
    return [sent for sent in mail.outbox if sent.extra_headers["X-Cause"].startswith("custom")]


def test_message_goes_to_those_chosen_with_their_values():
    event = open_event(5, title_fi="Lukutaito")
    first, second, _other = fill(event, 3)

    message = send(event, first, second)

    assert message.recipients == 2
    sent = delivered()
    assert sorted(each.to[0] for each in sent) == ["aino1@example.org", "aino2@example.org"]
    assert sent[0].subject == "Tervetuloa: Lukutaito"
    assert sent[0].body.startswith("Hei Aino!\n\nOta kynä mukaan.\n")


def test_message_is_read_in_ones_own_language_or_the_next_best():
    event = open_event(5)
    people = [register(event, number, language=language) for number, language in enumerate(("fi", "sv", "en"), 1)]

    send(event, *people, subjects={"fi": "F", "sv": "S"}, bodies={"fi": "fi", "sv": "sv"})

    assert sorted((each.to[0][4], each.subject) for each in delivered()) == [("1", "F"), ("2", "S"), ("3", "F")]


def test_message_sent_twice_by_the_same_form_is_one():
    event = open_event(5)
    first, second = fill(event, 2)
    message_id = uuid.uuid4()

    send(event, first, message_id=message_id)
    send(event, second, message_id=message_id)

    assert CustomMessage.objects.count() == 1
    assert [each.to for each in delivered()] == [["aino1@example.org"]]


def test_message_is_in_the_history_of_the_training():
    event = open_event(5)

    message = send(event, *fill(event, 2))

    change = EventChange.objects.get(action="message")
    assert change.details == {"message": str(message.pk), "recipients": 2}


def test_message_reaches_nobody_of_another_training_nor_a_seat_without_a_name():
    event, other = open_event(5), open_event(5)
    group = GroupBooking.objects.create(event=event, contact_email="v@example.org", workplace="Koulu", language="fi")
    unnamed = RegistrationFactory(event=event, group=group, person=None, email="")
    forgotten = RegistrationFactory(event=event, email="")

    with pytest.raises(messaging.NobodyChosenError):
        send(event, register(other), unnamed, forgotten)

    assert not CustomMessage.objects.exists()


def test_message_is_not_sent_to_who_has_cancelled_since():
    event = open_event(5)
    registration = register(event)
    send(event, registration)
    cancelling.cancel_registration(by=BY, registration_id=registration.pk)

    assert delivered() == []


def test_message_may_be_meant_for_those_who_cancelled():
    event = open_event(5)
    registration = register(event)
    cancelling.cancel_registration(by=BY, registration_id=registration.pk)

    send(event, registration)

    assert len(delivered()) == 1


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"subjects": {}, "bodies": {}}, "nothing_written", "body_fi"),
        ({"subjects": {"fi": "A"}, "bodies": {"fi": " "}}, "half_written", "body_fi"),
        ({"subjects": {"fi": "A"}, "bodies": {"fi": "B", "sv": "C"}}, "half_written", "subject_sv"),
        ({"subjects": {"fi": "A"}, "bodies": {"fi": "{place}"}}, "unknown_placeholder", "body_fi"),
    ],
)
def test_message_that_says_nothing_whole_is_refused(values, code, field):
    event = open_event(5)

    with pytest.raises(RuleError) as refused:
        send(event, register(event), **values)

    assert (refused.value.code, refused.value.field) == (code, field)
    assert not CustomMessage.objects.exists()


def sent_confirmation(state="sent"):
    registration = register(open_event())
    message = Message.objects.get()
    outbox.deliver(message.pk)
    Message.objects.update(state=state)
    mail.outbox.clear()
    return registration, message


@pytest.mark.parametrize("state", ["sent", "bounced", "failed"])
def test_message_sent_again_is_a_new_one_to_the_address_of_now(state):
    registration, old = sent_confirmation(state)
    Registration.objects.update(email="uusi@example.org")

    new = messaging.resend_message(by=BY, message_id=old.pk)
    outbox.deliver(new.pk)

    change = RegistrationChange.objects.get(action="resend")
    assert (new.message_id != old.message_id, new.cause) == (True, f"resend:{change.pk}")
    assert change.details == {"kind": "confirmed", "message": str(old.pk)}
    assert [sent.to for sent in mail.outbox] == [["uusi@example.org"]]
    assert new.registration_id == registration.pk


def test_message_sent_again_twice_at_once_goes_once():
    _registration, old = sent_confirmation()

    messaging.resend_message(by=BY, message_id=old.pk)
    with pytest.raises(messaging.NotResendableError):
        messaging.resend_message(by=BY, message_id=old.pk)

    assert RegistrationChange.objects.filter(action="resend").count() == 1


def test_message_sent_again_is_asked_whether_it_is_still_right():
    registration, old = sent_confirmation()
    new = messaging.resend_message(by=BY, message_id=old.pk)
    cancelling.cancel_registration(by=BY, registration_id=registration.pk)

    assert not outbox.deliver(new.pk)
    new.refresh_from_db()
    assert new.state == "withdrawn"


def test_custom_message_can_be_sent_again_too():
    event = open_event(5)
    registration = register(event)
    send(event, registration)
    delivered()
    mail.outbox.clear()

    new = messaging.resend_message(by=BY, message_id=Message.objects.get(kind="custom").pk)
    outbox.deliver(new.pk)

    assert [sent.subject.split(":")[0] for sent in mail.outbox] == ["Tervetuloa"]
    assert "custom" not in notices.KINDS


def test_message_id_of_another_training_is_refused():
    first, second = open_event(), open_event()
    message = send(first, register(first))

    with pytest.raises(messaging.OfAnotherTrainingError):
        send(second, register(second), message_id=message.pk)

    assert CustomMessage.objects.count() == 1


def test_message_with_a_subject_as_long_as_its_values_is_sent_once():
    event = open_event(title_fi="Lukutaito " * 25)

    send(event, register(event), subjects={"fi": "{title} {title}"})

    assert len(delivered()) == 1
    sent = Message.objects.get(kind="custom")
    assert (sent.state, sent.attempts) == ("sent", 1)
    assert mail.outbox[-1].subject == sent.subject
    assert len(sent.subject) == outbox.LONGEST_SUBJECT
