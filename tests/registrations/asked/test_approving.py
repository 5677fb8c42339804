"""Approval by the organiser, or by a supervisor whom a mailed link leads to a page."""

from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.utils import timezone

from catalogue import outbox
from catalogue.models import Message
from events import publishing
from events.models import Event, SeatPool
from registrations import approval_letters, approving, cancelling, refusals, registering, terms
from registrations.models import Registration
from registrations.registering import Wish
from tests.registrations.arrangements import BY, open_event, participant
from tests.registrations.test_pages import ANSWERS, address
from tests.registrations.test_races import assert_consistent, at_once

pytestmark = pytest.mark.django_db
State = Registration.State
BOSS = "pomo@example.org"


def event_with(approval, capacity=2, **values):
    event = open_event(capacity, **values)
    terms.save_terms(by=BY, event_id=event.pk, values={"approval": approval})
    event.refresh_from_db()
    return event


def register(event, number=1, **wish):
    return registering.register_person(
        event_id=event.pk, participant=participant(number), wish=Wish(supervisor_email=BOSS, **wish)
    )


def approve(registration, **values):
    return approving.approve_registration(by=BY, registration_id=registration.pk, **values)


def reject(registration, **values):
    return approving.reject_registration(by=BY, registration_id=registration.pk, **values)


def sent(address):
    outbox.sweep(now=timezone.now() + outbox.GRACE)
    return [message.subject for message in mail.outbox if message.to == [address]]


def test_registration_that_needs_approval_holds_no_seat_and_all_are_told():
    event = event_with("supervisor")

    registration = register(event)

    assert (registration.state, registration.pool_id) == (State.AWAITING_APPROVAL, None)
    assert SeatPool.objects.get().taken == 0
    assert list(Message.objects.order_by("kind").values_list("kind", "address")) == [
        ("approval_asked", BOSS),
        ("awaiting_approval", "aino1@example.org"),
    ]


def test_approved_takes_a_seat_and_is_told():
    event = event_with("organiser")
    registration = register(event)

    approved = approve(registration, reason="Kuuluu tehtävään")

    assert (approved.state, SeatPool.objects.get().taken) == (State.CONFIRMED, 1)
    change = registration.changes.last()
    assert (change.action, change.from_state, change.to_state, change.reason) == (
        "approve",
        State.AWAITING_APPROVAL,
        State.CONFIRMED,
        "Kuuluu tehtävään",
    )
    assert Message.objects.filter(kind="confirmed").count() == 1


def test_who_registered_earlier_waits_in_front_whenever_they_are_approved():
    event = event_with("organiser", capacity=1)
    first, second, third = (register(event, number) for number in (1, 2, 3))

    for registration in (third, second, first):
        approve(registration)

    assert Registration.objects.get(pk=third.pk).state == State.CONFIRMED
    assert list(Registration.objects.waiting()) == [first, second]
    assert_consistent(event)


def test_not_approved_is_told_why_and_the_seat_is_for_others():
    event = event_with("organiser")
    registration = register(event)

    reject(registration, reason="Koulutus on toiselle ryhmälle")

    assert Registration.objects.get().state == State.REJECTED
    sent("aino1@example.org")
    [told] = [message for message in mail.outbox if "toiselle ryhmälle" in message.body]
    assert told.to == ["aino1@example.org"]


@pytest.mark.parametrize("act", [approve, reject])
def test_decided_twice_is_refused(act):
    registration = register(event_with("organiser"))
    act(registration)

    with pytest.raises(refusals.NotAwaitingApprovalError):
        approve(registration)
    with pytest.raises(refusals.NotAwaitingApprovalError):
        reject(registration)


def test_nothing_is_approved_once_the_training_has_begun():
    event = event_with("organiser")
    registration = register(event)

    with pytest.raises(refusals.ApprovalTooLateError):
        approve(registration, now=event.starts_at)

    assert reject(registration, now=event.starts_at).state == State.REJECTED


def test_nothing_is_approved_for_a_cancelled_training():
    event = event_with("organiser")
    registration = register(event)
    publishing.cancel_event(by=BY, event_id=event.pk)

    with pytest.raises(refusals.EventCancelledError):
        approve(registration)


def test_approved_with_an_address_that_nobody_has_confirmed_is_held_for_a_while():
    event = event_with("organiser")

    approved = approve(register(event))

    assert approved.verify_by is not None


# --- The supervisor's page -------------------------------------------------------------------------------------------
def page_of(registration):
    return approval_letters.page_path(registration, "en")


def test_link_shows_who_asks_for_what_and_opening_it_decides_nothing(client):
    event = event_with("supervisor")
    registration = register(event)

    page = client.get(page_of(registration))

    text = page.content.decode()
    assert page.status_code == 200
    assert all(word in text for word in ("Aino Virtanen 1", "Koulu", event.title_fi))
    assert "aino1@example.org" not in text
    assert page["X-Robots-Tag"] == "noindex"
    assert client.head(page_of(registration)).status_code == 200
    assert Registration.objects.get().state == State.AWAITING_APPROVAL


@pytest.mark.parametrize(
    ("decision", "state", "said"),
    [("approve", State.CONFIRMED, "Approved"), ("reject", State.REJECTED, "Not approved")],
)
def test_buttons_decide_once(client, decision, state, said):
    registration = register(event_with("supervisor"))

    answers = [
        client.post(page_of(registration), {"decision": decision, "reason": "Sopii"}, follow=True) for _try in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 409]
    assert said in answers[0].content.decode()
    assert Registration.objects.get().state == state
    change = registration.changes.get(from_state=State.AWAITING_APPROVAL)
    assert (change.actor_kind, change.actor_label, change.reason) == ("person", "supervisor", "Sopii")


