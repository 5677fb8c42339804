"""Seats of the demonstration that have just been offered: coming trainings with a queue ask who is next."""

from datetime import datetime, timedelta

from django.db import transaction

from catalogue.actors import PARTICIPANT, by_system
from events import drafting
from events.models import Event
from registrations import cancelling
from registrations.models import Registration

# In the last days nobody is asked any more.
EARLIEST = timedelta(days=4)
OFFERED = 4


@transaction.atomic
def offer(now: datetime) -> None:
    """Let coming trainings with a queue offer their seats; in the first of them somebody has given one up."""
    waited_for = (
        Event.objects.published().filter(waiting__gt=0, starts_at__gt=now + EARLIEST).order_by("starts_at", "pk")
    )
    for number, event in enumerate(waited_for):
        columns = {"waiting_list_mode": Event.WaitingListMode.OFFER}
        drafting.update_event(by=by_system("demonstration"), event_id=event.pk, columns=columns)
        seated = Registration.objects.filter(event=event, state=Registration.State.CONFIRMED)
        leaver = seated.order_by("created_at", "pk").first()
        if number < OFFERED and leaver is not None:
            cancelling.cancel_registration(by=PARTICIPANT, registration_id=leaver.pk, now=now)
