"""Mail that comes back: refused for good while it is sent, or reported later by a delivery status notification."""

import base64
import io
import smtplib
import sys

import pytest
from django.core.management import call_command
from django.utils import timezone

from catalogue import bounces, outbox
from catalogue.models import Message
from tests.registrations.arrangements import open_event, register

pytestmark = pytest.mark.django_db

REPORT = """From: MAILER-DAEMON@relay.example
To: koulutuskalenteri@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry to have to inform you.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; aino1@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <aino1@example.org>: Recipient address
    rejected: User unknown

--b
{returned}
--b--
"""
WHOLE = "Content-Type: message/rfc822\n\nMessage-ID: {id}\nSubject: Paikkasi on vahvistettu\n\nHei\n"
HEADERS = "Content-Type: text/rfc822-headers\n\nMessage-ID: {id}\nSubject: Paikkasi on vahvistettu\n"
WHY = "550 5.1.1 <aino1@example.org>: Recipient address rejected: User unknown"


class Refusing:
    """A mail server that takes nothing, for the reason of `error`."""

    error: Exception = Exception()

    def __init__(self, **_options):
        pass

    def send_messages(self, _messages):
        raise self.error


def sent_one():
    register(open_event())
    message = Message.objects.get()
    outbox.deliver(message.pk)
    message.refresh_from_db()
    return message


def report_on(message_id, *, returned=WHOLE, action="failed"):
    return REPORT.format(action=action, returned=returned.format(id=message_id)).encode()


def state_of(message):
    message.refresh_from_db()
    return message.state, message.last_error


@pytest.mark.parametrize("returned", [WHOLE, HEADERS])
def test_notification_of_a_failure_marks_the_message_with_its_reason(returned):
    message = sent_one()

    noted = bounces.read_notification(report_on(message.message_id, returned=returned))

    assert noted == 1
    assert state_of(message) == ("bounced", WHY)
    assert message.bounced_at is not None


def test_notification_that_sends_nothing_back_is_known_by_what_it_answers_to():
    message = sent_one()
    raw = report_on("<other@relay.example>").replace(
        b"MIME-Version", f"In-Reply-To: {message.message_id}\nMIME-Version".encode(), 1
    )

    assert bounces.read_notification(raw) == 1


def test_notification_twice_is_noted_once():
    message = sent_one()
    raw = report_on(message.message_id)

    assert [bounces.read_notification(raw), bounces.read_notification(raw)] == [1, 0]


EXIM = """Return-path: <>
X-Failed-Recipients: aino1@example.org
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@relay.example>
To: koulutuskalenteri@example.org
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  aino1@example.org
    host mx.example.org [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<aino1@example.org>:
    550 5.1.1 User unknown

------ This is a copy of the message, including all the headers. ------

Return-path: <koulutuskalenteri@example.org>
Message-ID: {id}
Subject: Paikkasi on vahvistettu

Hei
"""
EXCHANGE = """Return-Path: <>
From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.org>
To: koulutuskalenteri@example.org
Subject: Undeliverable: Paikkasi on vahvistettu
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

{said}

--b
{returned}
--b--
"""
QMAIL = """From: MAILER-DAEMON@relay.example
To: koulutuskalenteri@example.org
Subject: failure notice

Hi. This is the qmail-send program at relay.example.

<aino1@example.org>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Message-ID: {id}
"""


def exchange(message_id, returned):
    said = base64.b64encode("Your message wasn’t delivered: 550 5.1.10 RecipientNotFound".encode()).decode()
    return EXCHANGE.format(said=said, returned=returned.format(id=message_id))


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (lambda each: EXIM.format(id=each), "550 5.1.1 User unknown"),
        (lambda each: exchange(each, WHOLE), "550 5.1.10 RecipientNotFound"),
        (lambda each: exchange(each, HEADERS), "550 5.1.10 RecipientNotFound"),
        (lambda each: QMAIL.format(id=each), "failure notice"),
    ],
)
def test_notification_in_a_servers_own_words_marks_the_message_with_its_reason(raw, why):
    message = sent_one()

    noted = bounces.read_notification(raw(message.message_id).encode())

    assert (noted, state_of(message)) == (1, ("bounced", why))


def test_word_of_a_delay_changes_nothing():
    message = sent_one()
    raw = EXIM.format(id=message.message_id).replace("X-Failed-Recipients: aino1@example.org\n", "")
    raw = raw.replace("Mail delivery failed: returning message to sender", "Warning: message delayed 24 hours")

    assert (bounces.read_notification(raw.encode()), state_of(message)) == (0, ("sent", ""))


