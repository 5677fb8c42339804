"""The own page shows where its person stands in every training, and nothing of anybody else."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from catalogue import vocabularies
from events import publishing
from registrations import cancelling, grouping, notices
from registrations.models import NewsSubscription, Registration
from registrations.my import correcting
from registrations.newsletter import subscribing
from tests.factories import EventFactory, PersonFactory, RegistrationFactory, SessionFactory
from tests.registrations.arrangements import BY, fill, open_event, participant, register
from tests.registrations.my.arrangements import open_page

pytestmark = pytest.mark.django_db
State = Registration.State
AINO, MY = "aino1@example.org", "/fi/my/"


def held(days=9, **values):
    """A training that is over."""
    event = EventFactory(**values)
    SessionFactory(event=event, starts_at=timezone.now() - timedelta(days=days))
    return event


def offer(registration, hours=24):
    """As the queue offers a seat."""
    Registration.objects.filter(pk=registration.pk).update(
        state=State.OFFERED, offer_expires_at=timezone.now() + timedelta(hours=hours)
    )


def shown(client):
    mine = client.get(MY).context["mine"]
    return {
        shelf: [(each.event.title.value, each.standing, each.place) for each in getattr(mine, shelf)]
        for shelf in ("offered", "coming", "past")
    }


def test_page_tells_offers_coming_and_past_apart(client):
    full = open_event(1, title_fi="Täysi")
    register(full, 2)
    register(full, 3)
    register(full, 1)
    register(open_event(title_fi="Varma"))
    offer(register(open_event(title_fi="Tarjottu")))
    given_up = register(open_event(title_fi="Luovuttu"))
    cancelling.cancel_registration(by=BY, registration_id=given_up.pk)
    gone = register(open_event(title_fi="Peruttu"))
    publishing.cancel_event(by=BY, event_id=gone.event_id)
    RegistrationFactory(event=held(title_fi="Pidetty"), person=given_up.person)
    open_page(client, AINO)

    assert shown(client) == {
        "offered": [("Tarjottu", "offered", None)],
        "coming": [
            ("Täysi", "waitlisted", 2),
            ("Varma", "confirmed", None),
            ("Peruttu", "training_cancelled", None),
        ],
        "past": [("Luovuttu", "cancelled", None), ("Pidetty", "confirmed", None)],
    }


def test_of_a_training_given_up_and_taken_again_the_one_in_force_is_shown(client):
    event = open_event(title_fi="Lukutaito")
    cancelling.cancel_registration(by=BY, registration_id=register(event).pk)
    register(event)
    open_page(client, AINO)

    assert shown(client) == {
        "offered": [],
        "coming": [("Lukutaito", "confirmed", None)],
        "past": [],
    }


def test_offer_whose_time_is_over_waits_for_no_answer(client):
    offer(register(open_event(1, title_fi="Myöhässä")), hours=-1)
    open_page(client, AINO)

    assert shown(client)["offered"] == []


def test_each_leads_to_its_own_page(client):
    registration = register(open_event())
    open_page(client, AINO)

    assert f'href="{notices.mailed_path(registration, "fi")}"' in client.get(MY).content.decode()


@pytest.mark.parametrize(("state", "is_shown"), [(State.CONFIRMED, True), (State.OFFERED, False)])
def test_way_to_join_is_shown_to_who_has_a_seat(client, state, is_shown):
    registration = register(open_event())
    registration.event.sessions.update(join_url="https://example.org/liity")
    Registration.objects.update(state=state)
    open_page(client, AINO)

    assert ("https://example.org/liity" in client.get(MY).content.decode()) is is_shown


def test_page_says_nothing_of_others(client):
    event = open_event()
    other = register(event, 2)
    Registration.objects.update(workplace="Salainen")
    register(event)
    open_page(client, AINO)

    html = client.get(MY).content.decode()

    assert not any(secret in html for secret in ("Virtanen 2", other.email, other.reference, "Salainen"))


def test_who_has_nothing_is_shown_what_to_do(client):
    PersonFactory(email=AINO)
    open_page(client, AINO)

    html = client.get("/en/my/").content.decode()

    assert "No trainings yet" in html
    assert 'href="/en/events/"' in html


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_any_number_of_trainings_takes_the_same_queries(client, count, django_assert_num_queries):
    person = PersonFactory(email=AINO)
    for _each in range(count):
        offer(register(open_event(1)))
        full = open_event(1)
        fill(full, 3)
        register(open_event())
        RegistrationFactory(event=held(), person=person)
    open_page(client, AINO)
    vocabularies.current()

    # Session, person, vocabularies; registrations, events, sessions, trainers, pools; groups, newsletter.
    with django_assert_num_queries(10):
        client.get(MY)


def test_only_so_many_past_ones_are_shown_before_one_asks(client):
    person = PersonFactory(email=AINO)
    for days in range(22):
        RegistrationFactory(event=held(days + 2), person=person)
    open_page(client, AINO)

    counts = [len(client.get(MY + query).context["mine"].past) for query in ("", "?past")]

    assert counts == [20, 22]


# --- What is to be done first -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "todo"),
    [
        ({}, ""),
        ({"asked_again_at": timezone.now()}, "reconfirm"),
        ({"asked_again_at": timezone.now(), "reconfirmed_at": timezone.now()}, ""),
        ({"verify_by": timezone.now() + timedelta(hours=9)}, "verify"),
        ({"state": State.AWAITING_APPROVAL, "pool": None}, "approval"),
        ({"state": State.CANCELLED, "verify_by": timezone.now()}, ""),
    ],
)
def test_training_says_what_it_asks_for_first(client, values, todo):
    registration = register(open_event())
    open_page(client, AINO)
    Registration.objects.filter(pk=registration.pk).update(**{"verify_by": None} | values)

    mine = client.get(MY).context["mine"]

    assert [each.todo for each in [*mine.coming, *mine.past]] == [todo]


def test_opening_the_mailed_link_confirms_the_address(client):
    Registration.objects.filter(pk=register(open_event(2)).pk).update(verify_by=timezone.now() + timedelta(hours=9))

    open_page(client, AINO)

    assert Registration.objects.get().verify_by is None


# --- Groups -----------------------------------------------------------------------------------------------------------
def group(event, email=AINO):
    contact = grouping.Contact(first_name="Aino", last_name="V", email=email, workplace="Koulu", language="fi")
    members = [participant(8), participant(9), None]
    return grouping.register_group(event_id=event.pk, contact=contact, members=members, wish=grouping.GroupWish())


def test_contact_of_a_group_sees_it_without_having_registered_themselves(client):
    made, _others = group(open_event(5, title_fi="Ryhmä")), group(open_event(5), "muu@example.org")
    open_page(client, AINO)

    [shown] = client.get(MY).context["mine"].groups

    assert (shown.title.value, shown.seats, shown.unnamed) == ("Ryhmä", 3, 1)
    assert shown.path == f"/fi/groups/{notices.token_of_group(made)}/"
    assert client.get(shown.path).status_code == 200


def test_who_hears_of_new_trainings_finds_where_to_change_it(client):
    made = NewsSubscription.objects.create(email=AINO, language="fi", confirmed_at=timezone.now())
    NewsSubscription.objects.create(email="muu@example.org", language="fi", confirmed_at=timezone.now())
    open_page(client, AINO)

    path = client.get(MY).context["mine"].newsletter

    assert path == f"/fi/newsletter/{subscribing.token_of(made)}/"


# --- Offers -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("action", "state"), [("accept", State.CONFIRMED), ("decline", State.DECLINED)])
def test_offer_is_answered_on_the_page(client, action, state):
    registration = register(open_event(1))
    offer(registration)
    open_page(client, AINO)

    answer = client.post(f"{MY}registrations/{registration.pk}/{action}/")

    registration.refresh_from_db()
    assert (answer.url, registration.state) == (MY, state)


def test_offer_that_is_gone_is_explained(client):
    registration = register(open_event(1))
    open_page(client, AINO)

    answer = client.post(f"/en/my/registrations/{registration.pk}/accept/")

    assert [str(each) for each in get_messages(answer.wsgi_request)] == [
        "No seat is being offered to you at the moment."
    ]


def test_registration_of_another_is_not_there(client):
    others = register(open_event(1), 2)
    offer(others)
    register(open_event())
    open_page(client, AINO)

    answers = [client.post(f"{MY}registrations/{others.pk}/{action}/").status_code for action in ("accept", "decline")]

    others.refresh_from_db()
    assert (answers, others.state) == ([404, 404], State.OFFERED)


@pytest.mark.parametrize("page", ["details/", "calendar/"])
def test_stranger_is_led_to_asking(page):
    assert Client().get(MY + page).url == MY


def test_stranger_changes_nothing():
    registration = register(open_event(1))
    offer(registration)

    answers = [
        Client().post(MY + page) for page in (f"registrations/{registration.pk}/accept/", "details/", "calendar/reset/")
    ]

    registration.refresh_from_db()
    assert ([each.status_code for each in answers], registration.state) == ([302] * 3, State.OFFERED)


# --- Details ----------------------------------------------------------------------------------------------------------
NEW = {
    "first_name": "Aino",
    "last_name": "Korhonen",
    "workplace": "Uusi koulu",
    "language": "sv",
}


def test_details_are_corrected_in_all_coming_trainings_and_nowhere_else(client):
    own = [register(open_event()), register(open_event())]
    past = RegistrationFactory(event=held(), person=own[0].person, last_name="Virtanen 1")
    others = register(open_event(), 2)
    open_page(client, AINO)

    answer = client.post(f"{MY}details/", NEW)

    assert answer.url == MY
    names = {row.pk: (row.last_name, row.language) for row in Registration.objects.all()}
    assert names == {
        **{each.pk: ("Korhonen", "sv") for each in own},
        past.pk: ("Virtanen 1", "fi"),
        others.pk: ("Virtanen 2", "fi"),
    }
    own[0].person.refresh_from_db()
    assert own[0].person.language == "sv"


def test_details_begin_from_those_given_last(client):
    register(open_event())
    Registration.objects.update(workplace="Viimeisin")
    open_page(client, AINO)

    form = client.get(f"{MY}details/").context["form"]

    assert (form.initial["last_name"], form.initial["workplace"]) == ("Virtanen 1", "Viimeisin")


def test_details_that_are_wrong_stay_as_typed(client):
    register(open_event())
    open_page(client, AINO)

    answer = client.post(f"{MY}details/", NEW | {"last_name": "", "workplace": "Uusi"})

    assert (answer.status_code, answer.context["form"]["workplace"].value()) == (422, "Uusi")
    assert Registration.objects.get().workplace == "Koulu"


def test_who_has_nothing_coming_changes_the_language_alone(client):
    person = PersonFactory(email=AINO, language="fi")
    open_page(client, AINO)

    client.post(f"{MY}details/", {"language": "en"})

    person.refresh_from_db()
    assert person.language == "en"


def test_registration_that_ends_meanwhile_is_left_alone():
    registration = register(open_event())
    Registration.objects.update(state=State.CANCELLED)

    count = correcting.correct_everywhere(person_id=registration.person_id, details={"last_name": "Korhonen"})

    assert (count, Registration.objects.get().last_name) == (0, "Virtanen 1")
