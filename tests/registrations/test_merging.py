"""Two trainings become one: nobody is dropped, nobody is seated twice, and everybody is told."""

from datetime import datetime, time, timedelta

import pytest
from django.core import mail
from django.db.models import F
from django.utils import timezone

from catalogue import outbox
from catalogue.actors import by_system
from catalogue.models import Message
from events import joining
from events.models import Event, Session
from registrations import cancelling, reconfirming
from registrations.models import Registration
from tests.factories import EventFactory, SessionFactory, VenueFactory
from tests.registrations.arrangements import open_event, register

pytestmark = pytest.mark.django_db
BY = by_system("test")


def merge(event, into):
    first, second = Event.objects.get(pk=event.pk), Event.objects.get(pk=into.pk)
    joining.join_events(by=BY, event=first, into=second, how="merge", now=timezone.now())


def standing(event):
    """Who stands where in an event: address, state and place in the queue."""
    rows = Registration.objects.filter(event=event).order_by("email").values_list("email", "state", "queue_number")
    return [(email.split("@")[0], str(state), number) for email, state, number in rows]


def counted(event):
    return list(event.pools.values_list("taken", "waiting"))


def test_merging_gives_everybody_a_seat_where_there_is_room():
    event, into = open_event(capacity=2), open_event(capacity=5)
    for number in (1, 2, 3):
        register(event, number)
    register(into, 4)

    merge(event, into)

    assert standing(event) == []
    assert [state for _name, state, _number in standing(into)] == ["confirmed"] * 4
    assert (counted(event), counted(into)) == ([(0, 0)], [(4, 0)])


def test_merging_into_a_fuller_training_keeps_seats_by_seniority_and_queues_the_rest_at_the_end():
    event, into = open_event(capacity=2), open_event(capacity=2)
    for number in (1, 2, 3):
        register(event, number)
    register(into, 4)

    merge(event, into)

    assert standing(into) == [
        ("aino1", "confirmed", None),
        ("aino2", "waitlisted", 1),
        ("aino3", "waitlisted", 2),
        ("aino4", "confirmed", None),
    ]
    assert counted(into) == [(2, 2)]


def test_merging_does_not_pass_those_who_wait_already():
    event, into = open_event(capacity=2), open_event(capacity=1)
    register(event, 1)
    for number in (2, 3):
        register(into, number)

    merge(event, into)

    assert standing(into) == [("aino1", "waitlisted", 2), ("aino2", "confirmed", None), ("aino3", "waitlisted", 1)]


def test_person_registered_for_both_keeps_the_one_and_is_told_of_the_other():
    event, into = open_event(capacity=2), open_event(capacity=2)
    register(event, 1)
    register(into, 1)

    merge(event, into)

    assert standing(event) == [("aino1", "cancelled", None)]
    assert standing(into) == [("aino1", "confirmed", None)]
    assert Message.objects.filter(kind="merged_double").count() == 1


def test_merged_registration_keeps_its_link_and_its_history_and_its_person_is_told_once():
    event, into = open_event(capacity=2), open_event(capacity=2)
    before = register(event, 1)

    merge(event, into)

    after = Registration.objects.get(pk=before.pk)
    change = after.changes.last()
    assert (after.reference, after.event_id, after.link_version) == (before.reference, into.pk, before.link_version)
    assert (change.action, change.details) == ("merge", {"from_event": str(event.pk)})
    assert list(Message.objects.values_list("kind", flat=True).order_by("kind")) == ["confirmed", "merged"]
    assert cancelling.cancel_registration(registration_id=after.pk).event_id == into.pk


@pytest.mark.parametrize(("language", "words"), [("en", "You have a seat in it."), ("fi", "paikka")])
def test_letter_of_a_merged_registration_names_the_training_that_stays(language, words):
    event, into = open_event(), open_event(title_fi="Yhteinen päivä", title_en="Common day")
    register(event, 1, language=language)

    merge(event, into)
    outbox.sweep(now=timezone.now() + outbox.GRACE)

    letter = mail.outbox[-1]
    assert ("Common day" if language == "en" else "Yhteinen päivä") in letter.subject


def test_merging_into_a_training_that_registers_elsewhere_is_refused():
    event, into = open_event(), open_event(registration_mode="elsewhere", registration_url="https://example.org/")
    register(event, 1)

    with pytest.raises(joining.ElsewhereError):
        merge(event, into)

    assert standing(event) == [("aino1", "confirmed", None)]


def test_merging_into_a_training_nobody_can_see_is_refused_while_there_are_people():
    event, plan = open_event(), EventFactory(state="planned")
    SessionFactory(event=plan)
    register(event, 1)

    with pytest.raises(joining.NotPublishedError):
        merge(event, plan)


def test_merging_of_a_postponed_training_queues_its_people_where_nothing_is_free():
    event, into = open_event(), open_event(capacity=0)
    register(event, 1)
    Event.objects.filter(pk=event.pk).update(state="postponed")

    merge(event, into)

    assert standing(into) == [("aino1", "waitlisted", 1)]


def moved_by(event, **values):
    Session.objects.filter(event=event).update(
        **{name: F(name) + values["by"] for name in ("starts_at", "ends_at")} if "by" in values else values
    )


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({"by": timedelta(0)}, []),
        ({"by": timedelta(hours=1)}, []),
        ({"by": timedelta(hours=3)}, ["aino1"]),
        ({"by": timedelta(days=1)}, ["aino1"]),
        ({"by": timedelta(days=-3)}, ["aino1"]),
    ],
)
def test_who_has_a_seat_in_a_training_of_another_time_is_asked_again(change, asked):
    event, into = open_event(capacity=1), open_event(capacity=1)
    noon = timezone.make_aware(datetime.combine(event.starts_at.date(), time(12)))
    for each in (event, into):
        Session.objects.filter(event=each).update(starts_at=noon, ends_at=noon + timedelta(hours=1))
    moved_by(into, **change)
    for number in (1, 2):
        register(event, number)

    merge(event, into)

    rows = Registration.objects.filter(asked_again_at__isnull=False).order_by("email")
    assert [row.email.split("@")[0] for row in rows] == asked
    mails = [outbox.render(each).text for each in Message.objects.filter(kind="merged").order_by("address")]
    assert ["kerro ilmoittautumisesi sivulla" in text for text in mails] == [bool(asked), False]
    for row in rows:
        assert reconfirming.reconfirm(registration_id=row.pk).reconfirmed_at is not None


def test_who_has_a_seat_in_a_training_of_another_town_is_asked_again():
    event, near, far = (open_event(capacity=1) for _ in range(3))
    towns = {event: "Oulu", near: "Oulu", far: "Turku"}
    moments = Session.objects.filter(event=event).values("starts_at", "ends_at").get()
    for each, town in towns.items():
        Session.objects.filter(event=each).update(venue=VenueFactory(municipality=town), is_online=False, **moments)
    register(event, 1)

    merge(event, near)
    asked_near = Registration.objects.get().asked_again_at
    merge(near, far)

    assert (asked_near, Registration.objects.get().asked_again_at is None) == (None, False)
