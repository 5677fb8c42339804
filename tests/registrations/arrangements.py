"""What registration tests begin with: an open training, and people who register for it."""

from datetime import timedelta

from django.utils import timezone

from catalogue.actors import by_system
from registrations import registering
from registrations.registering import Participant
from tests.factories import EventFactory, SessionFactory

BY = by_system("test")


def open_event(capacity=2, **values):
    """A published training a month from now, open for registration, with one pool of `capacity` seats."""
    starts_at = timezone.now() + timedelta(days=30)
    event = EventFactory(pools=values.pop("pools", [capacity]), **values)
    SessionFactory(event=event, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    type(event).objects.filter(pk=event.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    event.refresh_from_db()
    return event


def participant(number=1, **values):
    return Participant(
        first_name="Aino",
        last_name=f"Virtanen {number}",
        email=values.pop("email", f"aino{number}@example.org"),
        workplace="Koulu",
        language=values.pop("language", "fi"),
        **values,
    )


def register(event, number=1, **values):
    return registering.register_person(event_id=event.pk, participant=participant(number, **values))


def fill(event, count):
    """Register `count` people, the first first."""
    return [register(event, number) for number in range(1, count + 1)]
