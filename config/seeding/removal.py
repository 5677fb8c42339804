"""Removes the demonstration and nothing else: its trainings, their registrations, and who came only to them."""

from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from catalogue.models import Message, Person
from config.seeding.composing import SOURCE
from config.seeding.people import DOMAIN
from events.models import Event, EventSeries, Session
from registrations.models import Registration

AT_ONCE = 200


@transaction.atomic
def remove_demonstration() -> int:
    """Answer how many trainings were removed. Venues, rooms and trainers belong to the catalogue and stay."""
    ids = list(Event.objects.filter(source=SOURCE).order_by("pk").values_list("pk", flat=True))
    series = set(Event.objects.filter(pk__in=ids, series__isnull=False).values_list("series", flat=True))
    for first in range(0, len(ids), AT_ONCE):
        _remove(ids[first : first + AT_ONCE])
    EventSeries.objects.filter(pk__in=series, events__isnull=True).delete()
    _remove_people()
    return len(ids)


def _remove(ids: list[UUID]) -> None:
    registrations = Registration.objects.filter(event__in=ids)
    keys = [str(pk) for pk in registrations.values_list("pk", flat=True)]
    people = registrations.values("person")
    Message.objects.filter(person__in=people, context__registration__in=keys).delete()
    registrations.delete()
    Session.objects.filter(event__in=ids).delete()
    Event.objects.filter(pk__in=ids).delete()


def _remove_people() -> None:
    """Invented people with no registration left, no account and no message: nobody refers to them any more."""
    lonely = Person.objects.filter(email__endswith=f".{DOMAIN}", user__isnull=True).exclude(
        Exists(Registration.objects.filter(person=OuterRef("pk")))
    )
    lonely.exclude(Exists(Message.objects.filter(person=OuterRef("pk")))).delete()
