"""Groups: all or none, some and the others in the queue, together or apart, seats that are named later."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.models import Message
from events import dates, publishing
from events.models import Event
from registrations import cancelling, grouping, holding, notices, refusals, reminding, terms, waiting_list
from registrations.group_forms import FitForm
from registrations.grouping import Contact, Fit, GroupDoesNotFitError, GroupWish, MemberRefusedError
from registrations.models import GroupBooking, Registration
from tests.registrations.arrangements import BY, fill, open_event, participant, register

pytestmark = pytest.mark.django_db
State = Registration.State
CONTACT = Contact(first_name="Kaisa", last_name="Koski", email="kaisa@example.org", workplace="Koulu", language="fi")


def book(event, members, **wish):
    return grouping.register_group(event_id=event.pk, contact=CONTACT, members=members, wish=GroupWish(**wish))


def people(count, start=100):
    return [participant(number) for number in range(start, start + count)]


def states(group):
    return sorted(group.registrations.values_list("state", flat=True))


def test_group_that_fits_gets_seats_and_everybody_a_message_and_the_contact_one_about_the_whole():
    event = open_event(capacity=15)

    group = book(event, people(3))

    assert states(group) == [State.CONFIRMED] * 3
    told = sorted(Message.objects.values_list("kind", "address"))
    assert told == [
        ("confirmed", "aino100@example.org"),
        ("confirmed", "aino101@example.org"),
        ("confirmed", "aino102@example.org"),
        ("group_registered", "kaisa@example.org"),
    ]


def test_group_that_does_not_fit_books_nothing_and_says_how_many_fit():
    event = open_event(capacity=12)

    with pytest.raises(GroupDoesNotFitError) as refused:
        book(event, people(15))

    assert (refused.value.seats, refused.value.waiting) == (12, 3)
    assert not Registration.objects.exists()
    assert event.pools.get().taken == 0
    assert not Message.objects.exists()


def test_group_that_is_split_has_as_many_seats_as_there_are_and_the_others_wait():
    event = open_event(capacity=12)

    group = book(event, people(15), fit=Fit.SPLIT, expected=12)

    assert states(group) == [State.CONFIRMED] * 12 + [State.WAITLISTED] * 3
    event.refresh_from_db()
    assert event.waiting == 3


def test_group_that_was_told_other_numbers_is_asked_again():
    event = open_event(capacity=12)
    register(event)

    with pytest.raises(GroupDoesNotFitError) as refused:
        book(event, people(15), fit=Fit.SPLIT, expected=12)

    assert refused.value.seats == 11
    assert Registration.objects.count() == 1


def test_group_that_waits_together_takes_no_seat_alone_and_gets_all_at_once():
    event = open_event(capacity=2, waiting_list_mode=Event.WaitingListMode.AUTOMATIC)
    first, second = fill(event, 2)
    group = book(event, people(2), fit=Fit.WAIT)
    behind = register(event, 50)

    cancelling.cancel_registration(registration_id=first.pk)
    after_one = states(group)
    behind.refresh_from_db()
    cancelling.cancel_registration(registration_id=second.pk)
    cancelling.cancel_registration(registration_id=behind.pk)

    assert after_one == [State.WAITLISTED] * 2
    # The single seat is not kept empty for them: whoever can take it does, and the history says why.
    assert behind.state == State.CONFIRMED
    assert behind.changes.get(action="promote").details["passed_over"] == {"together": 2}
    assert states(group) == [State.CONFIRMED] * 2


def test_group_that_chooses_to_wait_apart_gets_the_seat_that_is_free_at_once():
    event = open_event(capacity=1, waiting_list_mode=Event.WaitingListMode.AUTOMATIC)
    (first,) = fill(event, 1)
    group = book(event, people(2), fit=Fit.WAIT)
    cancelling.cancel_registration(registration_id=first.pk)

    grouping.wait_together(group_id=group.pk, together=False)

    assert states(group) == [State.CONFIRMED, State.WAITLISTED]


def test_one_of_a_group_cancels_and_nobody_else_is_dropped():
    event = open_event(capacity=5)
    group = book(event, people(3))
    leaver = group.registrations.order_by("email").first()

    cancelling.cancel_registration(registration_id=leaver.pk)

    assert states(group) == [State.CANCELLED, State.CONFIRMED, State.CONFIRMED]


def test_unnamed_seats_are_named_by_and_by_and_their_people_told():
    event = open_event(capacity=5)
    group = book(event, [participant(1), None, None])
    unnamed = group.registrations.filter(person=None).first()

    named = grouping.name_seat(registration_id=unnamed.pk, participant=participant(2))

    assert (named.state, named.email) == (State.CONFIRMED, "aino2@example.org")
    assert Message.objects.filter(kind="confirmed", address="aino2@example.org").count() == 1
    assert group.registrations.filter(person=None).count() == 1


def test_seat_is_named_once_and_for_nobody_who_is_registered():
    event = open_event(capacity=5)
    register(event, 9)
    group = book(event, [None, None])
    first, second = group.registrations.all()
    grouping.name_seat(registration_id=first.pk, participant=participant(1))

    with pytest.raises(refusals.SeatNamedError):
        grouping.name_seat(registration_id=first.pk, participant=participant(2))
    with pytest.raises(refusals.AlreadyRegisteredError):
        grouping.name_seat(registration_id=second.pk, participant=participant(9))


@pytest.mark.parametrize(
    ("approval", "capacity", "told"),
    [("organiser", 5, "awaiting_approval"), ("none", 0, "waitlisted"), ("none", 5, "confirmed")],
)
def test_whoever_is_named_hears_how_the_seat_stands(approval, capacity, told):
    event = open_event(capacity)
    terms.save_terms(by=BY, event_id=event.pk, values={"approval": approval})
    unnamed = book(event, [None], fit=Fit.WAIT).registrations.get()

    grouping.name_seat(registration_id=unnamed.pk, participant=participant(2))

    message = Message.objects.get(address="aino2@example.org")
    assert message.kind == told
    assert notices.render(message) is not None


def test_seat_in_a_cancelled_training_is_not_named():
    event = open_event(5)
    unnamed = book(event, [None]).registrations.get()
    publishing.cancel_event(by=BY, event_id=event.pk)

    with pytest.raises(refusals.EventCancelledError):
        grouping.name_seat(registration_id=unnamed.pk, participant=participant(2))


def test_whoever_is_registered_hears_that_a_group_has_named_them():
    event = open_event(5)
    own = register(event, 9)

    with pytest.raises(MemberRefusedError):
        book(event, [*people(2), participant(9)])

    assert list(Message.objects.filter(kind="link_again").values_list("registration_id", flat=True)) == [own.pk]
    assert GroupBooking.objects.count() == 0


def test_unnamed_seats_are_held_by_the_address_of_their_contact_until_its_mail_is_opened(client):
    event = open_event(3)
    group = book(event, [None, None])
    waiting = [register(event, number) for number in (1, 2)]
    held_until = group.registrations.first().verify_by

    client.get(f"/fi/groups/{notices.token_of_group(group)}/")
    shown = group.registrations.filter(verify_by__isnull=False).count()
    client.get(f"/fi/groups/{notices.token_of_group(group, notices.GROUP_MAILED_PURPOSE)}/")
    opened = group.registrations.filter(verify_by__isnull=False).count()
    later = book(open_event(3), [None])

    assert (shown, opened) == (2, 0)
    assert [row.state for row in waiting] == [State.CONFIRMED, State.WAITLISTED]
    assert held_until is not None
    assert later.registrations.get().verify_by is None


def test_unnamed_seats_of_a_false_contact_pass_on_and_the_contact_hears_once():
    event = open_event(2)
    group = book(event, [None, None])
    waiting = [register(event, number) for number in (1, 2)]
    held_until = group.registrations.first().verify_by
    reminded = reminding.owe_reminders(now=held_until - timedelta(hours=11))

    released = holding.release_unverified(now=held_until + timedelta(minutes=1))

    assert (reminded, released) == (1, 2)
    assert states(group) == [State.EXPIRED] * 2
    ids = [row.pk for row in waiting]
    assert Registration.objects.filter(pk__in=ids, state=State.CONFIRMED).count() == 2
    told = Message.objects.filter(address=CONTACT.email).values_list("kind", flat=True)
    assert sorted(told) == ["group_registered", "seat_released", "verify_address"]
    assert notices.render(Message.objects.get(kind="seat_released")) is not None


def test_contact_is_told_until_when_the_mail_must_be_opened():
    held, kept = book(open_event(3), [None]), book(open_event(pools=[None]), [None])
    until = dates.moment(held.registrations.get().verify_by, "fi", now=timezone.now())

    said = [
        notices.render(Message.objects.get(kind="group_registered", event_id=group.event_id)).text
        for group in (held, kept)
    ]

    assert [until in text for text in said] == [True, False]


def test_unnamed_seats_are_given_up_when_names_are_due_and_pass_on():
    event = open_event(capacity=2, waiting_list_mode=Event.WaitingListMode.AUTOMATIC)
    group = book(event, [participant(1), None])
    waiting = register(event, 50)

    before = grouping.release_unnamed_seats(now=event.starts_at - timedelta(days=8))
    released = grouping.release_unnamed_seats(now=event.starts_at - timedelta(days=7))
    again = grouping.release_unnamed_seats(now=event.starts_at - timedelta(days=7))

    waiting.refresh_from_db()
    assert (before, released, again) == (0, 1, 0)
    assert states(group) == [State.CANCELLED, State.CONFIRMED]
    assert waiting.state == State.CONFIRMED
    assert Message.objects.filter(kind="group_released").count() == 1


def test_group_with_an_address_twice_or_registered_already_books_nothing():
    event = open_event(capacity=5)
    register(event, 1)

    with pytest.raises(MemberRefusedError) as twice:
        book(event, [participant(2), participant(2)])
    with pytest.raises(MemberRefusedError) as known:
        book(event, [participant(3), participant(1)])

    assert (twice.value.number, known.value.number) == (1, 2)
    assert Registration.objects.count() == 1
    assert not GroupBooking.objects.exists()


def test_group_larger_than_allowed_or_where_there_are_none_is_refused():
    event = open_event(capacity=50)

    with pytest.raises(grouping.GroupTooLargeError):
        book(event, people(21))
    terms.save_terms(by=BY, event_id=event.pk, values={"largest_group": 0})
    with pytest.raises(grouping.NoGroupsError):
        book(event, people(2))


def test_group_that_would_wait_past_the_end_of_the_list_is_refused():
    event = open_event(capacity=1, waiting_list_limit=1)

    with pytest.raises(refusals.WaitingListFullError):
        book(event, people(3), fit=Fit.SPLIT)

    assert not Registration.objects.exists()


def test_places_of_a_group_in_the_queue_follow_one_another():
    event = open_event(capacity=1)
    fill(event, 2)

    group = book(event, people(2), fit=Fit.SPLIT)

    places = sorted(waiting_list.place(row) for row in group.registrations.all())
    assert places == [2, 3]


def test_names_that_are_due_too_late_are_due_when_the_training_begins():
    event = open_event(capacity=3)
    Event.objects.filter(pk=event.pk).update(starts_at=timezone.now() + timedelta(days=2))

    group = book(event, [None])

    event.refresh_from_db()
    assert group.names_due_at == event.starts_at


@pytest.mark.parametrize(
    ("seats", "waiting", "offered"),
    [(12, 3, ["apart", "together", "wait"]), (14, 1, ["apart", "wait"]), (0, 15, ["apart", "wait"])],
)
def test_wish_of_a_group_that_does_not_fit_is_asked_only_where_it_makes_a_difference(seats, waiting, offered):
    form = FitForm(seats=seats, waiting=waiting)

    assert [value for value, _words in form.fields["fit"].choices] == offered
