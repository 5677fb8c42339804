"""The address of a person's own calendar, and making it anew."""

import uuid

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue import links
from catalogue.actors import PARTICIPANT, Actor
from catalogue.models import Person
from events import calendar_links
from events.calendar_links import FeedAddresses
from registrations.models import OwnPage

LINK_PURPOSE = "my_calendar"


def addresses_of(person: Person, language: str) -> FeedAddresses:
    own_page = getattr(person, "own_page", None) or OwnPage(person=person)
    token = links.make_token(LINK_PURPOSE, person.pk, own_page.calendar_version)
    query = f"?lang={language}" if language != "fi" else ""
    return calendar_links.subscription(reverse("feed-personal", args=[token]) + query, _("My trainings"))


def person_of(token: str) -> Person | None:
    """Answer whose calendar this address is, until it was made anew or the person forgotten."""
    claimed = links.object_id_of(token)
    if claimed is None:
        return None
    person = Person.objects.select_related("own_page").filter(pk=claimed, email__isnull=False).first()
    if person is None:
        return None
    own_page = getattr(person, "own_page", None) or OwnPage(person=person)
    return person if links.is_genuine(token, LINK_PURPOSE, person.pk, own_page.calendar_version) else None


@transaction.atomic
def reset_address(*, by: Actor = PARTICIPANT, person_id: uuid.UUID) -> None:  # noqa: ARG001 - every write says who
    """Make the address anew: whoever has the old one sees nothing any more."""
    OwnPage.objects.get_or_create(person_id=person_id)
    own_page = OwnPage.objects.select_for_update().get(person_id=person_id)
    own_page.calendar_version += 1
    own_page.save(update_fields=["calendar_version"])
