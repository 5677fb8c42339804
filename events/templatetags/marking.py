"""Marks the words of a text that a search has found: `{{ event.title|marked:selection }}`."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalogue.texts import Text
from events.filters import Selection
from events.searching import highlighting

register = template.Library()


@register.filter
def marked(value: Text, selection: Selection | None) -> SafeString | str:
    """The text, escaped, with `<mark>` around what was searched for; where nothing is, the text alone."""
    if not selection or not selection.wanted.searches:
        return value.value
    pieces = highlighting.pieces(value.value, selection.wanted.searches)
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", piece) if is_found else piece,) for piece, is_found in pieces)
    )