@pytest.mark.parametrize("decision", ["", "cancel"])
def test_other_decision_is_none(client, decision):
    registration = register(event_with("supervisor"))

    assert client.post(page_of(registration), {"decision": decision}).status_code == 422
    assert Registration.objects.get().state == State.AWAITING_APPROVAL


def test_page_says_what_has_become_of_it(client):
    event = event_with("supervisor", capacity=5)
    cancelled, late = register(event, 1), register(event, 2)
    cancelling.cancel_registration(registration_id=cancelled.pk)
    Event.objects.filter(pk=event.pk).update(starts_at=timezone.now() - timedelta(hours=1))

    said = [client.get(page_of(each)).content.decode() for each in (cancelled, late)]

    assert "has cancelled the registration" in said[0]
    assert "nothing can be approved any more" in said[1]
    assert '<button class="button" type="submit" name="decision"' not in "".join(said)


def test_keys_open_only_what_they_are_for(client):
    registration = register(event_with("supervisor"))
    other = approval_letters.token_of(Registration(pk=registration.pk, supervisor_email="toinen@example.org"))
    own = address("registration", approval_letters.token_of(registration))

    assert client.get(own).status_code == 404
    assert client.get(address("approval", other)).status_code == 404
    assert client.get(address("approval", "x")).status_code == 404


def test_registration_without_a_supervisor_has_no_such_page(client):
    event = open_event()
    registration = registering.register_person(event_id=event.pk, participant=participant())

    assert client.get(page_of(registration)).status_code == 404


def test_letter_to_the_supervisor_says_no_more_than_is_needed_and_is_not_kept():
    registration = register(event_with("supervisor"))

    assert len(sent(BOSS)) == 1

    [letter] = [message for message in mail.outbox if message.to == [BOSS]]
    assert "Aino Virtanen 1" in letter.body
    assert "aino1@example.org" not in letter.body
    assert registration.reference not in letter.body
    assert Message.objects.get(kind="approval_asked").text == ""


def test_letter_is_not_sent_when_nothing_is_asked_any_more():
    registration = register(event_with("supervisor"))
    cancelling.cancel_registration(registration_id=registration.pk)

    assert sent(BOSS) == []


@pytest.mark.parametrize(
    ("after", "reminded"),
    [(timedelta(days=2), 0), (timedelta(days=3), 1), (timedelta(days=40), 0)],
    ids=["early", "in time", "after the training"],
)
def test_supervisor_who_does_not_answer_is_reminded_once(after, reminded):
    register(event_with("supervisor"))
    now = timezone.now() + after

    counts = [approving.remind_supervisors(now=now + timedelta(hours=hours)) for hours in range(3)]

    assert counts == [reminded, 0, 0]
    assert Message.objects.filter(kind="approval_reminder").count() == reminded


def test_supervisor_is_reminded_sooner_when_the_training_is_near():
    event = event_with("supervisor")
    soon = timezone.now() + timedelta(hours=10)
    Event.objects.filter(pk=event.pk).update(starts_at=soon, ends_at=soon + timedelta(hours=2))
    register(event)

    counts = [approving.remind_supervisors(now=timezone.now() + timedelta(hours=hours)) for hours in (4, 6)]

    assert counts == [0, 1]


# --- The form, and one's own page ------------------------------------------------------------------------------------
def test_form_asks_for_the_supervisor_where_one_approves(client):
    event = event_with("supervisor")

    refused = client.post(address("register", event.slug), ANSWERS)
    client.post(address("register", event.slug), ANSWERS | {"supervisor_email": " Pomo@Example.org "})

    assert list(refused.context["form"].errors) == ["supervisor_email"]
    assert Registration.objects.get().supervisor_email == BOSS


def test_mistyped_supervisor_is_corrected_and_the_old_link_opens_nothing(client):
    registration = register(event_with("supervisor"))
    old = page_of(registration)
    page = address("registration-details", _own_token(registration))

    client.post(page, ANSWERS | {"supervisor_email": "oikea@example.org"})

    assert client.get(old).status_code == 404
    assert sent("oikea@example.org")
    assert sent(BOSS) == []


def _own_token(registration):
    from registrations import notices

    return notices.token_of(registration)


# --- Races -----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_approvals_and_a_refusal_at_once_decide_once():
    event = event_with("organiser", capacity=1)
    registration = register(event)

    results = at_once([partial(approve, registration), partial(approve, registration), partial(reject, registration)])

    refused = [result for result in results if isinstance(result, refusals.NotAwaitingApprovalError)]
    assert len(refused) == 2
    assert registration.changes.filter(from_state=State.AWAITING_APPROVAL).count() == 1
    assert_consistent(event)


@pytest.mark.django_db(transaction=True)
def test_approving_while_cancelling_leaves_no_seat_taken():
    event = event_with("organiser", capacity=20)
    registrations = [register(event, number) for number in range(8)]
    cancel = cancelling.cancel_registration
    calls = [call for row in registrations for call in (partial(approve, row), partial(cancel, registration_id=row.pk))]

    at_once(calls)

    assert set(Registration.objects.values_list("state", flat=True)) == {State.CANCELLED}
    assert SeatPool.objects.get().taken == 0
    assert_consistent(event)


@pytest.mark.django_db(transaction=True)
def test_many_approved_at_once_get_the_seats_there_are_and_wait_in_the_order_of_registering():
    event = event_with("organiser", capacity=3)
    registrations = [register(event, number) for number in range(9)]

    at_once([partial(approve, row) for row in reversed(registrations)])

    waiting = list(Registration.objects.waiting())
    assert Registration.objects.filter(state=State.CONFIRMED).count() == 3
    assert waiting == [row for row in registrations if row in waiting]
    assert_consistent(event)
