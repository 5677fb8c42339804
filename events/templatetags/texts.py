"""Texts with fallback: `{% text event.title %}` marks another language, `{{ event.title|only_in }}` says it."""

import re

from django import template
from django.utils.html import format_html, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import normalize_newlines
from django.utils.translation import gettext_lazy as _

from catalogue.texts import Text, page_language
from events.kept_seats import KeptSeats

register = template.Library()

ONLY_IN = {"fi": _("Only in Finnish"), "sv": _("Only in Swedish"), "en": _("Only in English")}


@register.simple_tag
def text(value: Text) -> str:
    """The text; with its own `lang` when it is not in the language of the page."""
    if value.language == page_language():
        return value.value
    return format_html('<span lang="{}">{}</span>', value.language, value.value)


@register.filter
def lang_if_other(value: Text) -> SafeString | str:
    """A `lang` attribute for an element that holds the text, when it is in another language than the page."""
    return "" if value.language == page_language() else format_html(' lang="{}"', value.language)


@register.filter
def only_in(value: Text) -> str:
    """Say "Only in Finnish" when that is what the page falls back to, else nothing."""
    return "" if not value or value.language == page_language() else str(ONLY_IN[value.language])


@register.filter
def kept_in_words(kept: KeptSeats) -> str:
    """For whom seats are kept, and until when."""
    return kept.in_words(page_language())


@register.filter
def paragraphs(value: Text) -> SafeString:
    """Plain text of an organiser as paragraphs and lists ("- " begins an item), addresses made links."""
    blocks = re.split(r"\n{2,}", normalize_newlines(value.value).strip())
    return mark_safe("\n".join(_block(block) for block in blocks if block))  # noqa: S308 - every part is escaped


def _block(block: str) -> str:
    lines = [line.strip() for line in block.split("\n")]
    if all(line.startswith(("- ", "• ", "* ")) for line in lines):
        items = (f"<li>{urlize(line[2:], nofollow=True, autoescape=True)}</li>" for line in lines)
        return f"<ul>{''.join(items)}</ul>"
    return f"<p>{'<br>'.join(urlize(line, nofollow=True, autoescape=True) for line in lines)}</p>"
