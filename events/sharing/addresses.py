"""Addresses to pass on: the short one that fits on paper, its square to photograph, a letter that names the page."""

import re
import uuid
from functools import lru_cache
from urllib.parse import quote

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from events.descriptions import EventDescription

# 48 bits of the random identifier: among 100,000 trainings two alike have odds of one to 50,000.
CODE_LENGTH = 12


def page(event: EventDescription) -> str:
    return f"{settings.BASE_URL}{reverse('event', kwargs={'slug': event.slug})}"


def short(event: EventDescription) -> str:
    """Leads to the page in the language of whoever opens it."""
    return f"{settings.BASE_URL}{reverse('event-short', kwargs={'code': event.id.hex[:CODE_LENGTH]})}"


def span(code: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The first and the last identifier with this code; None for what is no code."""
    if not re.fullmatch(rf"[0-9a-f]{{{CODE_LENGTH}}}", code):
        return None
    return uuid.UUID(f"{code:0<32}"), uuid.UUID(f"{code:f<32}")


def letter(event: EventDescription, when: str) -> str:
    """A mailto: address without a recipient."""
    body = "\r\n".join(part for part in (event.title.value, when, event.where, page(event)) if part)
    return f"mailto:?subject={quote(event.title.value)}&body={quote(body)}"


@lru_cache(maxsize=512)
def square(address: str) -> SafeString:
    """The QR code as SVG without a style of its own; it takes 10 ms to make."""
    drawing = segno.make(address, error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(drawing)  # noqa: S308 - segno writes only what it has encoded itself
