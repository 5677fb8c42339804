"""Icons for long lists: `{% icon "map-pin" %}` renders each kind once per process."""

from functools import cache

from django import template
from heroicons.templatetags.heroicons import heroicon_outline

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> str:
    """Answer the outlined icon of this name, hidden from screen readers: the words beside it say the same."""
    return heroicon_outline(name, aria_hidden="true")
