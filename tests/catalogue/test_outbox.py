"""The outbox: owed, delivered, retried, swept; never twice for one cause."""

import time
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from catalogue import outbox
from catalogue.models import Message
from tests.registrations.arrangements import fill, open_event, register

pytestmark = pytest.mark.django_db


class BrokenBackend:
    """A mail server that is not there."""

    def __init__(self, **_options):
        pass

    def send_messages(self, _messages):
        raise ConnectionRefusedError("no mail server")


class SlowBackend:
    """A mail server that takes its time; notes how long the message it sends is claimed."""

    SECONDS = 0.2
    leases: list[bool] = []

    def __init__(self, **_options):
        pass

    def send_messages(self, _messages):
        self.leases.append(Message.objects.get(claimed_until__isnull=False).claimed_until)
        time.sleep(self.SECONDS)


def owe_one():
    register(open_event())
    return Message.objects.get()


def test_deliver_sends_one_mail_with_the_stable_message_id():
    message = owe_one()

    assert outbox.deliver(message.pk)

    (sent,) = mail.outbox
    assert sent.to == ["aino1@example.org"]
    assert sent.extra_headers["Message-ID"] == message.message_id
    message.refresh_from_db()
    assert (message.state, message.attempts, message.subject) == ("sent", 1, sent.subject)


def test_deliver_twice_sends_once():
    message = owe_one()

    outcomes = [outbox.deliver(message.pk), outbox.deliver(message.pk)]

    assert outcomes == [True, False]
    assert len(mail.outbox) == 1


def test_message_in_another_workers_hands_is_left_until_its_lease_ends():
    message = owe_one()
    now = timezone.now()
    Message.objects.update(claimed_until=now + timedelta(seconds=30))

    assert not outbox.deliver(message.pk, now=now)
    assert outbox.deliver(message.pk, now=now + timedelta(seconds=31))


def test_failed_delivery_is_tried_again_later_and_says_why(settings, caplog):
    message = owe_one()
    settings.EMAIL_BACKEND = "tests.catalogue.test_outbox.BrokenBackend"

    assert not outbox.deliver(message.pk)

    message.refresh_from_db()
    assert (message.state, message.claimed_until) == ("queued", None)
    assert "no mail server" in message.last_error
    assert message.due_at > timezone.now() + timedelta(seconds=10)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert outbox.sweep(now=message.due_at + outbox.GRACE) == 1


def test_delivery_that_keeps_failing_ends_as_failed(settings):
    message = owe_one()
    settings.EMAIL_BACKEND = "tests.catalogue.test_outbox.BrokenBackend"

    for _attempt in range(outbox.MOST_ATTEMPTS):
        Message.objects.update(due_at=timezone.now())
        outbox.deliver(message.pk)

    message.refresh_from_db()
    assert message.state == "failed"


def test_sweep_sends_what_the_broker_lost():
    fill(open_event(), 3)

    sent = outbox.sweep(now=timezone.now() + outbox.GRACE)

    assert sent == 3
    assert len(mail.outbox) == 3


def test_lease_of_a_message_swept_late_begins_when_it_is_claimed(settings):
    settings.EMAIL_BACKEND = "tests.catalogue.test_outbox.SlowBackend"
    fill(open_event(), 2)
    SlowBackend.leases.clear()
    now = timezone.now() + outbox.GRACE

    outbox.sweep(now=now)

    first, second = SlowBackend.leases
    assert second - first >= timedelta(seconds=SlowBackend.SECONDS)


def test_message_whose_reason_is_gone_is_withdrawn():
    from registrations import cancelling

    registration = register(open_event())
    confirmation = Message.objects.get()
    cancelling.cancel_registration(registration_id=registration.pk)

    assert not outbox.deliver(confirmation.pk)

    confirmation.refresh_from_db()
    assert confirmation.state == "withdrawn"
    assert not mail.outbox


def test_one_cause_never_owes_two_messages():
    message = owe_one()
    copy = outbox.build_message(
        kind=message.kind,
        cause=message.cause,
        person_id=message.person_id,
        address=message.address,
        language="fi",
        now=timezone.now(),
    )

    outbox.queue_messages([copy])

    assert Message.objects.count() == 1


def send_rendered(message, **values):
    """Send a message of a kind of this test's own, rendered with these values."""
    rendered = outbox.Rendered(subject="Hei", text="Hei", html="<p>Hei</p>", **values)
    outbox.register_renderer(["of_a_test"], lambda _message: rendered)
    Message.objects.filter(pk=message.pk).update(kind="of_a_test")
    outbox.deliver(message.pk)
    (sent,) = mail.outbox
    return sent


def test_answers_go_to_whom_the_message_names():
    sent = send_rendered(owe_one(), reply_to="Liisa Laine <liisa@example.org>")

    assert sent.message()["Reply-To"] == "Liisa Laine <liisa@example.org>"


def test_one_click_unsubscribing_is_offered_only_where_the_message_names_its_address():
    sent = send_rendered(owe_one(), unsubscribe_url="https://example.org/out/1").message()

    assert sent["List-Unsubscribe"] == "<https://example.org/out/1>"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_message_without_answer_or_list_has_no_such_headers():
    sent = send_rendered(owe_one()).message()

    assert [sent[name] for name in ("Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post")] == [None, None, None]


def test_what_cannot_be_delivered_comes_back_to_its_own_address(settings):
    settings.BOUNCE_EMAIL = "palautuneet@example.org"

    sent = send_rendered(owe_one())

    assert sent.from_email == "palautuneet@example.org"
    assert sent.message().get_all("From") == [settings.DEFAULT_FROM_EMAIL]
