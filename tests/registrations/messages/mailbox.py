"""What a mail program reads of the mails that were sent: their parts as they come over the wire."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message as Parsed

from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from catalogue import outbox
from events.feeds import entries
from registrations.my import feed
from tests.registrations.arrangements import open_event


@dataclass(frozen=True)
class Entry:
    """A VEVENT as `icalendar` reads it."""

    uid: str
    sequence: int
    stamp: datetime
    status: str


@dataclass(frozen=True)
class Got:
    """A mail: the kind of message it is, and what it brings into a calendar (`method` None: nothing)."""

    kind: str
    to: str
    method: str | None
    body: bytes
    whole: Parsed

    @property
    def entries(self) -> list[Entry]:
        return read(self.body) if self.body else []

    @property
    def said(self):
        """Method, and SEQUENCE of each entry."""
        return (self.kind, self.method, [each.sequence for each in self.entries])


def training(**values):
    """An open training as it is once it has been published: its sessions stand in the feeds."""
    event = open_event(**values)
    entries.refresh([event.pk])
    return event


def post(address=""):
    """Send what is owed, and what that owes; answer it in the order it was sent."""
    mail.outbox.clear()
    while outbox.sweep(now=timezone.now() + outbox.GRACE):
        pass
    return [got for sent in mail.outbox if not address or sent.to == [address] for got in [open_mail(sent)]]


def open_mail(sent):
    whole = message_from_bytes(sent.message().as_bytes())
    calendars = [part for part in whole.walk() if part.get_content_type() == "text/calendar"]
    assert len(calendars) <= 1
    method = (calendars[0].get_param("method") or "") if calendars else None
    body = calendars[0].get_payload(decode=True) if calendars else b""
    return Got(whole["X-Cause"].partition(":")[0], sent.to[0], method, body, whole)


def read(body):
    return [
        Entry(
            str(event["UID"]),
            int(event["SEQUENCE"]),
            event["DTSTAMP"].dt,
            str(event["STATUS"]),
        )
        for event in Calendar.from_ical(body).walk("VEVENT")
    ]


def own_calendar(person):
    """The entries of a person's own feed."""
    from events.feeds import calendars

    return read(calendars.render(feed.own_calendar(person, language="fi", now=timezone.now())).body)
