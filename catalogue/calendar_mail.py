"""A mail with a calendar part: an alternative to its text that programs act upon, and the same bytes as a file.

The structure that Outlook, Google and Apple agree upon: multipart/mixed of multipart/alternative (text, HTML, calendar)
and of the file. Calendar parts are base64: on their way nothing folds their lines anew or changes how they end.
"""

from dataclasses import dataclass
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from typing import Any

from django.core.mail import EmailMultiAlternatives


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """A mail program acts by itself upon one with a `method` (RFC 6047); one without is a file to be opened."""

    filename: str
    content: bytes
    method: str = ""


class CalendarMail(EmailMultiAlternatives):
    """Carries a part with a method within the alternative; one without is a file alone."""

    def __init__(self, *args: Any, calendar: CalendarPart | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calendar = calendar
        if calendar is not None:
            self.attach(_file(calendar))

    def message(self, **options: Any) -> Any:
        whole: Any = super().message(**options)
        if self.calendar is not None and self.calendar.method:
            alternative = next(part for part in whole.walk() if part.get_content_type() == "multipart/alternative")
            alternative.attach(_part(f"text/calendar; method={self.calendar.method}; charset=utf-8", self.calendar))
        return whole


def _file(calendar: CalendarPart) -> MIMEBase:
    """To be opened; `application/ics` beside a part that is acted upon, so that no program takes it for a second."""
    part = _part("application/ics" if calendar.method else "text/calendar; charset=utf-8", calendar)
    part.set_param("name", calendar.filename)
    part.add_header("Content-Disposition", "attachment", filename=calendar.filename)
    return part


def _part(content_type: str, calendar: CalendarPart) -> MIMEBase:
    part = MIMEBase(*content_type.partition(";")[0].split("/"))
    del part["MIME-Version"]
    part.replace_header("Content-Type", content_type)
    part.set_payload(calendar.content)
    encode_base64(part)
    return part
