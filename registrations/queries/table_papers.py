"""Whose names stand on badges and lists, and of which sessions there is one."""

from django.db.models import QuerySet, Value
from django.db.models.functions import Lower, NullIf

from events.models import Event, Session
from registrations.models import Registration
from registrations.models.registrations import RegistrationQuerySet


def seated(event: Event) -> RegistrationQuerySet:
    """Who has a seat, by last name; seats without a name come last."""
    confirmed = Registration.objects.filter(event=event, state=Registration.State.CONFIRMED)
    last_name = NullIf(Lower("last_name"), Value("")).asc(nulls_last=True)
    return confirmed.order_by(last_name, Lower("first_name"), "pk")


def sessions(event: Event) -> QuerySet[Session]:
    """Those that are held, in their order."""
    held = Session.objects.filter(event=event, state=Session.State.SCHEDULED)
    return held.select_related("venue", "room").order_by("starts_at", "pk")
