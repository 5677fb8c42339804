"""Published trainings whose every time is known."""

import datetime as dt

from events import dates
from events.models import Event
from tests.factories import EventFactory, SessionFactory

# By which a test may tell the order of publication.
MORNING = dates.midnight(dt.date(2026, 9, 1)) + dt.timedelta(hours=9, minutes=30, seconds=15)


def publish(title, days_later=0, **values):
    """A training to come, published so many days after the first of September 2026."""
    at = MORNING + dt.timedelta(days=days_later)
    event = EventFactory(**{"title_fi": title, "published_at": at, "updated_at": at} | values)
    SessionFactory(event=event)
    return event


def change(event, **values):
    Event.objects.filter(pk=event.pk).update(**values)
