"""The demonstration's mailbox: what would have been sent, as a page and as JSON; nowhere else."""

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

from catalogue.calendar_mail import CalendarMail, CalendarPart
from config import mailbox
from events import dates


@pytest.fixture
def demonstration(settings):
    settings.DEMONSTRATION = True
    settings.EMAIL_BACKEND = "config.mailbox.MailboxBackend"


def send(to="aino@example.org", message_id="<1@example.org>", subject="Paikka vahvistettu"):
    mail = EmailMultiAlternatives(
        subject, "Tervetuloa", "a@example.org", [to], headers={"Message-ID": message_id, "X-Cause": "confirmed:1"}
    )
    mail.attach_alternative("<p>Tervetuloa</p>", "text/html")
    mail.attach("koulutus.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar")
    get_connection().send_messages([mail])


def test_json_tells_everything_about_a_mail(client, demonstration):
    send()

    (mail,) = client.get("/mailbox.json").json()

    assert {name: mail[name] for name in ("to", "subject", "text", "html", "cause")} == {
        "to": "aino@example.org",
        "subject": "Paikka vahvistettu",
        "text": "Tervetuloa",
        "html": "<p>Tervetuloa</p>",
        "cause": "confirmed:1",
    }
    ((attachment),) = mail["attachments"]
    assert (attachment["filename"], attachment["content_type"]) == ("koulutus.ics", "text/calendar")
    assert "BEGIN:VCALENDAR" in attachment["content"]


def test_calendar_part_is_shown_with_its_method_and_can_be_saved(client, demonstration):
    body = "BEGIN:VCALENDAR\r\nSUMMARY:Läsning\r\nEND:VCALENDAR\r\n"
    invitation = CalendarPart("koulutus.ics", body.encode(), "REQUEST")
    mail = CalendarMail("Paikka", "Teksti", "a@example.org", ["aino@example.org"], calendar=invitation)
    mail.attach_alternative("<p>Teksti</p>", "text/html")
    get_connection().send_messages([mail])

    (told,) = client.get("/mailbox.json").json()

    assert told["attachments"] == [
        {"filename": "", "content_type": "text/calendar", "method": "REQUEST", "content": body},
        {"filename": "koulutus.ics", "content_type": "application/ics", "method": "", "content": body},
    ]
    source = client.get(told["source"])
    assert source["Content-Type"] == "text/plain; charset=utf-8"
    assert "text/calendar; method=REQUEST; charset=utf-8" in source.content.decode()
    address = told["source"].replace("source", "files")
    saved = client.get(f"{address}1/")
    assert (saved.content.decode(), saved["Content-Disposition"]) == (body, 'attachment; filename="koulutus.ics"')
    assert [client.get(f"{address}{number}/").status_code for number in (0, 2)] == [200, 404]
    assert "1 attachment" in client.get("/mailbox/", headers={"Accept-Language": "en"}).content.decode()


def test_json_tells_a_long_subject_as_it_was_written(client, demonstration):
    send(subject="Paikkasi on vahvistettu: Lukupiirin ohjaajan työpaja")

    (mail,) = client.get("/mailbox.json").json()

    assert mail["subject"] == "Paikkasi on vahvistettu: Lukupiirin ohjaajan työpaja"


def test_mail_sent_twice_under_one_message_id_is_one_mail(client, demonstration):
    send()
    send()
    send(message_id="<2@example.org>")

    assert len(client.get("/mailbox.json").json()) == 2


def test_mailbox_is_narrowed_to_one_address(client, demonstration):
    send()
    send(to="bengt@example.org", message_id="<2@example.org>", subject="Plats bekräftad")

    page = client.get("/mailbox/", {"to": "Bengt@example.org"}).content.decode()

    assert "Plats bekräftad" in page
    assert "Paikka vahvistettu" not in page
    assert [mail["to"] for mail in client.get("/mailbox.json?to=bengt@example.org").json()] == ["bengt@example.org"]


@pytest.mark.parametrize("address", ['"\x0b"@example.org', "a@[::1]", '"'])
def test_mail_to_a_strange_address_closes_the_mailbox_to_nobody(client, demonstration, address):
    send()
    send(message_id="<2@example.org>", subject="Strange")
    (strange,) = (path for path in mailbox.settings.MAILBOX_DIR.iterdir() if b"Strange" in path.read_bytes())
    strange.write_bytes(strange.read_bytes().replace(b"To: aino@example.org", f"To: {address}".encode()))

    assert len(client.get("/mailbox.json").json()) == 2
    assert client.get("/mailbox/").status_code == 200


def test_mail_opens_and_an_unknown_one_is_not_found(client, demonstration):
    send(subject="<script>alert(1)</script>")
    name = mailbox.newest()[0].name

    page = client.get(f"/mailbox/{name}/").content.decode()

    assert "&lt;script&gt;alert(1)" in page
    assert client.get("/mailbox/nothing/").status_code == 404
    assert client.get("/mailbox/..%2f..%2fsecret_key/").status_code == 404


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_mailbox_says_when_in_the_language_of_its_reader(client, demonstration, language):
    send()

    page = client.get("/mailbox/", headers={"Accept-Language": language}).content.decode()

    assert dates.moment(mailbox.newest()[0].received_at, language) in page


@pytest.mark.parametrize(
    "path",
    [
        "/mailbox/",
        "/mailbox.json",
        "/mailbox/x/",
        "/mailbox/x/source/",
        "/mailbox/x/files/0/",
        "/demonstration/sign-in/1-x/",
    ],
)
def test_outside_the_demonstration_there_is_no_mailbox_and_no_sign_in_link(client, settings, path):
    settings.DEMONSTRATION = False

    assert client.get(path).status_code == 404
