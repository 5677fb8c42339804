"""Removes the demonstration and nothing else: its trainings, their registrations, and who came only to them."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from catalogue.models import Message, Person
from config.seeding.composing import SOURCE
from config.seeding.people import DOMAIN
from events.models import Event, EventSeries, OverlapCase, Session
from registrations.models import Registration

EVENTS_AT_ONCE, PEOPLE_AT_ONCE = 200, 5_000


@transaction.atomic
def remove_demonstration() -> int:
    """Answer how many trainings were removed. Venues, rooms and trainers belong to the catalogue and stay."""
    ids = list(Event.objects.filter(source=SOURCE).order_by("pk").values_list("pk", flat=True))
    series = set(Event.objects.filter(source=SOURCE, series__isnull=False).values_list("series", flat=True))
    _remove_mail_about_overlaps()
    people: set[UUID] = set()
    for first in range(0, len(ids), EVENTS_AT_ONCE):
        people |= _remove(ids[first : first + EVENTS_AT_ONCE])
    EventSeries.objects.filter(pk__in=series, events__isnull=True).delete()
    _remove_people(sorted(people))
    return len(ids)


def _remove_mail_about_overlaps() -> None:
    removed = Event.objects.filter(source=SOURCE).order_by().values("pk")
    cases = OverlapCase.objects.filter(Q(first__in=removed) | Q(second__in=removed))
    cases = cases.annotate(named=Cast("pk", TextField()))
    about = Message.objects.filter(kind__startswith="overlap_").annotate(case=KeyTextTransform("case", "context"))
    about.filter(case__in=cases.order_by().values("named")).delete()


def _remove(ids: Collection[UUID]) -> set[UUID]:
    """Remove these trainings and answer who was registered for them."""
    registrations = Registration.objects.filter(event__in=ids)
    people = dict(registrations.values_list("pk", "person"))
    Message.objects.filter(registration_id__in=list(people)).delete()
    registrations.delete()
    Session.objects.filter(event__in=ids).delete()
    Event.objects.filter(pk__in=ids).delete()
    return set(people.values())


def _remove_people(ids: list[UUID]) -> None:
    """Remove invented or anonymised ones to whom nothing refers any more; visitors with an address of theirs stay."""
    registered = Exists(Registration.objects.filter(person=OuterRef("pk")))
    written_to = Exists(Message.objects.filter(person=OuterRef("pk")))
    invented = Q(email__endswith=f".{DOMAIN}") | Q(email__isnull=True)
    for first in range(0, len(ids), PEOPLE_AT_ONCE):
        some = Person.objects.filter(invented, pk__in=ids[first : first + PEOPLE_AT_ONCE], user__isnull=True)
        some.exclude(registered).exclude(written_to).delete()
