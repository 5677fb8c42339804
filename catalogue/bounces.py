"""Mail that came back: refused while it was sent, or reported later by a delivery status notification (RFC 3464).

A notification is about a message of ours when it carries the Message-ID that we gave it; delays are no news. Mail
servers that write notifications of their own kind (Exim, qmail, older Exchange) are known by their sender and what they
say is the matter.
"""

import email
import re
import smtplib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message as Mail
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone

from catalogue.models import Message

# From here on a reply of SMTP means: do not try again (RFC 5321 section 4.2.1).
PERMANENT = 500
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Report:
    """What a notification says of one message: `reason` as the other side worded it."""

    message_id: uuid.UUID
    reason: str


def is_permanent(error: Exception) -> bool:
    """Whether the other side refuses this recipient or this mail for good; that we may not send at all is our fault."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _text in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= PERMANENT


def describe(error: Exception) -> str:
    text: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    else:
        return str(error)
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"


def bounce(message: Message, *, reason: str, now: datetime) -> bool:
    """Note that a message did not arrive; False when that was known, or it is no longer about it."""
    owed = Message.objects.filter(pk=message.pk, state__in=(Message.State.SENT, Message.State.QUEUED))
    noted = owed.update(
        state=Message.State.BOUNCED, bounced_at=now, claimed_until=None, last_error=_line(reason)[:LONGEST_REASON]
    )
    return bool(noted)


def read_notification(raw: bytes, *, now: datetime | None = None) -> int:
    """Note what a mail reports as not delivered; answers how many messages that was."""
    report = parse(raw)
    message = Message.objects.filter(pk=report.message_id).first() if report else None
    if report is None or message is None:
        return 0
    return int(bounce(message, reason=report.reason, now=now or timezone.now()))


def parse(raw: bytes) -> Report | None:
    """Answer what the mail says of a message of ours, or None when it is no report of a failure of one."""
    mail = email.message_from_bytes(raw)
    if mail.get_content_type() != "multipart/report":
        return _in_own_words(mail)
    failures = [block for block in _status_blocks(mail) if _line(block.get("Action")).lower() == "failed"]
    message_id = next(_own_ids(mail), None)
    if not failures or message_id is None:
        return None
    diagnostic = _line(failures[0].get("Diagnostic-Code")).partition(";")[2].strip()
    return Report(message_id, diagnostic or _line(failures[0].get("Status")))


def _in_own_words(mail: Mail) -> Report | None:
    """Read a notification that is none of RFC 3464; somebody's automatic answer to a mail of ours is not one."""
    subject = _line(mail.get("Subject"))
    says_failure = "X-Failed-Recipients" in mail or _FAILURE.match(subject)
    if not (says_failure and _is_of_a_server(mail)):
        return None
    text = "\n".join(_texts(mail))
    quoted = (uuid.UUID(found[0]) for found in _OWN.findall(text) if found[1] == settings.UID_DOMAIN)
    message_id = next(_own_ids(mail), None) or next(quoted, None)
    reply = _REPLY.search(text)
    return Report(message_id, _line(reply[0]) if reply else subject) if message_id else None


def _is_of_a_server(mail: Mail) -> bool:
    """Whether nobody sent it: such mail has no envelope's sender, or names the server as its own."""
    _name, address = parseaddr(_line(mail.get("From")))
    return _line(mail.get("Return-Path")) == "<>" or address.partition("@")[0].lower() in _SERVERS


def _texts(mail: Mail) -> Iterator[str]:
    for part in mail.walk():
        payload = part.get_payload(decode=True) if part.get_content_type() == "text/plain" else None
        if isinstance(payload, bytes):
            yield payload.decode(errors="replace")


def _status_blocks(mail: Mail) -> Iterator[Mail]:
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            yield from (block for block in part.get_payload() if isinstance(block, Mail))


def _own_ids(mail: Mail) -> Iterator[uuid.UUID]:
    """Of the mail that is sent back, or of its headers alone; else of what the notification says it answers to."""
    for name in ("Message-ID", "In-Reply-To", "References"):
        for said in _said(mail, name):
            for found in _OWN.findall(said):
                if found[1] == settings.UID_DOMAIN:
                    yield uuid.UUID(found[0])


def _said(mail: Mail, name: str) -> Iterator[str]:
    for part in mail.walk():
        yield from (_line(value) for value in part.get_all(name, ()))
        # Headers alone are text to the parser.
        payload = part.get_payload(decode=True) if part.get_content_type() == "text/rfc822-headers" else None
        if isinstance(payload, bytes):
            yield from (_line(value) for value in email.message_from_bytes(payload).get_all(name, ()))


def _line(value: object) -> str:
    return " ".join(str(value or "").split())


_OWN = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@([^<>\s]+)>")
_SERVERS = frozenset({"mailer-daemon", "postmaster"})
# As mail servers that do not keep to RFC 3464 entitle what could not be delivered.
_FAILURE = re.compile(
    r"undeliver(ed|able)\b|mail delivery failed|failure notice|delivery (has )?failed|delivery status notification "
    r"\(failure\)|returned mail|mail system error",
    re.IGNORECASE,
)
# What the other side replied: 550 5.1.1 User unknown.
_REPLY = re.compile(r"\b5\d\d[ -]\S.*")
