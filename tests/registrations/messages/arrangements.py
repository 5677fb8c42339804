"""A message of every kind, as it is owed, for a registration in a state in which it is right to send it."""

from datetime import timedelta

from django.utils import timezone

from events.models import Event, EventChange, Session
from registrations import notices
from registrations.models import GroupBooking, Registration, RegistrationChange
from registrations.notices import owing
from tests.factories import EventFactory, RegistrationFactory, SessionFactory

REASON = "Kouluttaja on sairastunut."


def training(**values):
    """In eight days at nine, online, with a link and somebody to answer."""
    starts_at = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=8)
    event = EventFactory(
        **{"contact_name": "Liisa Laine", "contact_email": "liisa@example.org", "title_sv": "Läsning", **values}
    )
    SessionFactory(
        event=event,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        join_url="https://meet.example.org/1",
    )
    event.refresh_from_db()
    return event


def end(event):
    """Its time is over, since yesterday."""
    gone = timezone.now() - timedelta(days=1)
    Session.objects.filter(event=event).update(starts_at=gone - timedelta(hours=2), ends_at=gone)
    Event.objects.filter(pk=event.pk).update(starts_at=gone - timedelta(hours=2), ends_at=gone)


def owed(kind, language="fi", **values):
    """An unsaved message of this kind in this language."""
    now = timezone.now()
    event = training(**values)
    group = GroupBooking.objects.create(
        event=event,
        contact_first_name="Veera",
        contact_last_name="Laakso",
        contact_email="veera@example.org",
        workplace="Koulu",
        language=language,
        names_due_at=now + timedelta(days=3),
    )
    registration = RegistrationFactory(
        event=event,
        state=next(iter(notices.KINDS[kind].states)),
        language=language,
        offer_expires_at=now + timedelta(days=2),
        verify_by=now + timedelta(days=1) if kind == "verify_address" else None,
        group=group,
    )
    RegistrationFactory(event=event, group=group, person=None, email="")
    session = event.sessions.get()
    moved = {session.uid: {"from": [now.isoformat(), (now + timedelta(hours=2)).isoformat()], "to": []}}
    change = EventChange.objects.create(event=event, action="move", reason=REASON, details=moved)
    own = RegistrationChange.objects.create(registration=registration, action="test", reason=REASON)
    if kind == "thanks":
        end(event)
    if "reason" in notices.KINDS[kind].own and Registration.State.REJECTED not in notices.KINDS[kind].states:
        context = {"change": change.pk}
    else:
        context = {"own_change": own.pk}
    return owing.build(
        kind, registration, cause=f"{kind}:{own.pk}", now=now, starts_at=session.starts_at.isoformat(), **context
    )
