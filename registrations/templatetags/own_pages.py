"""The address of a person's own page, for that person alone."""

from django import template

from catalogue.texts import page_language
from registrations import notices
from registrations.models import Registration

register = template.Library()


@register.simple_tag
def own_page(registration: Registration) -> str:
    """The mailed address of a registration: only for who is known to own its e-mail address."""
    return notices.mailed_path(registration, page_language())
