"""The secret address of a registration's own page."""

from django.urls import reverse
from django.utils import translation

from catalogue import links
from registrations.models import Registration

LINK_PURPOSE = "registration"


def page_path(registration: Registration, language: str | None = None, name: str = "registration") -> str:
    """The path of a registration's own page (or of a page below it): who has it may see and cancel it."""
    with translation.override(language or registration.language):
        return reverse(name, args=[token_of(registration)])


def token_of(registration: Registration) -> str:
    return links.make_token(LINK_PURPOSE, registration.pk, registration.link_version)
