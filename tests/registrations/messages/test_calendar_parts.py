"""The calendar parts of mails: the story of an entry, in step with the own feed, and what a mail does not carry."""

import dataclasses
from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue import outbox
from catalogue.models import Message, Person
from events import dates, joining, publishing, scheduling
from events.drafting import SessionDraft
from events.editing import saving
from events.feeds import entries
from events.models import Event
from events.queries.drafts import saved_draft
from events.scheduling import SessionMove
from registrations import cancelling, grouping, messaging, notices, offers, substituting
from registrations.grouping import Contact, GroupWish
from registrations.my import calendar
from registrations.notices import told
from tests.events.feeds import itip_lint, lint
from tests.factories import SessionFactory
from tests.registrations.arrangements import BY, open_event, participant, register
from tests.registrations.messages.mailbox import own_calendar, post, training

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
JOIN = "https://meet.example.org/1"


def move(event, by=DAY):
    moves = [
        SessionMove(session_id=each.pk, starts_at=each.starts_at + by, ends_at=each.ends_at + by)
        for each in event.sessions.all()
    ]
    scheduling.move_event(by=BY, event_id=event.pk, moves=moves)


def cancel(registration):
    cancelling.cancel_registration(registration_id=registration.pk)


def entry(kind_and_method, event):
    """What the last mail to Aino and her own feed say of the training: they must say the same."""
    (got,) = post("aino1@example.org")
    (mailed,) = got.entries
    (own,) = own_calendar(Person.objects.get(email="aino1@example.org"))
    assert (got.kind, got.method) == kind_and_method
    assert (mailed.uid, mailed.sequence, mailed.status) == (own.uid, own.sequence, own.status)
    assert mailed.uid == event.sessions.get().uid
    assert itip_lint.faults(got.body, got.method) == []
    return mailed


def test_story_of_an_entry_rises_in_mails_and_in_the_own_feed_alike():
    event = training()

    first = register(event)
    story = [entry(("confirmed", "REQUEST"), event)]
    move(event)
    story.append(entry(("event_moved_far", "REQUEST"), event))
    cancel(first)
    story.append(entry(("cancelled", "CANCEL"), event))
    register(event)
    story.append(entry(("confirmed", "REQUEST"), event))
    publishing.postpone_event(by=BY, event_id=event.pk)
    story.append(entry(("event_postponed", "CANCEL"), event))
    move(event, 7 * DAY)
    story.append(entry(("event_moved_far", "REQUEST"), event))
    publishing.cancel_event(by=BY, event_id=event.pk)
    story.append(entry(("event_cancelled", "CANCEL"), event))
    publishing.revive_event(by=BY, event_id=event.pk)
    story.append(entry(("event_revived", "REQUEST"), event))

    assert len({each.uid for each in story}) == 1
    sequences, stamps = [each.sequence for each in story], [each.stamp for each in story]
    assert sequences == sorted(set(sequences))
    assert stamps == sorted(set(stamps))


def test_entry_of_who_waited_begins_with_the_seat_and_the_queue_brings_none():
    event = training(capacity=1)
    seated, _waiting = register(event, 1), register(event, 2)
    assert [got.said for got in post("aino2@example.org")] == [("waitlisted", None, [])]

    cancel(seated)

    (promoted,) = post("aino2@example.org")
    assert (promoted.kind, promoted.method) == ("promoted", "REQUEST")
    assert promoted.entries[0].sequence == own_calendar(Person.objects.get(email="aino2@example.org"))[0].sequence > 0


def test_who_leaves_the_queue_is_asked_to_take_nothing_out():
    event = training(capacity=1)
    register(event, 1)
    cancel(register(event, 2))

    assert [got.said for got in post("aino2@example.org")] == [("cancelled", None, [])]


def test_offer_brings_nothing_before_it_is_accepted():
    event = training(capacity=1, waiting_list_mode=Event.WaitingListMode.OFFER)
    seated, waiting = register(event, 1), register(event, 2)
    post()

    cancel(seated)
    (offered,) = post("aino2@example.org")
    offers.accept_offer(registration_id=waiting.pk)
    (accepted,) = post("aino2@example.org")

    assert (offered.method, accepted.method) == (None, "REQUEST")


