"""Every change of time, place or link of a published training is told once, with the old and the new; others never."""

import dataclasses
from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue import outbox, rehearsing
from catalogue.models import Message
from events import publishing, scheduling
from events.drafting import SessionDraft
from events.editing import saving
from events.models import Event, Session
from events.queries.drafts import saved_draft
from events.scheduling import Place, SessionMove
from registrations import grouping, notices
from registrations.models import GroupBooking, Registration
from tests.factories import RegistrationFactory, RoomFactory, SessionFactory, VenueFactory
from tests.registrations.arrangements import BY, open_event, participant, register

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def event():
    """With two sessions on site, a confirmed participant and one in the queue."""
    made = open_event(capacity=1)
    later = made.starts_at + 7 * DAY
    SessionFactory(event=made, starts_at=later, ends_at=later + HOUR, is_online=True, join_url="https://meet.example/1")
    register(made, 1)
    register(made, 2)
    Message.objects.all().delete()
    return made


def first(event):
    return event.sessions.order_by("starts_at").first()


def move(event, *, by=timedelta(), place=None, sessions=None, **values):
    moves = [
        SessionMove(session_id=each.pk, starts_at=each.starts_at + by, ends_at=each.ends_at + by, place=place)
        for each in sessions or [first(event)]
    ]
    return scheduling.move_event(by=BY, event_id=event.pk, moves=moves, **values)


def edit(event, **changes):
    draft = saved_draft(event.pk)
    rows = [dataclasses.replace(each, **{k: v(each) for k, v in changes.items()}) for each in draft.sessions]
    return saving.save_event(by=BY, event_id=event.pk, draft=dataclasses.replace(draft, sessions=rows))


def told():
    """Who is told; whoever is asked as well, after a big change, is told so too."""
    rows = Message.objects.values_list("kind", "address")
    return sorted((kind.removesuffix("_far"), address) for kind, address in rows)


BOTH = [("event_moved", "aino1@example.org"), ("event_moved", "aino2@example.org")]


def mail(address="aino1@example.org"):
    return outbox.render(Message.objects.get(address=address)).text


def test_new_time_is_told_with_the_old_one(event):
    before = timezone.localtime(first(event).starts_at)

    move(event, by=DAY)

    assert told() == BOTH
    text = mail()
    assert str(before.day) in text
    assert str((before + DAY).day) in text


def test_new_place_alone_is_told_with_the_old_one(event):
    old, new = VenueFactory(name_fi="Vanha talo"), RoomFactory(venue__name_fi="Uusi talo", name="Sali 7")
    first(event).__class__.objects.filter(pk=first(event).pk).update(venue=old, is_online=False)

    move(event, place=Place(venue_id=new.venue_id, room_id=new.pk))

    assert told() == BOTH
    assert "Vanha talo" in mail()
    assert "Uusi talo, Sali 7" in mail()


def test_new_link_alone_is_told_to_those_who_had_the_old_one(event):
    edit(event, join_url=lambda each: "https://meet.example/2")

    assert told() == [("event_link", "aino1@example.org")]
    assert "https://meet.example/2" in mail()


def test_several_sessions_changed_at_once_are_one_message(event):
    edit(event, starts_at=lambda each: each.starts_at + HOUR / 2, join_url=lambda each: "https://meet.example/3")

    assert told() == BOTH


def test_added_and_cancelled_sessions_are_told(event):
    later = first(event).starts_at + 20 * DAY
    draft = SessionDraft(starts_at=later, ends_at=later + HOUR, is_online=True)

    scheduling.add_sessions(by=BY, event_id=event.pk, drafts=[draft])
    added = told()
    Message.objects.all().delete()
    scheduling.cancel_session(by=BY, session_id=first(event).pk)

    assert (added, told()) == (BOTH, BOTH)


@pytest.mark.parametrize(
    "changes",
    [
        {"titles": lambda each: {"fi": "Uusi otsikko"}},
        {"starts_at": lambda each: each.starts_at},
    ],
)
def test_corrected_text_or_nothing_new_is_told_to_nobody(event, changes):
    edit(event, **changes)

    assert told() == []


def test_move_to_the_same_time_is_told_to_nobody(event):
    move(event)

    assert told() == []


