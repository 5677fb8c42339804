"""What the clock owes: once, to those it is true for, at its time and not after it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from catalogue import outbox
from catalogue.models import Message
from events import dates, scheduling
from events.models import Event, Session
from events.scheduling import SessionMove
from registrations import cancelling, message_templates, reminding
from registrations.models import GroupBooking, Registration, RegistrationChange
from tests.factories import EventFactory, OrganisationFactory, RegistrationFactory, SessionFactory
from tests.registrations.arrangements import BY

pytestmark = pytest.mark.django_db
TODAY = dates.midnight(date(2027, 3, 1))  # a Monday
EARLY = TODAY - timedelta(days=60)


def at(hour, *, days=0, minute=0):
    """A moment so many days from that Monday."""
    return TODAY + timedelta(days=days, hours=hour, minutes=minute)


def training(*days, hour=13, lead=None, **session):
    """A published training with an online sitting on each of these days."""
    event = EventFactory(lead=lead or OrganisationFactory())
    given = {"join_url": "https://meet.example.org/1", **session}
    for day in days:
        SessionFactory(event=event, starts_at=at(hour, days=day), ends_at=at(hour + 2, days=day), **given)
    return event


def seat(event, **values):
    return RegistrationFactory(event=event, **{"created_at": EARLY, **values})


def told(kind=None):
    rows = Message.objects.filter(kind=kind) if kind else Message.objects.all()
    return sorted(rows.values_list("registration_id", flat=True))


@pytest.mark.parametrize("days", [7, 1])
def test_reminder_is_owed_from_nine_of_its_day_once(days):
    registration = seat(training(days))

    owed = [reminding.owe_reminders(now=at(hour)) for hour in (8.9, 9, 9.1, 23.9)]

    assert owed == [0, 1, 0, 0]
    assert told("reminder") == [registration.pk]


@pytest.mark.parametrize("days", [2, 6, 8, 30])
def test_reminder_is_not_owed_on_other_days(days):
    seat(training(days))

    assert reminding.owe_reminders(now=at(9)) == 0


def test_two_runs_at_once_owe_one(transactional_db):
    seat(training(7))

    def run(_number):
        try:
            return reminding.owe_reminders(now=at(9))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))

    assert Message.objects.filter(kind="reminder").count() == 1


def test_reminders_go_out_as_the_agency_has_settled_and_its_units_with_it():
    agency = OrganisationFactory()
    unit = OrganisationFactory(parent=agency)
    message_templates.save_timing(
        by=BY, organisation_id=agency.pk, reminder_days=[14], reminds_before_start=True, sends_thanks=True
    )
    fortnight, week = seat(training(14, lead=unit)), seat(training(7, lead=unit))
    usual = seat(training(7))

    reminding.owe_reminders(now=at(9))

    assert told("reminder") == sorted([fortnight.pk, usual.pk])
    assert week.pk not in told()


@pytest.mark.parametrize("state", sorted(set(Registration.State) - {Registration.State.CONFIRMED}))
def test_reminder_is_owed_to_nobody_without_a_seat(state):
    seat(training(7), state=state)

    assert reminding.owe_reminders(now=at(9)) == 0


@pytest.mark.parametrize("state", sorted(set(Event.State) - {Event.State.PUBLISHED}))
def test_nothing_is_owed_for_a_training_that_is_not_held(state):
    event, over = training(7, 0), training(-1)
    seat(event)
    seat(over)
    Event.objects.update(state=state, published_at=None if state in {"draft", "planned"} else EARLY)

    assert [reminding.owe_reminders(now=at(hour)) for hour in (9, 12.5)] == [0, 0]


def test_who_registers_after_the_time_of_the_reminder_gets_no_stale_one():
    event = training(7)
    seat(event, created_at=at(9.5))
    promoted = seat(event)
    RegistrationChange.objects.create(
        registration=promoted, action="promote", from_state="waitlisted", to_state="confirmed", at=at(9.5)
    )

    assert reminding.owe_reminders(now=at(10)) == 0


def test_who_corrects_their_details_after_that_time_is_still_reminded():
    registration = seat(training(7))
    RegistrationChange.objects.create(
        registration=registration, action="correct", from_state="confirmed", to_state="confirmed", at=at(9.5)
    )

    assert reminding.owe_reminders(now=at(10)) == 1


def test_missed_reminder_is_not_made_up_for_on_a_later_day():
    seat(training(7))

    assert reminding.owe_reminders(now=at(9, days=1)) == 0


def test_seats_without_a_name_and_forgotten_people_are_not_reminded():
    event = training(7)
    group = GroupBooking.objects.create(
        event=event, contact_email="veera@example.org", workplace="Koulu", language="fi", created_at=EARLY
    )
    seat(event, person=None, email="", group=group)
    seat(event, email="")

    assert reminding.owe_reminders(now=at(9)) == 0


def test_each_day_of_a_training_is_reminded_of_unless_it_follows_at_once():
    registration = seat(training(-14, 1, 2, 7))

    for day in range(8):
        reminding.owe_reminders(now=at(9, days=day))

    causes = Message.objects.filter(kind="reminder").order_by("created_at").values_list("cause", flat=True)
    assert list(causes) == [
        f"reminder:{registration.pk}:1:2027-03-02",
        f"reminder:{registration.pk}:1:2027-03-08",
    ]


def test_moved_training_gets_its_reminder_for_the_new_time():
    event = training(1)
    registration = seat(event)
    reminding.owe_reminders(now=at(9))
    move = SessionMove(session_id=event.sessions.get().pk, starts_at=at(13, days=9), ends_at=at(15, days=9))
    Event.objects.update(starts_at=at(13, days=1))
    scheduling.move_event(by=BY, event_id=event.pk, moves=[move])

    reminding.owe_reminders(now=at(9, days=2))

    assert told("reminder") == [registration.pk] * 2


@pytest.mark.parametrize(
    ("kind", "told_at", "owed"),
    [
        ("event_moved_far", 10, 0),
        ("event_moved", 10, 0),
        ("event_revived", 10, 0),
        ("merged", 10, 0),
        ("event_moved_far", 8, 1),
        ("custom", 10, 1),
    ],
)
def test_reminder_whose_time_was_over_when_the_new_time_was_told_is_not_sent(kind, told_at, owed):
    registration = seat(training(1))
    message = outbox.build_message(
        kind=kind,
        cause=f"{kind}:{registration.pk}",
        person_id=registration.person_id,
        address=registration.email,
        language="fi",
        now=at(told_at),
        event_id=registration.event_id,
        registration_id=registration.pk,
    )
    message.save(force_insert=True)

    assert reminding.owe_reminders(now=at(10.1)) == owed


def test_link_that_was_told_within_the_hour_is_not_sent_once_more():
    told_now, not_told = seat(training(0)), seat(training(0))
    message = outbox.build_message(
        kind="event_link",
        cause="link",
        person_id=told_now.person_id,
        address=told_now.email,
        language="fi",
        now=at(12.5),
        event_id=told_now.event_id,
        registration_id=told_now.pk,
    )
    message.save(force_insert=True)

    reminding.owe_reminders(now=at(12.6))

    assert told("reminder_hour") == [not_told.pk]


def test_reminder_on_its_way_is_withdrawn_when_its_person_cancels():
    event = EventFactory()
    SessionFactory(event=event, starts_at=timezone.now() + timedelta(days=7))
    registration = RegistrationFactory(event=event, created_at=timezone.now() - timedelta(days=2))
    morning = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    reminding.owe_reminders(now=morning)
    cancelling.cancel_registration(by=BY, registration_id=registration.pk)

    outbox.sweep(now=timezone.now() + outbox.GRACE + timedelta(days=1))

    assert Message.objects.get(kind="reminder").state == "withdrawn"
    assert [sent.extra_headers["X-Cause"].split(":")[0] for sent in mail.outbox] == ["cancelled"]


def test_link_is_owed_an_hour_before_to_those_online():
    event = training(0)
    online, onsite = seat(event), seat(event)
    pool = event.pools.create(position=1, delivery="onsite", taken=1)
    Registration.objects.filter(pk=onsite.pk).update(pool=pool)

    owed = [reminding.owe_reminders(now=at(hour)) for hour in (11.9, 12, 12.5, 13, 13.1)]

    assert (owed, told("reminder_hour")) == ([0, 1, 0, 0, 0], [online.pk])


@pytest.mark.parametrize("values", [{"join_url": ""}, {"state": Session.State.CANCELLED}, {"all_day": True}])
def test_link_is_not_owed_where_there_is_none_to_open(values):
    seat(training(0, **values))

    assert reminding.owe_reminders(now=at(12.5)) == 0


def test_same_link_is_owed_once_a_day():
    event = training(0, hour=9)
    SessionFactory(event=event, starts_at=at(13), ends_at=at(14), join_url="https://meet.example.org/1")
    seat(event)

    assert [reminding.owe_reminders(now=at(hour)) for hour in (8.5, 12.5)] == [1, 0]


def test_link_and_thanks_are_left_out_where_the_agency_does_not_want_them():
    agency = OrganisationFactory()
    message_templates.save_timing(
        by=BY, organisation_id=agency.pk, reminder_days=[], reminds_before_start=False, sends_thanks=False
    )
    for day in (-1, 0, 7):
        seat(training(day, lead=agency))

    assert reminding.owe_reminders(now=at(12.5)) == 0


def test_thanks_are_owed_the_morning_after_once():
    registration = seat(training(0))
    seat(training(-2))
    seat(training(0), state="cancelled")

    owed = [reminding.owe_reminders(now=at(hour)) for hour in (16, 24 + 8.9, 24 + 9, 24 + 10, 48 + 9)]

    assert (owed[1:], told("thanks")) == ([0, 1, 0, 0], [registration.pk])


def test_names_are_asked_for_two_days_before_they_are_due_once():
    event = training(30)
    group = GroupBooking.objects.create(
        event=event,
        contact_email="veera@example.org",
        workplace="Koulu",
        language="fi",
        names_due_at=at(9, days=5),
        created_at=EARLY,
    )
    for _seat in range(2):
        seat(event, person=None, email="", group=group)

    owed = [reminding.owe_reminders(now=at(hour, days=day)) for day, hour in ((2, 9), (3, 10), (4, 10), (6, 0))]

    assert owed == [0, 1, 0, 0]
    assert Message.objects.get(kind="name_seats").address == "veera@example.org"


def test_address_is_asked_for_half_way_once():
    seat(training(30), verify_by=at(24))

    owed = [reminding.owe_reminders(now=at(hour)) for hour in (11, 12.1, 20, 25)]

    assert owed == [0, 1, 0, 0]


@pytest.mark.parametrize("number", [1, 3])
def test_owing_asks_a_number_of_queries_that_does_not_grow_with_the_people(number, django_assert_max_num_queries):
    event = training(7)
    for _registration in range(number):
        seat(event)

    with django_assert_max_num_queries(20):
        reminding.owe_reminders(now=at(9))
