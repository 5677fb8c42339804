"""One registration for its organiser: what the page says, what is done with it and by whom, and what is refused."""

import pytest

from catalogue.actors import by_user
from catalogue.models import Message
from registrations import cancelling, noting, offers, waiting_list
from registrations.models import PersonalDataAccess, Registration, RegistrationNote
from tests.factories import MembershipFactory, RegistrationFactory
from tests.registrations.arrangements import fill, open_event, register

pytestmark = pytest.mark.django_db
State = Registration.State


@pytest.fixture
def event():
    return open_event(capacity=1)


@pytest.fixture
def user(event):
    return MembershipFactory(organisation=event.lead, user__first_name="Paula", user__last_name="Niemi").user


@pytest.fixture
def clerk(client, user):
    client.force_login(user)
    return client


def address(registration, page=""):
    return f"/en/workspace/registrations/{registration.pk}/{page}"


@pytest.mark.parametrize("channel", ["page", "api", "staff", "import", "group", "substitute"])
def test_way_in_which_somebody_registered_is_said_in_words(event, clerk, channel):
    registration = RegistrationFactory(event=event, channel=channel)

    _name, said = clerk.get(address(registration)).context["one"].facts[-1]

    assert said not in {"", channel}


def test_registration_whose_person_was_erased_says_so(event, clerk):
    erased = RegistrationFactory(event=event, first_name="", last_name="")

    page = clerk.get(address(erased)).content.decode()
    table = clerk.get(f"/en/workspace/events/{event.pk}/registrations/").content.decode()

    assert "<h1>Personal data removed</h1>" in page
    assert ">Personal data removed</a>" in table


def test_history_says_who_did_what_and_why_a_seat_went_where(event, clerk, user):
    seated, waiting = fill(event, 2)
    cancelling.cancel_registration(by=by_user(user), registration_id=seated.pk, reason="Sairastui")

    steps = clerk.get(address(waiting)).context["one"].history
    words = [(step.done, step.who, step.from_state, step.to_state, step.notes) for step in steps]

    said = f"The seat was freed by registration {seated.reference}: Cancelled."
    assert words == [
        ("Got a seat from the queue", "The waiting list", "On the waiting list", "Confirmed", [said]),
        ("Registered", "The participant", "", "On the waiting list", []),
    ]
    cancelled = clerk.get(address(seated)).context["one"].history[0]
    assert (cancelled.done, cancelled.who, cancelled.reason) == ("Cancelled", "Paula Niemi", "Sairastui")


def test_registration_is_cancelled_with_a_reason_only(event, clerk):
    registration = register(event)

    refused = clerk.post(address(registration, "cancel/"), {"reason": " "})
    assert (refused.status_code, Registration.objects.get().state) == (422, State.CONFIRMED)

    answer = clerk.post(address(registration, "cancel/"), {"reason": "Pyysi puhelimessa"})
    assert answer.url == address(registration)
    assert Registration.objects.get().state == State.CANCELLED
    assert registration.changes.last().reason == "Pyysi puhelimessa"


def test_who_waits_is_moved_in_the_queue(event, clerk):
    _seated, first, second = fill(event, 3)

    clerk.post(address(second, "reorder/"), {"answer": "1", "reason": "Kouluttaja"})

    queue = list(Registration.objects.waiting())
    assert queue == [second, first]
    step = clerk.get(address(second)).context["one"].history[0]
    assert step.notes == ["Place in the queue: from 2 to 1"]


def test_offer_is_accepted_for_somebody(event, clerk):
    offered = RegistrationFactory(event=event, state=State.OFFERED)

    clerk.post(address(offered, "accept/"))

    offered.refresh_from_db()
    assert offered.state == State.CONFIRMED


def test_seats_are_changed_when_the_other_kind_has_room(event, clerk):
    online = event.pools.create(position=1, name_en="Online", capacity=1)
    registration = register(event)
    page = clerk.get(address(registration)).context
    assert [act.code for act in page["acts"]] == ["seats", "cancel", "false"]

    clerk.post(address(registration, "seats/"), {"answer": str(online.pk), "reason": ""})

    registration.refresh_from_db()
    assert registration.pool == online


@pytest.mark.parametrize(("page", "values"), [("accept/", {}), ("reorder/", {"answer": "1", "reason": "x"})])
def test_what_the_state_does_not_allow_is_refused(event, clerk, page, values):
    registration = register(event)

    assert clerk.post(address(registration, page), values).status_code == 409


def test_details_are_corrected_and_the_history_names_the_fields(event, clerk, user):
    registration = register(event)

    clerk.post(
        address(registration, "details/"),
        {"first_name": "Aino", "last_name": "Virta", "workplace": "Koulu", "language": "sv"},
    )

    registration.refresh_from_db()
    assert (registration.last_name, registration.language) == ("Virta", "sv")
    step = clerk.get(address(registration)).context["one"].history[0]
    assert (step.done, step.who, step.notes) == (
        "Details corrected",
        "Paula Niemi",
        ["Changed: Last name, Language of messages"],
    )


def test_note_is_written_shown_and_removed(event, clerk):
    registration = register(event)

    clerk.post(address(registration, "notes/"), {"text": "Tulee junalla"})

    page = clerk.get(address(registration)).context["one"]
    assert [(note.text, note.who) for note in page.notes] == [("Tulee junalla", "Paula Niemi")]
    clerk.post(address(registration, f"notes/{page.notes[0].id}/remove/"))
    assert not RegistrationNote.objects.exists()


@pytest.mark.parametrize("page", ["notes/", "notes/1/remove/", "cancel/", "details/", "reorder/"])
def test_another_agency_can_do_nothing_to_it(client, event, page):
    registration = register(event)
    noting.add_note(by=by_user(MembershipFactory().user), registration_id=registration.pk, text="Tulee junalla")
    client.force_login(MembershipFactory().user)

    answer = client.post(address(registration, page), {"reason": "x", "text": "x", "answer": "1"})

    assert answer.status_code == 403
    assert Registration.objects.get().state == State.CONFIRMED
    assert RegistrationNote.objects.count() == 1


def test_messages_are_shown_with_their_state(event, clerk):
    registration = register(event)
    Message.objects.update(state=Message.State.BOUNCED)

    messages = clerk.get(address(registration)).context["one"].messages

    assert [(message.state, str(message.state_name)) for message in messages] == [("bounced", "Could not be delivered")]


def test_looking_at_a_registration_is_noted(event, clerk, user):
    registration = register(event)

    clerk.get(address(registration))
    clerk.get(address(registration))

    looks = PersonalDataAccess.objects.values_list("actor_user", "event", "registration", "action")
    assert list(looks) == [(user.pk, event.pk, registration.pk, "view")]


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_a_fixed_number_of_queries(event, clerk, user, number, django_assert_num_queries):
    registration = register(event)
    for text in range(number):
        noting.add_note(by=by_user(user), registration_id=registration.pk, text=str(text))
    clerk.get(address(registration))

    with django_assert_num_queries(19):
        clerk.get(address(registration))


def test_offers_and_queue_are_the_waiting_lists_own():
    """What staff do is what participants and the clock do."""
    from registrations import acting

    assert acting.ACTS["accept"].write == offers.accept_offer
    assert acting.ACTS["reorder"].write == waiting_list.reorder
