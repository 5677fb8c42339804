"""A mail with a calendar part as it comes over the wire: its structure, its encoding, and who asks whom."""

from email import message_from_bytes

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from catalogue.calendar_mail import CalendarMail, CalendarPart
from registrations import notices
from registrations.models import Registration
from tests.events.feeds import itip_lint
from tests.registrations.arrangements import register
from tests.registrations.messages.arrangements import owed
from tests.registrations.messages.mailbox import post, training

pytestmark = pytest.mark.django_db
BODY = "BEGIN:VCALENDAR\r\nX-A:ä\\, pitkä\r\n rivi\r\nEND:VCALENDAR\r\n".encode()


def structure(part):
    """The types of a mail's parts, a multipart with those within."""
    if part.is_multipart():
        return (part.get_content_type(), [structure(each) for each in part.get_payload()])
    return part.get_content_type()


def through_the_wire(calendar):
    sent = CalendarMail("Aihe", "Teksti", "a@example.org", ["b@example.org"], calendar=calendar)
    sent.attach_alternative("<p>Teksti</p>", "text/html")
    return message_from_bytes(sent.message().as_bytes())


def calendars_of(whole):
    return [part for part in whole.walk() if part.get_content_type() in ("text/calendar", "application/ics")]


def test_part_with_a_method_is_the_last_alternative_and_a_file_of_the_same_bytes():
    whole = through_the_wire(CalendarPart("koulutus.ics", BODY, "REQUEST"))

    assert structure(whole) == (
        "multipart/mixed",
        [("multipart/alternative", ["text/plain", "text/html", "text/calendar"]), "application/ics"],
    )
    acted_upon, file = calendars_of(whole)
    assert acted_upon["Content-Type"] == "text/calendar; method=REQUEST; charset=utf-8"
    assert acted_upon["Content-Disposition"] is None
    assert file["Content-Disposition"] == 'attachment; filename="koulutus.ics"'
    assert file.get_param("method") is None
    assert [part["Content-Transfer-Encoding"] for part in (acted_upon, file)] == ["base64", "base64"]
    assert [part.get_payload(decode=True) for part in (acted_upon, file)] == [BODY, BODY]


def test_part_without_a_method_is_a_file_alone():
    whole = through_the_wire(CalendarPart("koulutus.ics", BODY))

    assert structure(whole) == (
        "multipart/mixed",
        [("multipart/alternative", ["text/plain", "text/html"]), "text/calendar"],
    )
    (file,) = calendars_of(whole)
    assert (file.get_param("charset"), file.get_param("method"), file.get_filename()) == ("utf-8", None, "koulutus.ics")
    assert (file["Content-Transfer-Encoding"], file.get_payload(decode=True)) == ("base64", BODY)


def test_mail_without_a_part_is_to_the_byte_what_django_makes_of_it():
    written = []
    for kind in (CalendarMail, EmailMultiAlternatives):
        sent = kind(
            "Aihe", "Teksti ä", "a@example.org", ["b@example.org"], headers={"Message-ID": "<1@a>", "Date": "x"}
        )
        sent.attach_alternative("<p>Teksti ä</p>", "text/html")
        message = sent.message()
        message.set_boundary("same")
        written.append(message.as_bytes())

    assert written[0] == written[1]


def test_method_of_the_part_is_that_of_the_calendar_in_every_mail():
    event = training()
    register(event)

    (got,) = post()

    acted_upon, file = calendars_of(got.whole)
    assert str(Calendar.from_ical(got.body)["METHOD"]) == acted_upon.get_param("method") == "REQUEST"
    assert file.get_payload(decode=True) == got.body
    assert file.get_filename() == f"{event.slug}.ics"


def test_organiser_is_the_mailbox_that_writes_and_attendee_who_is_written_to(settings):
    settings.DEFAULT_FROM_EMAIL = "Koulutuskalenteri <koulutus@virasto.example>"
    settings.BOUNCE_EMAIL = "palautukset@virasto.example"
    register(training(contact_email="liisa@example.org"))

    (got,) = post()

    (event,) = Calendar.from_ical(got.body).walk("VEVENT")
    assert str(event["ORGANIZER"]) == "mailto:koulutus@virasto.example"
    assert got.whole["From"] == "Koulutuskalenteri <koulutus@virasto.example>"
    assert str(event["ATTENDEE"]) == "mailto:aino1@example.org"
    assert {name: str(value) for name, value in event["ATTENDEE"].params.items()} == {
        "CN": "Aino Virtanen 1",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
    }


@pytest.mark.parametrize(
    ("first_name", "read"),
    [
        ("Åsa-Märta", "Åsa-Märta"),
        ('Matti "Masa"', 'Matti "Masa"'),
        ("Aino; CN=x", "Aino; CN=x"),
        ("Aino: mailto,;", "Aino: mailto,;"),
        ("Aino\r\nATTENDEE:mailto:paha@example.org", "Aino ATTENDEE:mailto:paha@example.org"),
        ("Ai\x00no\x0b\u2028", "Aino"),
        ("^n^'", "^n^'"),
        ("Ö" * 100, "Ö" * 100),
    ],
)
def test_name_of_any_kind_stays_a_name(first_name, read):
    registration = register(training(title_fi='Luku; "taito", osa\\ 1\r\nEND:VEVENT'))
    Registration.objects.filter(pk=registration.pk).update(first_name=first_name.replace("\x00", ""))

    (got,) = post()

    assert itip_lint.faults(got.body, "REQUEST") == []
    (event,) = Calendar.from_ical(got.body).walk("VEVENT")
    assert str(event["ATTENDEE"].params["CN"]) == f"{read} Virtanen 1"


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        ("aino@jyväskylä.example", "mailto:aino@xn--jyvskyl-7wae.example"),
        ("o'aino+koulutus@example.org", "mailto:o'aino+koulutus@example.org"),
        ("aino%41@example.org", "mailto:aino%2541@example.org"),
    ],
)
def test_address_of_any_kind_is_one_that_mail_goes_to(address, uri):
    register(training(), email=address)

    (sent,) = post()

    assert itip_lint.faults(sent.body, "REQUEST") == []
    (event,) = Calendar.from_ical(sent.body).walk("VEVENT")
    assert str(event["ATTENDEE"]) == uri


@pytest.mark.django_db(transaction=True)
def test_text_and_part_of_a_mail_are_read_at_one_moment():
    message = owed("confirmed")

    with CaptureQueriesContext(connection) as asked:
        notices.render(message)

    said = [query["sql"] for query in asked.captured_queries]
    assert "ISOLATION LEVEL REPEATABLE READ" in said[1 if said[0] == "BEGIN" else 0]
    assert [sql for sql in said if sql == "COMMIT"] == ["COMMIT"]
    assert said[-1] == "COMMIT"