def test_seat_that_goes_to_a_colleague_leaves_one_calendar_and_comes_into_another():
    registration = register(training())
    post()

    substituting.substitute(registration_id=registration.pk, participant=participant(50))

    got = {each.kind: each for each in post()}
    assert (got["substituted"].to, got["substituted"].method) == ("aino1@example.org", "CANCEL")
    assert (got["substitute"].to, got["substitute"].method) == ("aino50@example.org", "REQUEST")
    assert b"aino1@" not in got["substitute"].body
    assert b"aino50@" not in got["substituted"].body.replace(b"\r\n ", b"")


def test_reminders_and_the_link_again_carry_nothing():
    event = training()
    registration = register(event)
    post()

    notices.send_link_again(event_id=event.pk, email=registration.email, now=timezone.now())

    assert [got.said for got in post()] == [("link_again", None, [])]


def test_new_link_to_join_comes_under_the_same_sequence_with_a_later_stamp():
    event = training()
    register(event)
    (before,) = post()

    edit(event, lambda each: dataclasses.replace(each, is_online=True, join_url=JOIN))

    (after,) = post()
    assert (after.kind, after.method) == ("event_link", "REQUEST")
    assert after.entries[0].sequence == before.entries[0].sequence
    assert after.entries[0].stamp > before.entries[0].stamp
    assert JOIN.encode() in after.body.replace(b"\r\n ", b"")


def test_way_to_join_goes_with_the_seat():
    event = training()
    event.sessions.update(join_url=JOIN)
    registration = register(event)
    (confirmed,) = post()

    cancel(registration)

    (cancelled,) = post()
    assert [JOIN.encode() in got.body.replace(b"\r\n ", b"") for got in (confirmed, cancelled)] == [True, False]


@pytest.mark.parametrize(
    ("language", "summary"), [("fi", "PERUTTU: Lukutaito"), ("sv", "INSTÄLLD: Läsning"), ("en", "CANCELLED: Reading")]
)
def test_part_is_in_the_language_of_its_mail(language, summary):
    event = training(title_fi="Lukutaito", title_sv="Läsning", title_en="Reading")
    registration = register(event, language=language)
    post()

    cancel(registration)

    (got,) = post()
    assert f"\r\nSUMMARY:{summary}\r\n" in got.body.decode()
    assert itip_lint.faults(got.body, "CANCEL") == []


def test_whole_day_is_a_day_in_the_part_too():
    event = open_event()
    day = dates.midnight(event.starts_at.date())
    event.sessions.update(all_day=True, starts_at=day, ends_at=day + DAY)
    entries.refresh([event.pk])
    register(event)

    (got,) = post()

    assert f"DTSTART;VALUE=DATE:{event.starts_at:%Y%m%d}\r\n".encode() in got.body
    assert itip_lint.faults(got.body, "REQUEST") == []


# Several sessions: a file.


