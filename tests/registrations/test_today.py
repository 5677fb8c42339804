"""An agency's day: what needs somebody is there, what does not or is another's is not; the queries are counted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue import viewers
from catalogue.models import Message
from events.models import Event
from registrations import today
from tests.factories import (
    EventFactory,
    MembershipFactory,
    OrganisationFactory,
    RegistrationFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def agency():
    return OrganisationFactory()


def training(agency, *, days=10, pools=(20,), taken=0, waiting=0, **columns):
    event = EventFactory(lead=agency, pools=list(pools), **columns)
    SessionFactory(event=event, starts_at=NOW + timedelta(days=days), ends_at=NOW + timedelta(days=days, hours=2))
    event.starts_at, event.ends_at = NOW + timedelta(days=days), NOW + timedelta(days=days, hours=2)
    event.save()
    event.pools.update(taken=taken, waiting=waiting)
    Event.objects.filter(pk=event.pk).update(waiting=waiting)
    return event


def day_of(agency):
    viewer = viewers.of_user(MembershipFactory(organisation=agency).user)
    return today.today([agency.pk], viewer=viewer, now=NOW, language="fi")


def ids(events):
    return [event.id for event in events]


def test_day_names_full_nearly_full_and_empty_trainings_once_each(agency):
    training(agency, taken=10)
    nearly = training(agency, taken=18)
    queued = training(agency, taken=20, waiting=3)
    few = training(agency, taken=3)
    training(agency, taken=3, days=40)
    below = training(agency, days=11, taken=7, minimum_participants=8)
    training(agency, taken=1, minimum_participants=1)
    training(agency, pools=[None])
    training(OrganisationFactory(), taken=18)

    day = day_of(agency)

    assert (ids(day.nearly_full), ids(day.queued), ids(day.few)) == ([nearly.pk], [queued.pk], [few.pk, below.pk])


def test_day_names_drafts_and_plans_that_begin_soon_or_have_no_date(agency):
    undated = EventFactory(lead=agency, state=Event.State.DRAFT)
    soon = training(agency, state=Event.State.PLANNED)
    training(agency, state=Event.State.PLANNED, days=90)

    assert ids(day_of(agency).waiting) == [undated.pk, soon.pk]


def test_day_names_messages_that_failed_for_the_own_trainings(agency):
    own = RegistrationFactory(event=EventFactory(lead=agency))
    joint = RegistrationFactory()
    joint.event.co_organisers.add(agency)
    other = RegistrationFactory()
    for registration, state in ((own, "failed"), (joint, "bounced"), (other, "failed"), (own, "sent")):
        Message.objects.create(
            kind="confirmed",
            cause=f"{registration.pk}:{state}",
            address="a@example.org",
            language="fi",
            state=state,
            event_id=registration.event_id,
            registration_id=registration.pk,
        )
    Message.objects.create(kind="x", cause="x", address="a@example.org", language="fi", state="failed")

    assert {message.reference for message in day_of(agency).failed} == {own.reference, joint.reference}


def test_day_without_anything_is_quiet(agency):
    assert day_of(agency).is_quiet


@pytest.mark.parametrize("number", [1, 3])
def test_day_asks_three_queries_whatever_there_is(agency, number, django_assert_num_queries):
    for _ in range(number):
        training(agency, taken=18)
        EventFactory(lead=agency, state=Event.State.DRAFT)
    viewer = viewers.of_user(MembershipFactory(organisation=agency).user)

    with django_assert_num_queries(3):
        today.today([agency.pk], viewer=viewer, now=NOW, language="fi")
