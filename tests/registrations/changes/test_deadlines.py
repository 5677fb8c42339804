"""Until the deadline a seat is given up freely; after it, it is marked late or left to the organiser."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.actors import by_user
from events import scheduling
from events.models import Event
from events.scheduling import SessionMove
from registrations import cancelling, refusals, terms
from registrations.models import Registration, RegistrationChange
from tests.factories import UserFactory
from tests.registrations.arrangements import BY, fill, open_event

pytestmark = pytest.mark.django_db


def training(late, *, hours=-1, count=1, **values):
    event = open_event(capacity=1, **values)
    rows = fill(event, count)
    until = timezone.now() + timedelta(hours=hours)
    terms.save_terms(by=BY, event_id=event.pk, values={"cancel_until": until, "late_cancelling": late})
    return event, rows


def details():
    return RegistrationChange.objects.get(action="cancel").details


def test_before_the_deadline_nothing_is_late():
    _event, (row,) = training("organiser", hours=1)

    cancelling.cancel_registration(registration_id=row.pk)

    assert details() == {}


def test_after_it_the_history_says_that_it_was_late():
    _event, (row,) = training("allowed")

    cancelling.cancel_registration(registration_id=row.pk, reason="Sairaus")

    assert details() == {"late": True}


def test_after_it_only_the_organiser_cancels_and_the_refusal_names_whom_to_tell():
    event, (row,) = training("organiser", contact_name="Kaisa Korpi", contact_email="kaisa@example.org")

    with pytest.raises(refusals.LateCancellingError) as refusal:
        cancelling.cancel_registration(registration_id=row.pk)
    assert "Kaisa Korpi, kaisa@example.org" in str(refusal.value)
    assert Registration.objects.get(pk=row.pk).state == "confirmed"

    cancelling.cancel_registration(by=by_user(UserFactory()), registration_id=row.pk)
    assert details() == {"late": True}
    assert event.pools.get().taken == 0


def test_participant_with_an_account_is_refused_too():
    _event, (row,) = training("organiser")
    user = UserFactory()
    row.person.user = user
    row.person.save()

    with pytest.raises(refusals.LateCancellingError):
        cancelling.cancel_registration(by=by_user(user), registration_id=row.pk)


def test_queue_is_left_at_any_time():
    _event, (_seated, waiting) = training("organiser", count=2)

    cancelling.cancel_registration(registration_id=waiting.pk)

    assert details() == {}


def test_who_is_asked_again_answers_freely():
    event, (row,) = training("organiser")
    session = event.sessions.get()
    later = {"starts_at": session.starts_at + timedelta(days=1), "ends_at": session.ends_at + timedelta(days=1)}
    scheduling.move_event(by=BY, event_id=event.pk, moves=[SessionMove(session_id=session.pk, **later)])

    cancelling.cancel_registration(registration_id=row.pk)

    assert details() == {}
    assert Event.objects.get(pk=event.pk).pools.get().taken == 0
