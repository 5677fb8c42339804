"""The address of a person's own page, for that person alone."""

from django import template
from django.urls import reverse

from catalogue.texts import page_language
from registrations import notices
from registrations.models import Registration

register = template.Library()


@register.simple_tag
def own_page(registration: Registration) -> str:
    """The mailed address of a registration: only for who is known to own its e-mail address."""
    return notices.mailed_path(registration, page_language())


@register.simple_tag
def group_page(registration: Registration) -> str:
    """The address of a group's page: only for who is known to be its contact."""
    assert registration.group is not None
    return reverse("group", args=[notices.token_of_group(registration.group)])
