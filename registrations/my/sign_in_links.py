"""Links that open a person's own page: mailed on request, for an hour, once."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from limits import RateLimitItemPerHour

from catalogue import links, outbox, throttling
from catalogue.models import Message, Person
from registrations import holding, registering
from registrations.models import GroupBooking, NewsSubscription, OwnPage

KIND = "my_sign_in"
VALID = timedelta(hours=1)
# Asked for again within this time, the same mail does: it is on its way.
PAUSE = timedelta(minutes=1)
MOST_FOR_AN_ADDRESS = RateLimitItemPerHour(6)
# Whole municipalities share one network.
MOST_FROM_A_NETWORK = RateLimitItemPerHour(600)


def ask_for_link(*, email: str, language: str, now: datetime | None = None) -> None:
    """Owe the person with this address a mail with the link; nobody else learns whether there is one."""
    now = now or timezone.now()
    if _is_known_otherwise(email):
        registering.add_person(email, language, now)
    person = Person.objects.filter(email=email).first()
    if person is None or throttling.count(MOST_FOR_AN_ADDRESS, KIND, str(person.pk)):
        return
    window = int(now.timestamp() // PAUSE.total_seconds())
    message = outbox.build_message(
        kind=KIND,
        cause=f"{KIND}:{person.pk}:{window}",
        person_id=person.pk,
        address=email,
        language=language,
        now=now,
    )
    with transaction.atomic():
        outbox.queue_messages([message])


def _is_known_otherwise(email: str) -> bool:
    """The contact of a group, or who is told of new trainings, need not have registered for anything."""
    groups = GroupBooking.objects.filter(contact_email=email)
    return groups.exists() or NewsSubscription.objects.filter(email=email).exists()


def path_for(message: Message, own_page: OwnPage) -> str:
    """The link that a message mails: it holds from when it was asked for, however late it comes."""
    until = int((message.created_at + VALID).timestamp())
    with translation.override(message.language):
        return reverse("my-open", args=[until, _token(own_page, until)])


def has_expired(message: Message, now: datetime) -> bool:
    return message.created_at + VALID <= now


def find(until: int, token: str, *, now: datetime | None = None) -> Person | None:
    """Answer whose link this is, as long as it can be used; looking at it changes nothing."""
    own_page = _own_page(until, token, now=now or timezone.now())
    return own_page.person if own_page else None


@transaction.atomic
def use(*, until: int, token: str, now: datetime | None = None) -> Person | None:
    """Use a link up and answer whose it was; what came to an address and was opened proves the address."""
    now = now or timezone.now()
    claimed = links.object_id_of(token)
    # Two who press the button at once: one of them waits here and comes too late.
    person = Person.objects.select_for_update(no_key=True).filter(pk=claimed).first() if claimed else None
    own_page = _own_page(until, token, now=now) if person else None
    if person is None or own_page is None:
        return None
    # Nothing else of the row: its calendar may be getting a new address at this moment.
    OwnPage.objects.update_or_create(person=person, defaults={"links_used_until": until})
    holding.confirm_address(person, now=now)
    return person


def _own_page(until: int, token: str, *, now: datetime) -> OwnPage | None:
    claimed = links.object_id_of(token)
    if claimed is None or not now.timestamp() < until <= (now + VALID).timestamp():
        return None
    own_page = of_person(claimed)
    if own_page is None or until <= own_page.links_used_until:
        return None
    return own_page if links.is_genuine(token, _purpose(until), claimed, own_page.version) else None


def of_person(person_id: uuid.UUID) -> OwnPage | None:
    """The page of a person who is known by an address, whether anything is kept of it or not."""
    person = Person.objects.select_related("own_page").filter(pk=person_id, email__isnull=False).first()
    if person is None:
        return None
    found: OwnPage | None = getattr(person, "own_page", None)
    return found or OwnPage(person=person)


def _token(own_page: OwnPage, until: int) -> str:
    return links.make_token(_purpose(until), own_page.person_id, own_page.version)


def _purpose(until: int) -> str:
    return f"{KIND}:{until}"
