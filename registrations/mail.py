"""The form of a mail: one notice, rendered as plain text and as HTML that Outlook reads."""

from collections.abc import Sequence
from dataclasses import dataclass

import css_inline
from django.template.loader import render_to_string

from catalogue.outbox import Attachment, Rendered


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """A message's own words; `button` is the text of the link to the person's page."""

    subject: str
    paragraphs: Sequence[str]
    button: str


_inliner = css_inline.CSSInliner(load_remote_stylesheets=False)


def render(
    notice: Notice,
    *,
    language: str,
    facts: Sequence[tuple[str, str]],
    page_url: str,
    attachments: Sequence[Attachment] = (),
) -> Rendered:
    """Answer the mail; the active language is that of its fixed sentences."""
    context = {"notice": notice, "facts": facts, "page_url": page_url, "language": language}
    return Rendered(
        subject=" ".join(notice.subject.split()),
        text=render_to_string("registrations/mail/notice.txt", context),
        html=_inliner.inline(render_to_string("registrations/mail/notice.html", context)),
        attachments=tuple(attachments),
    )