def test_what_is_over_is_told_to_nobody_and_what_comes_of_the_past_is(event):
    session = first(event)
    past = timezone.now() - 10 * DAY
    Session.objects.filter(pk=session.pk).update(starts_at=past, ends_at=past + HOUR)

    move(event, by=HOUR)
    corrected = told()
    move(event, by=40 * DAY)

    assert corrected == []
    assert told() == BOTH


def test_cancelled_after_it_was_over_is_told_to_nobody(event):
    past = timezone.now() - 10 * DAY
    event.sessions.update(starts_at=past, ends_at=past + HOUR)
    Event.objects.filter(pk=event.pk).update(starts_at=past, ends_at=past + HOUR)

    publishing.cancel_event(by=BY, event_id=event.pk)
    publishing.revive_event(by=BY, event_id=event.pk)

    assert told() == []


def test_postponed_is_told_of_its_new_programme_only_when_it_comes_back(event):
    publishing.postpone_event(by=BY, event_id=event.pk)
    Message.objects.all().delete()

    edit(event, is_online=lambda each: True, join_url=lambda each: "https://meet.example/9")
    meanwhile = told()
    move(event, sessions=list(event.sessions.all()))

    assert meanwhile == []
    assert told() == BOTH


def test_who_has_cancelled_is_told_nothing(event):
    Registration.objects.filter(email="aino1@example.org").update(state="cancelled")

    move(event, by=DAY)

    assert told() == BOTH[1:]


@pytest.mark.parametrize("number", [1, 3])
def test_telling_asks_a_number_of_queries_that_does_not_grow(event, number, django_assert_num_queries):
    pool = event.pools.get()
    pool.capacity = None
    pool.save()
    for _ in range(number):
        RegistrationFactory(event=event)
    Registration.objects.filter(state="waitlisted").update(state="cancelled")
    event.pools.update(waiting=0)

    with django_assert_num_queries(QUERIES_OF_A_MOVE):
        move(event, by=HOUR, sessions=list(event.sessions.all()))


QUERIES_OF_A_MOVE = 32


def test_contact_of_seats_without_a_name_hears_once_for_all_of_them(event):
    event.pools.update(capacity=20)
    contact = grouping.Contact(
        first_name="Kaisa", last_name="Koski", email="kaisa@example.org", workplace="Koulu", language="fi"
    )
    wish = grouping.GroupWish()
    grouping.register_group(event_id=event.pk, contact=contact, members=[None, None, participant(9)], wish=wish)
    Message.objects.all().delete()

    publishing.cancel_event(by=BY, event_id=event.pk)

    addresses = sorted(Message.objects.filter(kind="event_cancelled").values_list("address", flat=True))
    assert addresses == ["aino1@example.org", "aino2@example.org", "aino9@example.org", "kaisa@example.org"]
    rendered = outbox.render(Message.objects.get(address="kaisa@example.org"))
    assert "Koulutus peruttu" in rendered.subject


@pytest.mark.parametrize("by", [HOUR, DAY])
def test_contact_who_takes_part_hears_once(event, by):
    event.pools.update(capacity=20)
    contact = grouping.Contact(
        first_name="Aino", last_name="Virtanen", email="aino9@example.org", workplace="Koulu", language="fi"
    )
    wish = grouping.GroupWish()
    grouping.register_group(event_id=event.pk, contact=contact, members=[None, participant(9)], wish=wish)
    Message.objects.all().delete()

    move(event, by=by)

    assert Message.objects.filter(address="aino9@example.org").count() == 1


def test_example_for_the_contact_of_a_group_opens_nothing(event):
    contact = grouping.Contact(
        first_name="Kaisa", last_name="Koski", email="kaisa@example.org", workplace="Koulu", language="fi"
    )
    event.pools.update(capacity=20)
    grouping.register_group(event_id=event.pk, contact=contact, members=[None], wish=grouping.GroupWish())
    Registration.objects.filter(person__isnull=False).update(state="cancelled")

    telling = rehearsing.rehearse(lambda: publishing.cancel_event(by=BY, event_id=event.pk))

    group = GroupBooking.objects.get()
    assert telling.total == 1
    assert notices.token_of_group(group) not in telling.examples[0].text
    assert "Kaisa" not in telling.examples[0].text
