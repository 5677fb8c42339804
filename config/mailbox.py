"""The demonstration's mailbox: mail is kept as files instead of being sent, one file per Message-ID."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMail
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

SUFFIX = ".eml"


class MailboxBackend(BaseEmailBackend):
    """Writes each mail to a file named after its Message-ID: a mail sent twice is one mail, as it is to its reader."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            _keep(message)
        return len(email_messages)


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
    attachments: tuple[tuple[str, str, str], ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "to": ", ".join(self.to),
            "subject": self.subject,
            "text": self.text,
            "html": self.html,
            "attachments": [
                {"filename": filename, "content_type": content_type, "content": content}
                for filename, content_type, content in self.attachments
            ],
            "cause": self.cause,
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
        attachments=tuple(
            (part.get_filename() or "", part.get_content_type(), _content(part)) for part in parsed.iter_attachments()
        ),
    )


def _addresses(mail: ParsedMail) -> tuple[str, ...]:
    """Whom the mail is to; what the standard library cannot read as addresses is shown as it was written."""
    try:
        return tuple(address.addr_spec for address in mail["To"].addresses)
    except (IndexError, AttributeError):
        return tuple(str(value).strip() for name, value in mail.raw_items() if name == "To")


def _content(part: Any) -> str:
    content = part.get_content()
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else str(content)
