"""Reading one field of a row as text, list, number, address or moment; what cannot be read is refused by name."""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from events.importing import moments
from events.importing.report import Remarks

MOST_SEATS = 100_000
_check_url = URLValidator(schemes=["http", "https"])
_AGENDA_LINE = re.compile(r"(?:(?:klo |kl\.? )?(\d\d?[:.]\d\d)\b\s*[–—:-]?\s*)?(.*)", re.ASCII | re.DOTALL)


class Fields:
    """The fields of one row. A field that cannot be read is refused and answered as empty."""

    def __init__(self, values: Mapping[str, Any], remarks: Remarks) -> None:
        self.values = values
        self.remarks = remarks

    def text(self, name: str, *, longest: int, required: bool = False) -> str:
        """Answer a text in one line, without what a database or a page cannot hold."""
        text = self._text(name, self.values.get(name))
        if len(text) > longest:
            self.remarks.refuse(name, _("longer than %(longest)d characters") % {"longest": longest})
            return ""
        if required and not text and not self.is_refused(name):
            self.remarks.refuse(name, _("it is missing"))
        return text

    def texts(self, name: str) -> list[str]:
        """Answer a list of texts; in one text they are separated by semicolons."""
        value = self.values.get(name)
        if isinstance(value, str):
            value = value.split(";")
        if value is None:
            return []
        if not isinstance(value, list):
            self.remarks.refuse(name, _("expected a list of texts"))
            return []
        found = [self._text(name, part) for part in value]
        return list(dict.fromkeys(text for text in found if text))

    def number(self, name: str) -> int | None:
        """Answer a number of seats, or None when there is none."""
        value = self.values.get(name)
        if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value.strip(), re.ASCII):
            value = int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_SEATS:
            self.remarks.refuse(name, _("expected a number of seats from 1 to %(most)d") % {"most": MOST_SEATS})
            return None
        return value

    def address(self, name: str, *, longest: int) -> str:
        text = self.text(name, longest=longest)
        try:
            if text:
                _check_url(text)
        except ValidationError:
            self.remarks.refuse(name, _("not a web address"))
            return ""
        return text

    def moment(self, name: str) -> moments.Moment | None:
        text = self.text(name, longest=100)
        try:
            return moments.parse(text) if text else None
        except ValueError:
            self.remarks.refuse(
                name, _("“%(text)s” is not a date such as 2026-03-13 or 2026-03-13T09:00") % {"text": text}
            )
            return None

    def agenda(self, name: str, *, longest: int) -> list[tuple[time | None, str]]:
        """Answer the programme: from a list of `{"time", "title"}`, or from `09:00 title | 10:30 title`."""
        items: list[tuple[time | None, str]] = []
        for item in self._agenda_items(name):
            clock, title = (item.get("time"), item.get("title")) if isinstance(item, dict) else (None, None)
            hour = self._text(name, clock)
            text = self._text(name, title)
            if not text or len(text) > longest:
                self.remarks.refuse(name, _("an item of the programme has no title or too long a one"))
                continue
            try:
                items.append((moments.parse_hour(hour) if hour else None, text))
            except ValueError:
                self.remarks.refuse(name, _("“%(text)s” is not a time of day") % {"text": hour[:40]})
        return items

    def is_refused(self, *names: str) -> bool:
        return any(refusal.field in names for refusal in self.remarks.refusals)

    def _agenda_items(self, name: str) -> list[Any]:
        value = self.values.get(name)
        if isinstance(value, str) and value.lstrip().startswith("["):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                self.remarks.refuse(name, _("not valid JSON"))
                return []
        if isinstance(value, str):
            matches = [_AGENDA_LINE.fullmatch(part.strip()) for part in value.split("|") if part.strip()]
            value = [{"time": match[1], "title": match[2]} for match in matches if match]
        if value is None:
            return []
        if not isinstance(value, list):
            self.remarks.refuse(name, _("expected a list of programme items"))
            return []
        return value

    def _text(self, name: str, value: Any) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            self.remarks.refuse(name, _("expected text"))
            return ""
        text = " ".join("".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in value).split())
        if any(unicodedata.category(sign) == "Cs" for sign in text):
            self.remarks.refuse(name, _("it has characters that are not text"))
            return ""
        return unicodedata.normalize("NFC", text)