def test_notification_that_somebody_passes_on_changes_nothing():
    message = sent_one()
    raw = EXIM.format(id=message.message_id).replace("Return-path: <>\n", "").replace("Mailer-Daemon@", "aino@")

    assert (bounces.read_notification(raw.encode()), state_of(message)) == (0, ("sent", ""))


def test_automatic_answer_of_somebody_away_changes_nothing():
    message = sent_one()
    raw = (
        f"Return-Path: <>\nFrom: aino1@example.org\nIn-Reply-To: {message.message_id}\nAuto-Submitted: auto-replied\n"
        "Subject: Automatic reply: Paikkasi on vahvistettu\n\nOlen lomalla. 550 viestiä odottaa.\n"
    )

    assert (bounces.read_notification(raw.encode()), state_of(message)) == (0, ("sent", ""))


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_notification_of_anything_but_a_failure_changes_nothing(action):
    message = sent_one()

    noted = bounces.read_notification(report_on(message.message_id, action=action))

    assert (noted, state_of(message)) == (0, ("sent", ""))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00 nothing of a mail",
        b"Subject: Hei\nMessage-ID: <1@example.org>\n\nKiitos!",
        report_on("<b0a7cf2e-0000-4000-8000-000000000000@koulutuskalenteri.fi>"),
        report_on("<b0a7cf2e-0000-4000-8000-000000000000@somebody.else>"),
        report_on("<not an id>"),
    ],
)
def test_mail_about_nothing_of_ours_changes_nothing(raw):
    message = sent_one()

    assert (bounces.read_notification(raw), state_of(message)) == (0, ("sent", ""))


def test_late_notification_about_a_withdrawn_message_changes_nothing():
    message = sent_one()
    Message.objects.update(state="withdrawn")

    assert bounces.read_notification(report_on(message.message_id)) == 0


def test_command_reads_standard_input(monkeypatch):
    message = sent_one()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(report_on(message.message_id))))
    said = io.StringIO()

    call_command("read_bounces", stdout=said)

    assert said.getvalue() == "1 noted\n"
    assert state_of(message) == ("bounced", WHY)


def test_posted_notification_with_the_token_is_noted(client, settings):
    settings.BOUNCES_TOKEN = "salaisuus"
    message = sent_one()

    answer = client.post(
        "/bounces",
        report_on(message.message_id),
        "message/rfc822",
        headers={"Authorization": "Bearer salaisuus"},
    )

    assert (answer.status_code, answer.json()) == (200, {"noted": 1})
    assert state_of(message) == ("bounced", WHY)


@pytest.mark.parametrize(("token", "given"), [("salaisuus", "Bearer väärä"), ("salaisuus", ""), ("", "Bearer ")])
def test_posted_notification_without_the_token_is_not_found(client, settings, token, given):
    settings.BOUNCES_TOKEN = token
    message = sent_one()

    answer = client.post("/bounces", report_on(message.message_id), "message/rfc822", headers={"Authorization": given})

    assert (answer.status_code, state_of(message)) == (404, ("sent", ""))


REFUSALS = [
    (smtplib.SMTPRecipientsRefused({"aino1@example.org": (550, b"5.1.1 User unknown")}), "bounced"),
    (smtplib.SMTPDataError(554, b"5.7.1 Message rejected"), "bounced"),
    (smtplib.SMTPRecipientsRefused({"aino1@example.org": (451, b"4.7.1 Greylisted")}), "queued"),
    (smtplib.SMTPDataError(452, b"4.3.1 Out of memory"), "queued"),
    # That we may not send is no word about the recipient.
    (smtplib.SMTPSenderRefused(550, b"5.7.1 Sender rejected", "us@example.org"), "queued"),
    (smtplib.SMTPAuthenticationError(535, b"5.7.8 Bad credentials"), "queued"),
    (ConnectionRefusedError("no mail server"), "queued"),
]


@pytest.mark.parametrize(("error", "state"), REFUSALS)
def test_message_is_given_up_at_once_only_when_its_recipient_is_refused_for_good(settings, monkeypatch, error, state):
    settings.EMAIL_BACKEND = "tests.catalogue.test_bounces.Refusing"
    monkeypatch.setattr(Refusing, "error", error)
    register(open_event())
    message = Message.objects.get()

    assert not outbox.deliver(message.pk)

    message.refresh_from_db()
    assert (message.state, bool(message.bounced_at), message.claimed_until) == (state, state == "bounced", None)
    assert str(getattr(error, "smtp_code", "")) in message.last_error


def test_bounced_message_is_not_sent_again(settings, monkeypatch):
    message = sent_one()
    bounces.read_notification(report_on(message.message_id))

    swept = outbox.sweep(now=timezone.now() + outbox.GRACE)

    assert swept == 0
    assert not Message.objects.due(timezone.now()).exists()
