"""The secret addresses of a registration's own page and of a group's."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from catalogue import links
from registrations.models import GroupBooking, Registration

LINK_PURPOSE = "registration"
GROUP_PURPOSE = "group"
# The same page by a link that stands in mails only: whoever opens it reads mail to that address.
MAILED_PURPOSE, GROUP_MAILED_PURPOSE = "registration-mailed", "group-mailed"


def page_path(
    registration: Registration,
    language: str | None = None,
    name: str = "registration",
    purpose: str = LINK_PURPOSE,
) -> str:
    """The path of a registration's own page (or of a page below it): who has it may see and cancel it."""
    with translation.override(language or registration.language):
        return reverse(name, args=[token_of(registration, purpose)])


def mailed_path(registration: Registration, language: str | None = None, name: str = "registration") -> str:
    """The same for a mail: opening it confirms the address."""
    return page_path(registration, language, name, MAILED_PURPOSE)


def token_of(registration: Registration, purpose: str = LINK_PURPOSE) -> str:
    return links.make_token(purpose, registration.pk, registration.link_version)


def group_address(registration: Registration, language: str) -> str:
    """The address of the page on which the contact person sees the whole group of this registration."""
    assert registration.group is not None
    with translation.override(language):
        try:
            path = reverse("group", args=[token_of_group(registration.group, GROUP_MAILED_PURPOSE)])
        except NoReverseMatch:
            path = reverse("event", args=[registration.event.slug])
    return f"{settings.BASE_URL}{path}"


def token_of_group(group: GroupBooking, purpose: str = GROUP_PURPOSE) -> str:
    return links.make_token(purpose, group.pk, group.link_version)
