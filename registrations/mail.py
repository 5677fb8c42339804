"""A mail about a registration: one notice in the form of every letter of ours."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue import letters
from catalogue.letters import Letter
from catalogue.outbox import Rendered


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """A message's own words; `button` is the text of the link to the person's page."""

    subject: str
    paragraphs: Sequence[str]
    button: str


def render(
    notice: Notice,
    *,
    language: str,
    facts: Sequence[tuple[str, str]],
    page_url: str,
    second: tuple[str, str] = ("", ""),
    is_own_page: bool = True,
    reply_to: str = "",
    calendar_note: str = "",
) -> Rendered:
    """Answer the mail; the active language is that of its fixed sentences."""
    letter = Letter(
        subject=notice.subject,
        paragraphs=notice.paragraphs,
        facts=facts,
        button=notice.button,
        url=page_url,
        second_button=second[0],
        second_url=second[1],
        fine_print=(
            *([calendar_note] if calendar_note else []),
            _("This link is personal. Whoever has it can see and cancel your registration.")
            if is_own_page
            else _("The link to join is for participants only: please do not pass it on."),
            _automatic(has_answerer=bool(reply_to)),
            _("All your trainings on one page: %(address)s") % {"address": settings.BASE_URL + reverse("my")},
        ),
        reply_to=reply_to,
    )
    return letters.render(letter, language=language)


def _automatic(*, has_answerer: bool) -> str:
    if has_answerer:
        return _("This message was sent automatically. If you answer it, your answer goes to the organiser.")
    return _("This message was sent automatically because of your registration. It needs no answer.")