def of_three(**values):
    event = open_event(**values)
    for day in (1, 2):
        starts_at = event.starts_at + day * DAY
        SessionFactory(event=event, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    entries.refresh([event.pk])
    return event


def test_several_sessions_come_as_one_file_without_a_method_and_the_address_of_the_own_calendar():
    event = of_three()
    registration = register(event)

    (got,) = post()

    own = own_calendar(registration.person)
    assert (got.kind, got.method) == ("confirmed", "")
    assert [(each.uid, each.sequence) for each in got.entries] == [(each.uid, each.sequence) for each in own]
    assert lint.faults(got.body) == []
    assert (b"METHOD" in got.body, b"ATTENDEE" in got.body) == (False, False)
    text = got.whole.get_payload(0).get_payload(0).get_payload(decode=True).decode()
    assert calendar.addresses_of(registration.person, "fi").https in text


def test_session_cancelled_within_several_and_the_end_of_all_come_as_files_too():
    event = of_three()
    registration = register(event)
    (before,) = post()

    second = event.sessions.order_by("starts_at")[1]
    edit(event, lambda each: dataclasses.replace(each, is_cancelled=each.session_id == second.pk))
    (moved,) = post()
    cancel(registration)
    (ended,) = post()

    assert [each.status for each in moved.entries] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert [each.status for each in ended.entries] == ["CANCELLED"] * 3
    assert (moved.method, ended.method) == ("", "")
    sequences = [[each.sequence for each in got.entries] for got in (before, moved, ended)]
    assert all(first < second < third for first, second, third in zip(*sequences, strict=True))
    assert lint.faults(moved.body) == lint.faults(ended.body) == []


def test_training_of_one_session_that_gets_more_updates_the_one_and_brings_all_as_a_file():
    event = training()
    register(event)
    (first,) = post()

    later = event.starts_at + DAY
    edit(event, lambda each: each, SessionDraft(starts_at=later, ends_at=later + timedelta(hours=2), is_online=True))

    moved, update = post()
    assert (moved.kind, moved.method, len(moved.entries)) == ("event_moved", "", 2)
    assert (update.kind, update.method) == ("calendar_entry", "REQUEST")
    assert update.entries[0].uid == first.entries[0].uid
    assert update.entries[0].sequence == moved.entries[0].sequence > first.entries[0].sequence
    assert itip_lint.faults(update.body, "REQUEST") == []


def test_entry_that_two_changes_would_put_right_is_put_right_once():
    event = training()
    registration = register(event)
    post()
    later = event.starts_at + DAY
    edit(event, lambda each: each, SessionDraft(starts_at=later, ends_at=later + timedelta(hours=2), is_online=True))
    outbox.deliver(Message.objects.get(kind="event_moved").pk)

    cancel(registration)

    got = [(each.kind, each.method) for each in post()]
    assert sorted(got) == [("calendar_entry", "CANCEL"), ("cancelled", "")]
    assert sorted(Message.objects.filter(kind="calendar_entry").values_list("state")) == [("sent",), ("withdrawn",)]


def test_only_session_that_gives_way_to_another_is_taken_out_by_a_mail_of_its_own():
    event = training()
    register(event)
    (first,) = post()

    later = event.starts_at + DAY
    edit(
        event,
        lambda each: dataclasses.replace(each, is_cancelled=True),
        SessionDraft(starts_at=later, ends_at=later + timedelta(hours=2), is_online=True),
    )

    moved, taken_out = post()
    assert (moved.method, taken_out.said) == ("REQUEST", ("calendar_entry", "CANCEL", [first.entries[0].sequence + 1]))
    assert moved.entries[0].uid != first.entries[0].uid == taken_out.entries[0].uid


def test_who_is_taken_over_into_another_training_has_the_old_entry_taken_out():
    event, into = training(), training()
    register(event)
    (first,) = post()

    joining.join_events(by=BY, event=fresh(event), into=fresh(into), how="merge", now=timezone.now())

    merged, taken_out = post("aino1@example.org")
    assert (merged.method, merged.entries[0].uid) == ("REQUEST", into.sessions.get().uid)
    assert (taken_out.method, taken_out.entries[0].uid) == ("CANCEL", first.entries[0].uid)
    assert taken_out.entries[0].sequence > first.entries[0].sequence
    own = {each.uid: (each.status, each.sequence) for each in own_calendar(Person.objects.get())}
    assert own == {each.uid: (each.status, each.sequence) for each in (*merged.entries, *taken_out.entries)}
    assert itip_lint.faults(taken_out.body, "CANCEL") == []


# What is late, sent twice or never.


def test_confirmation_that_is_late_says_what_is_true_when_it_is_sent():
    event = training()
    register(event)
    move(event)

    got = post()

    assert {each.kind: each.method for each in got} == {"confirmed": "REQUEST", "event_moved_far": "REQUEST"}
    assert {each.sequence for mail in got for each in mail.entries} == {1}
    assert {each.stamp for mail in got for each in mail.entries} == {each.entries[0].stamp for each in got}
    assert len({each.entries[0].stamp for each in got}) == 2


def test_postponement_that_is_late_does_not_say_the_opposite_of_its_text():
    event = training()
    register(event)
    post()
    publishing.postpone_event(by=BY, event_id=event.pk)
    move(event, 7 * DAY)

    got = {each.kind: each.method for each in post()}

    assert got == {"event_postponed": None, "event_moved_far": "REQUEST"}


def test_new_time_that_is_late_leaves_the_end_to_the_mail_that_tells_of_it():
    event = training()
    register(event)
    post()
    move(event)
    publishing.postpone_event(by=BY, event_id=event.pk)

    got = {each.kind: each.method for each in post()}

    assert got == {"event_moved_far": None, "event_postponed": "CANCEL"}


def test_cancelling_before_the_confirmation_was_sent_takes_nothing_out():
    cancel(register(training()))

    assert [got.said for got in post()] == [("cancelled", None, [])]


def test_confirmation_in_somebodys_hands_is_taken_for_sent():
    registration = register(training())
    Message.objects.update(attempts=1, claimed_until=timezone.now() + DAY)

    cancel(registration)

    assert [got.said for got in post()] == [("cancelled", "CANCEL", [1])]


def test_confirmation_of_before_calendars_were_kept_track_of_is_taken_out_all_the_same():
    registration = register(training())
    post()
    Message.objects.update(context={})

    cancel(registration)

    assert [got.said for got in post()] == [("cancelled", "CANCEL", [1])]


def test_cancellation_sent_once_more_takes_the_entry_out_once_more():
    registration = register(training())
    post()
    cancel(registration)
    (first,) = post()

    new = messaging.resend_message(by=BY, message_id=Message.objects.get(kind="cancelled").pk)

    assert told.KEY not in new.context
    (again,) = post()
    assert again.said[1:] == first.said[1:] == ("CANCEL", [1])
    assert again.entries[0].stamp > first.entries[0].stamp


def test_message_that_failed_after_it_was_noted_carries_the_same_when_it_is_tried_again(settings):
    registration = register(training())
    post()
    cancel(registration)
    settings.EMAIL_BACKEND = "tests.catalogue.test_outbox.BrokenBackend"
    assert post() == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Message.objects.update(due_at=timezone.now())

    assert [got.said for got in post()] == [("cancelled", "CANCEL", [1])]


def test_old_entry_is_taken_out_by_the_second_try_if_the_first_did_not_reach_the_server(settings):
    event, into = training(), training(capacity=1)
    register(event)
    register(into, 2)
    post()
    joining.join_events(by=BY, event=fresh(event), into=fresh(into), how="merge", now=timezone.now())
    settings.EMAIL_BACKEND = "tests.catalogue.test_outbox.BrokenBackend"
    assert post() == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Message.objects.update(due_at=timezone.now())

    (got,) = post("aino1@example.org")

    assert (got.kind, got.method, got.entries[0].uid) == ("merged", "CANCEL", event.sessions.get().uid)


# Groups: each their own.


def test_members_of_a_group_have_an_entry_each_and_the_contact_none():
    event = training(capacity=5)
    contact = Contact(
        first_name="Veera", last_name="Laakso", email="veera@example.org", workplace="Koulu", language="fi"
    )
    members = [participant(1), participant(2), None]

    grouping.register_group(event_id=event.pk, contact=contact, members=members, wish=GroupWish())
    confirmed = post()
    move(event)
    moved = post()

    expected = {"aino1@example.org": "REQUEST", "aino2@example.org": "REQUEST"}
    assert {got.to: got.method for got in confirmed if got.kind == "confirmed"} == expected
    assert {got.to: got.method for got in moved} == {**expected, "veera@example.org": None}
    assert {got.method for got in confirmed if got.to == "veera@example.org"} == {None}


@pytest.mark.parametrize("sessions", [1, 3])
def test_calendar_part_takes_a_fixed_number_of_queries(sessions, django_assert_num_queries):
    """The file has two more: whose calendar it names, and their page."""
    event = training() if sessions == 1 else of_three()
    register(event)
    message = Message.objects.get()
    notices.render(message)

    with django_assert_num_queries(17 if sessions == 1 else 19):
        notices.render(message)


def edit(event, change, *more):
    draft = saved_draft(event.pk)
    rows = [*(change(each) for each in draft.sessions), *more]
    saving.save_event(by=BY, event_id=event.pk, draft=dataclasses.replace(draft, sessions=rows))


def fresh(event):
    return Event.objects.get(pk=event.pk)
