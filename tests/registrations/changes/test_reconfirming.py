"""A big change asks those who have a seat; who does not answer keeps it, and is reminded once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue import outbox
from catalogue.models import Message
from events import scheduling
from events.models import Event, EventChange
from events.scheduling import Place, SessionMove
from registrations import cancelling, reconfirming, refusals
from registrations.models import Registration, RegistrationChange
from tests.factories import RegistrationFactory, VenueFactory
from tests.registrations.arrangements import BY, fill, open_event

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ONLINE = Place(is_online=True)


@pytest.fixture
def event():
    made = open_event(capacity=2)
    starts_at = timezone.localtime(made.starts_at).replace(hour=9, minute=0, second=0, microsecond=0)
    made.sessions.update(starts_at=starts_at, ends_at=starts_at + 3 * HOUR)
    return made


def move(event, by=timedelta(), place=None):
    session = event.sessions.get()
    times = {"starts_at": session.starts_at + by, "ends_at": session.ends_at + by}
    move = SessionMove(session_id=session.pk, place=place, **times)
    return scheduling.move_event(by=BY, event_id=event.pk, moves=[move])


def kinds():
    return sorted(Message.objects.filter(kind__startswith="event_moved").values_list("kind", flat=True))


def onsite(town):
    return Place(venue_id=VenueFactory(municipality=town).pk)


@pytest.mark.parametrize(("step", "is_big"), [(DAY, True), (3 * HOUR, True), (2 * HOUR, False), (-HOUR, False)])
def test_another_day_or_more_than_two_hours_asks(event, step, is_big):
    fill(event, 1)

    move(event, step)

    assert kinds() == ["event_moved_far" if is_big else "event_moved"]
    assert (Registration.objects.get().asked_again_at is not None) == is_big


@pytest.mark.parametrize(
    ("before", "after", "is_big"),
    [
        ("Oulu", "Kuopio", True),
        ("Oulu", "Oulu", False),
        ("Oulu", None, True),
        (None, "Oulu", True),
    ],
)
def test_another_town_or_another_way_of_taking_part_asks(event, before, after, is_big):
    move(event, place=onsite(before) if before else ONLINE)
    fill(event, 1)

    move(event, place=onsite(after) if after else ONLINE)

    assert kinds() == ["event_moved_far" if is_big else "event_moved"]


def test_only_those_with_a_seat_are_asked_and_the_others_told(event):
    fill(event, 3)

    move(event, DAY)

    assert kinds() == ["event_moved", "event_moved_far", "event_moved_far"]
    assert Registration.objects.get(state="waitlisted").asked_again_at is None


def test_mail_has_both_buttons_and_they_open_pages(event):
    fill(event, 1)
    move(event, DAY)

    mail = outbox.render(Message.objects.get(kind="event_moved_far"))

    assert "/reconfirm/" in mail.text
    assert "/cancel/" in mail.text
    assert mail.html.count('class="button') == 2


def test_answer_is_kept_with_its_history_and_given_twice_is_given_once(event):
    (registration,) = fill(event, 1)
    move(event, DAY)

    reconfirming.reconfirm(registration_id=registration.pk)
    reconfirming.reconfirm(registration_id=registration.pk)

    assert Registration.objects.get().reconfirmed_at is not None
    change = RegistrationChange.objects.get(action="reconfirm")
    assert (change.from_state, change.to_state, change.actor_kind) == ("confirmed", "confirmed", "person")


def test_who_was_not_asked_or_has_no_seat_any_more_cannot_answer(event):
    first, second = fill(event, 2)
    with pytest.raises(reconfirming.NotAskedError):
        reconfirming.reconfirm(registration_id=first.pk)
    move(event, DAY)
    cancelling.cancel_registration(registration_id=second.pk)

    with pytest.raises(refusals.RegistrationEndedError):
        reconfirming.reconfirm(registration_id=second.pk)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"state": Event.State.CANCELLED}, refusals.EventCancelledError),
        ({"state": Event.State.POSTPONED}, refusals.EventPostponedError),
        ({"starts_at": timezone.now() - HOUR}, refusals.TrainingBegunError),
    ],
    ids=["cancelled", "postponed", "begun"],
)
def test_training_that_is_not_held_as_planned_asks_nobody_and_takes_no_answer(event, values, refusal):
    (registration,) = fill(event, 1)
    move(event, DAY)
    Event.objects.update(**values)

    with pytest.raises(refusal):
        reconfirming.reconfirm(registration_id=registration.pk)
    with pytest.raises(refusal):
        reconfirming.remind_unanswered(by=BY, event_id=event.pk)

    assert Registration.objects.get().reconfirmed_at is None
    assert not RegistrationChange.objects.filter(action="reconfirm").exists()


def test_answers_are_counted_and_the_silent_keep_their_seats(event):
    event.pools.update(capacity=3)
    coming, gone, silent = fill(event, 3)
    assert reconfirming.answers(event.pk) is None
    move(event, DAY)

    reconfirming.reconfirm(registration_id=coming.pk)
    cancelling.cancel_registration(registration_id=gone.pk)

    found = reconfirming.answers(event.pk)
    assert (found.coming, found.gone, found.silent, found.asked, found.reminded_at) == (1, 1, 1, 3, None)
    assert Registration.objects.get(pk=silent.pk).state == "confirmed"


def test_another_big_change_asks_everybody_anew(event):
    (registration,) = fill(event, 1)
    move(event, DAY)
    reconfirming.reconfirm(registration_id=registration.pk)

    move(event, DAY)

    found = reconfirming.answers(event.pk)
    assert (found.coming, found.silent) == (0, 1)
    assert kinds() == ["event_moved_far"] * 2


def test_silent_are_reminded_once(event):
    coming, silent = fill(event, 2)
    move(event, DAY)
    reconfirming.reconfirm(registration_id=coming.pk)

    assert reconfirming.remind_unanswered(by=BY, event_id=event.pk) == 1
    with pytest.raises(reconfirming.RemindedAlreadyError):
        reconfirming.remind_unanswered(by=BY, event_id=event.pk)

    assert list(Message.objects.filter(kind="reconfirm_reminder").values_list("address", flat=True)) == [silent.email]
    assert EventChange.objects.get(action="remind_unanswered").details == {"reminded": 1}
    assert reconfirming.answers(event.pk).reminded_at is not None


def test_nobody_silent_is_nobody_to_remind(event):
    (registration,) = fill(event, 1)
    move(event, DAY)
    reconfirming.reconfirm(registration_id=registration.pk)

    with pytest.raises(reconfirming.NobodyToRemindError):
        reconfirming.remind_unanswered(by=BY, event_id=event.pk)


def test_reminder_that_comes_after_the_answer_is_not_sent(event):
    (registration,) = fill(event, 1)
    move(event, DAY)
    reconfirming.remind_unanswered(by=BY, event_id=event.pk)
    reconfirming.reconfirm(registration_id=registration.pk)

    assert outbox.render(Message.objects.get(kind="reconfirm_reminder")) is None


@pytest.mark.parametrize("number", [1, 3])
def test_answers_are_counted_in_a_fixed_number_of_queries(event, number, django_assert_num_queries):
    now = timezone.now()
    event.pools.update(capacity=None)
    for _ in range(number):
        RegistrationFactory(event=event, asked_again_at=now)

    with django_assert_num_queries(3):
        reconfirming.answers(event.pk)
