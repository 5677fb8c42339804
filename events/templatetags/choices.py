"""Checkboxes of the filters. There are hundreds on each list and they seldom change, so what was rendered is kept."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from events.facets import CountedChoice, Facet

register = template.Library()
KEPT = 8192


@register.simple_tag
def choices_of(facet: Facet) -> SafeString:
    """Every choice as a labelled checkbox with its count."""
    return mark_safe("".join(_rendered("events/_choice.html", facet.name, choice) for choice in facet.choices))  # noqa: S308


@register.simple_tag
def counts_of(facet: Facet) -> SafeString:
    """The counts alone, each to be swapped where its like stands."""
    return mark_safe("".join(_rendered("events/_choice_count.html", facet.name, choice) for choice in facet.choices))  # noqa: S308


@lru_cache(maxsize=KEPT)
def _rendered(template_name: str, name: str, choice: CountedChoice) -> str:
    is_swapped = template_name == "events/_choice_count.html"
    return render_to_string(template_name, {"name": name, "choice": choice, "is_swapped": is_swapped}).strip()
