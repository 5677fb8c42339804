"""The demonstration's mailbox: mail is kept as files instead of being sent, one file per Message-ID."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMail
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone

SUFFIX = ".eml"


class MailboxBackend(BaseEmailBackend):
    """Writes each mail to a file named after its Message-ID: a mail sent twice is one mail, as it is to its reader."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            _keep(message)
        return len(email_messages)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file, or a calendar part that mail programs act upon by its `method`."""

    filename: str
    content_type: str
    method: str
    content: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One kept mail, as a reader sees it."""

    name: str
    received_at: datetime
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    cause: str
    attachments: tuple[Attachment, ...]

    @property
    def files(self) -> list[Attachment]:
        """Those that a reader sees as attached."""
        return [attachment for attachment in self.attachments if attachment.filename]

    def as_json(self) -> dict[str, Any]:
        return {
            "to": ", ".join(self.to),
            "subject": self.subject,
            "text": self.text,
            "html": self.html,
            "attachments": [asdict(attachment) for attachment in self.attachments],
            "cause": self.cause,
            "source": reverse("mailbox-source", args=[self.name]),
            "received_at": self.received_at.isoformat(),
        }


def newest(*, to: str = "", limit: int = 5000) -> list[Mail]:
    """Answer kept mail, the newest first; `to` narrows it to one address."""
    names = [(entry.stat().st_mtime_ns, entry.name) for entry in _entries()]
    if to:
        prefix = _address_digest(to)
        names = [(moment, name) for moment, name in names if name.startswith(prefix)]
    return [_read(name, moment) for moment, name in sorted(names, reverse=True)[:limit]]


def find(name: str) -> Mail | None:
    """Answer the mail of this file name, or None."""
    return next((_read(entry.name, entry.stat().st_mtime_ns) for entry in _entries() if entry.name == name), None)


def source(name: str) -> str | None:
    """Answer the mail of this file name as it would go over the wire, or None."""
    path = next((entry.path for entry in _entries() if entry.name == name), None)
    return Path(path).read_text(errors="replace") if path else None


def _entries() -> list[os.DirEntry[str]]:
    try:
        with os.scandir(settings.MAILBOX_DIR) as entries:
            return [entry for entry in entries if entry.name.endswith(SUFFIX)]
    except FileNotFoundError:
        return []


def _keep(message: EmailMessage) -> None:
    folder = Path(settings.MAILBOX_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = message.message().as_bytes()
    identity = str(message.extra_headers.get("Message-ID", hashlib.sha256(content).hexdigest()))
    name = f"{_address_digest(message.to[0])}-{hashlib.sha256(identity.encode()).hexdigest()[:24]}{SUFFIX}"
    draft = folder / f"{name}.{os.getpid()}.new"
    draft.write_bytes(content)
    draft.replace(folder / name)


def _address_digest(address: str) -> str:
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()[:16]


@lru_cache(maxsize=4000)
def _read(name: str, received_ns: int) -> Mail:
    parsed = message_from_bytes((Path(settings.MAILBOX_DIR) / name).read_bytes(), policy=policy.default)
    assert isinstance(parsed, ParsedMail)
    text, html = parsed.get_body(("plain",)), parsed.get_body(("html",))
    return Mail(
        name=name.removesuffix(SUFFIX),
        received_at=datetime.fromtimestamp(received_ns / 1e9, tz=timezone.get_default_timezone()),
        to=_addresses(parsed),
        subject=str(parsed["Subject"]).strip(),
        text=text.get_content() if text else "",
        html=html.get_content() if html else "",
        cause=str(parsed.get("X-Cause", "")),
        attachments=tuple(_attachments(parsed)),
    )


def _addresses(mail: ParsedMail) -> tuple[str, ...]:
    """Whom the mail is to; what the standard library cannot read as addresses is shown as it was written."""
    try:
        return tuple(address.addr_spec for address in mail["To"].addresses)
    except (IndexError, AttributeError):
        return tuple(str(value).strip() for name, value in mail.raw_items() if name == "To")


def _attachments(mail: ParsedMail) -> Iterator[Attachment]:
    """A part with a method stands within the alternatives, the files beside them."""
    for part in mail.walk():
        method = str(part.get_param("method") or "")
        if method or part.is_attachment():
            yield Attachment(part.get_filename() or "", part.get_content_type(), method, _content(part))


def _content(part: Any) -> str:
    content = part.get_content()
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else str(content)
