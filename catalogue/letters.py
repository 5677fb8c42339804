"""The form of every mail: one letter, rendered as plain text and as HTML that Outlook reads."""

from collections.abc import Sequence
from dataclasses import dataclass

import css_inline
from django.template.loader import render_to_string

from catalogue.outbox import Rendered


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One of several things that a mail lists, each with an address of its own."""

    title: str
    url: str
    lines: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """What a mail says: paragraphs, a code to type, facts in two columns, a button or two, and the fine print below."""

    subject: str
    paragraphs: Sequence[str]
    code: str = ""
    facts: Sequence[tuple[str, str]] = ()
    entries: Sequence[Entry] = ()
    after: Sequence[str] = ()
    button: str = ""
    url: str = ""
    second_button: str = ""
    second_url: str = ""
    fine_print: Sequence[str] = ()
    reply_to: str = ""
    unsubscribe_url: str = ""


_inliner = css_inline.CSSInliner(load_remote_stylesheets=False)


def render(letter: Letter, *, language: str, is_secret: bool = False) -> Rendered:
    """Answer the mail; the active language is that of its fixed sentences."""
    context = {"letter": letter, "language": language}
    return Rendered(
        subject=" ".join(letter.subject.split()),
        text=render_to_string("catalogue/mail/letter.txt", context),
        html=_inliner.inline(render_to_string("catalogue/mail/letter.html", context)),
        is_secret=is_secret,
        reply_to=letter.reply_to,
        unsubscribe_url=letter.unsubscribe_url,
    )
